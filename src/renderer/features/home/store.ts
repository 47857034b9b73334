import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { AppInfo } from '#shared/contract/index'
import type { AppError } from '#shared/errors'
import type { ProjectState, RecentProject } from '#shared/project'
import { call, engineState, on, toAppError } from '../../api'

/** The projects this machine knows, and what the application says of itself. */
export const useHome = defineStore('home', () => {
  const projects = shallowRef<readonly RecentProject[] | null>(null)
  const info = shallowRef<AppInfo | null>(null)
  const error = shallowRef<AppError | null>(null)
  const count = computed(() => projects.value?.length ?? 0)

  async function refresh(): Promise<void> {
    try {
      ;[projects.value, info.value] = await Promise.all([call('projects.list', {}), call('app.info', {})])
      error.value = null
    } catch (thrown) {
      error.value = toAppError(thrown)
    }
  }

  on('project.changed', () => void refresh())
  on('device.changed', () => void refresh())
  watch(engineState, (state) => state === 'ready' && void refresh())

  const create = (template: string, name: string): Promise<ProjectState> =>
    call('projects.create', { template, name })

  async function rename(project: string, name: string): Promise<void> {
    await call('projects.rename', { project, name })
    await refresh()
  }

  async function duplicate(project: string, name: string): Promise<void> {
    await call('projects.duplicate', { project, name })
    await refresh()
  }

  async function remove(project: string): Promise<void> {
    await call('projects.delete', { project })
    await refresh()
  }

  return { projects, info, error, count, refresh, create, rename, duplicate, remove }
})
