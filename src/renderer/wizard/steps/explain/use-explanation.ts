import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import type { ModelExplanation } from '#shared/results'
import { useTask } from '../../../api'
import { useProject } from '../../../features/project'
import type { useModelChoice } from '../model-choice'

/** Explanations already made, by model and judgement: Explain and Decide read the same. */
const known = shallowRef<ReadonlyMap<string, ModelExplanation>>(new Map())

/** The explanation of the model that a step speaks of, made when it is first asked for. */
export function useExplanation(choice: Pick<ReturnType<typeof useModelChoice>, 'judgement' | 'selected'>): {
  explanation: ComputedRef<ModelExplanation | null>
  task: ReturnType<typeof useTask<'explain.model'>>
  explain: () => Promise<void>
} {
  const { judgement, selected } = choice
  const project = useProject()
  const task = useTask('explain.model', () => project.state?.id ?? null)
  const key = computed(
    () => `${project.state?.id ?? ''} ${judgement.value?.createdAt ?? ''} ${selected.value}`,
  )
  const explanation = computed(() => known.value.get(key.value) ?? null)
  async function explain(): Promise<void> {
    const id = project.state?.id
    if (id === undefined || judgement.value === null || selected.value === '' || explanation.value !== null)
      return
    const wanted = key.value
    const made = await task.start({ project: id, model: selected.value })
    if (made !== null) known.value = new Map(known.value).set(wanted, made)
  }
  watch(key, explain, { immediate: true })
  return { explanation, task, explain }
}
