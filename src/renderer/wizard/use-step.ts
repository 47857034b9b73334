import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { stepIds, type Manifest, type StepId } from '#shared/manifest'
import type { ProjectState, StepStatus } from '#shared/project'
import { useProject } from '../features/project'

export interface StepEntry {
  id: StepId
  /** 1-based place among the steps that are shown. */
  number: number
  status: StepStatus
  count: number
}

/** The steps of a project as the navigation shows them, in the template's order. */
function stepEntries(manifest: Manifest, state: ProjectState): StepEntry[] {
  return manifest.steps.map((id, index) => {
    const known = state.steps.find((step) => step.id === id)
    return { id, number: index + 1, status: known?.status ?? 'todo', count: known?.count ?? 0 }
  })
}

/** Where one is among the steps, and how one gets on. */
export function useStep(): {
  entries: ComputedRef<StepEntry[]>
  current: ComputedRef<StepEntry | null>
  next: ComputedRef<StepEntry | null>
  go: (id: StepId) => Promise<void>
} {
  const project = useProject()
  const route = useRoute()
  const router = useRouter()
  const entries = computed(() =>
    project.manifest === null || project.state === null ? [] : stepEntries(project.manifest, project.state),
  )
  const place = computed(() => entries.value.findIndex(({ id }) => id === route.params['step']))
  return {
    entries,
    current: computed(() => entries.value[place.value] ?? null),
    next: computed(() => entries.value[place.value + 1] ?? null),
    async go(id) {
      await router.push({ name: 'step', params: { project: project.state?.id ?? '', step: id } })
    },
  }
}

export const isStep = (id: string): id is StepId => (stepIds as readonly string[]).includes(id)
