import { watchDebounced } from '@vueuse/core'
import { ref, shallowRef, type ShallowRef, type Ref } from 'vue'
import type { AppError } from '#shared/errors'
import type { Prediction } from '#shared/results'
import { call, toAppError } from '../../../api'
import { useProject } from '../../../features/project'

/** How long typing pauses before a model is asked, and how long it may go on without an answer, ms. */
const pause = { debounce: 200, maxWait: 600 }

/**
 * What is typed into `fields`, and what the model says of it as it changes. Nothing is asked while every field named
 * by `needed` is empty.
 */
export function usePrediction(
  model: () => string,
  needed: () => readonly string[],
): {
  fields: Ref<Record<string, string>>
  prediction: ShallowRef<Prediction | null>
  error: ShallowRef<AppError | null>
} {
  const project = useProject()
  const fields = ref<Record<string, string>>({})
  const prediction = shallowRef<Prediction | null>(null)
  const error = shallowRef<AppError | null>(null)
  let asked = 0

  async function predict(): Promise<void> {
    const id = project.state?.id
    const turn = ++asked
    if (id === undefined || needed().every((field) => !fields.value[field]?.trim())) {
      prediction.value = null
      return
    }
    try {
      const answer = await call('predict.text', {
        project: id,
        model: model(),
        fields: { ...fields.value },
      })
      // An answer to what stood there before must not replace a newer one.
      if (turn === asked) prediction.value = answer
      error.value = null
    } catch (thrown) {
      if (turn === asked) error.value = toAppError(thrown)
    }
  }
  watchDebounced([fields, model], predict, { ...pause, deep: true })
  return { fields, prediction, error }
}
