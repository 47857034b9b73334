import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { AppError } from '#shared/errors'
import type { DataVersion, ImportOptions, Preview } from '#shared/project'
import { call, toAppError, useTask, type TaskView } from '../../../api'
import type { PendingSource } from '../../../features/project'

export interface ImportFlow {
  chosen: ShallowRef<PendingSource | null>
  preview: ShallowRef<Preview | null>
  options: ShallowRef<ImportOptions>
  looking: Ref<boolean>
  error: ComputedRef<AppError | null>
  task: TaskView<'data.import'>
  choose: (source: PendingSource) => Promise<void>
  /** Looks at the file again with other options. */
  change: (options: ImportOptions) => Promise<void>
  run: () => Promise<DataVersion | null>
  reset: () => void
  clearError: () => void
}

/** From a chosen file to a stored version: look first, then import. */
export function useImport(project: string): ImportFlow {
  const chosen = shallowRef<PendingSource | null>(null)
  const preview = shallowRef<Preview | null>(null)
  const options = shallowRef<ImportOptions>({})
  const looking = ref(false)
  const refused = shallowRef<AppError | null>(null)
  const task = useTask('data.import', project)
  let look = 0

  async function inspect(): Promise<void> {
    if (chosen.value === null) return
    // A slow look at an earlier choice must not overwrite a later one.
    const mine = ++look
    looking.value = true
    refused.value = null
    try {
      const { source } = chosen.value
      const seen = await call('data.inspect', { project, source, options: options.value })
      if (mine === look) preview.value = seen
    } catch (thrown) {
      if (mine === look) refused.value = toAppError(thrown)
    } finally {
      if (mine === look) looking.value = false
    }
  }

  function reset(): void {
    look += 1
    chosen.value = null
    preview.value = null
    options.value = {}
    looking.value = false
    refused.value = null
    task.clear()
  }

  return {
    chosen,
    preview,
    options,
    looking,
    task,
    error: computed(() => refused.value ?? task.error.value),
    async choose(source) {
      reset()
      chosen.value = source
      await inspect()
    },
    async change(next) {
      options.value = { ...options.value, ...next }
      await inspect()
    },
    async run() {
      if (chosen.value === null) return null
      return await task.start({ project, source: chosen.value.source, options: options.value })
    },
    reset,
    clearError() {
      refused.value = null
      task.clear()
    },
  }
}
