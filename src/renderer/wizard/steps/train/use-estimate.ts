import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { Estimate } from '#shared/costs'
import { call } from '../../../api'
import { useProject } from '../../../features/project'
import { useTraining } from '../../../features/training'

/** A form is typed into: asked once it rests. */
const restMs = 300

/** What the training as it is set up now will take; null while it is not known, and while something trains. */
export function useEstimate(options: {
  quick: () => boolean
  busy: () => boolean
  valid: () => boolean
}): ShallowRef<Estimate | null> {
  const project = useProject()
  const training = useTraining()
  const estimate = shallowRef<Estimate | null>(null)
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function ask(): Promise<void> {
    const turn = ++asked
    const id = project.state?.id
    if (id === undefined || project.state?.split == null || training.chosen?.length === 0) return
    let found: Estimate | null
    try {
      found = await call('train.estimate', {
        project: id,
        ...(training.chosen === null ? {} : { models: [...training.chosen] }),
        params: training.params,
        quick: options.quick(),
      })
    } catch {
      // Data or settings that cannot be trained with have no estimate; training says why.
      found = null
    }
    // A late answer is one to another question.
    if (turn === asked) estimate.value = found
  }

  watch(
    [
      () => project.state?.id,
      () => project.state?.split,
      () => training.chosen,
      () => training.params,
      options.quick,
      options.busy,
      options.valid,
    ],
    () => {
      clearTimeout(timer)
      if (options.busy() || !options.valid()) {
        asked += 1
        estimate.value = null
        return
      }
      timer = setTimeout(() => void ask(), restMs)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
  })
  return estimate
}
