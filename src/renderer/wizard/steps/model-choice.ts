import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import type { Judgement, ModelResult } from '#shared/results'
import { useProject } from '../../features/project'
import { modelName } from '../../features/templates'
import type { Option } from '../../ui'

/** The judged model a step speaks of: the one in use until another is picked. */
export function useModelChoice(): {
  judgement: ComputedRef<Judgement | null>
  selected: Ref<string>
  model: ComputedRef<ModelResult | null>
  options: ComputedRef<Option[]>
  nameOf: (model: string) => string
} {
  const project = useProject()
  const judgement = computed(() => project.state?.judgement ?? null)
  const inUse = computed(() => project.state?.chosen ?? judgement.value?.recommended ?? '')
  const selected = ref(inUse.value)
  watch(inUse, (model) => (selected.value = model))
  const nameOf = (model: string): string => modelName(project.state?.template ?? '', model)
  return {
    judgement,
    selected,
    model: computed(() => judgement.value?.models.find(({ id }) => id === selected.value) ?? null),
    options: computed(() =>
      (judgement.value?.models ?? []).map(({ id }) => ({ value: id, label: nameOf(id) })),
    ),
    nameOf,
  }
}
