import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Source } from '#shared/contract/index'
import type { AppError } from '#shared/errors'
import type { ProjectState } from '#shared/project'
import { call, engineState, on, toAppError } from '../../api'
import { useTemplates } from '../templates'
import { watch } from 'vue'

/** A file or sample that was chosen before its project's Data step was on screen. */
export interface PendingSource {
  source: Source
  name: string
  /** Imported and mapped as proposed without asking: a bundled sample. */
  unattended: boolean
}

/** The project on screen. Its state is the engine's; every change comes back from there. */
export const useProject = defineStore('project', () => {
  const templates = useTemplates()
  const state = shallowRef<ProjectState | null>(null)
  const error = shallowRef<AppError | null>(null)
  const pending = shallowRef<PendingSource | null>(null)
  const manifest = computed(() => (state.value === null ? null : templates.find(state.value.template)))
  const version = computed(() => state.value?.versions.find(({ id }) => id === state.value?.version) ?? null)

  let asked = 0
  let reading: Promise<void> | null = null

  async function read(id: string): Promise<void> {
    try {
      for (let answered = 0; answered !== asked;) {
        answered = asked
        const next = await call('projects.get', { project: id })
        if (state.value?.id === id) state.value = next
      }
    } catch (thrown) {
      error.value = toAppError(thrown)
    } finally {
      reading = null
    }
  }

  /** Reads the state anew. Changes that arrive meanwhile lead to one more reading, never to an older state. */
  function refresh(): Promise<void> {
    asked += 1
    const id = state.value?.id
    if (id === undefined) return Promise.resolve()
    reading ??= read(id)
    return reading
  }

  on('project.changed', ({ project }) => {
    if (project === state.value?.id) void refresh()
  })

  async function open(id: string): Promise<void> {
    error.value = null
    if (state.value?.id !== id) state.value = null
    try {
      state.value = await call('projects.open', { project: id })
    } catch (thrown) {
      error.value = toAppError(thrown)
    }
  }

  // A restarted engine has no project open.
  watch(engineState, (now, before) => {
    if (now === 'ready' && before !== 'ready' && state.value !== null) void open(state.value.id)
  })

  /** Takes what a method of the engine answered. */
  function take(next: ProjectState): void {
    if (state.value === null || state.value.id === next.id) state.value = next
  }

  /** Hands over the chosen file or sample, once. */
  function takePending(): PendingSource | null {
    const given = pending.value
    pending.value = null
    return given
  }

  return { state, error, manifest, version, pending, open, refresh, take, takePending }
})
