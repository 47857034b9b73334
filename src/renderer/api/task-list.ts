import { computed, shallowRef, toValue, watch, type ComputedRef, type MaybeRefOrGetter, type Ref } from 'vue'
import type { TaskHandle } from '#shared/client'
import type { EventName, Input, Payload, Progress, Result, TaskInfo, TaskName } from '#shared/contract/index'
import { AppError, fromWire, type WireError } from '#shared/errors'
import type { Json } from '#shared/lang'
import type { RunState } from '#shared/project'
import type { EngineState } from '#shared/wire'
import { toAppError } from './errors'

/** A task as last heard of, with what it ended in. */
export type TaskRecord = TaskInfo & { result: Json; error: AppError | null }

/** What the list needs of the engine. */
export interface TaskSource {
  list: () => Promise<TaskInfo[]>
  start: <K extends TaskName>(name: K, input: Input<K>) => Promise<TaskHandle<K>>
  act: (verb: 'cancel' | 'pause' | 'resume', task: string) => Promise<null>
  on: <K extends EventName>(name: K, listener: (payload: Payload<K>) => void) => () => void
  engine: Readonly<Ref<EngineState>>
}

/** A task of one kind, as a screen holds it. */
export interface TaskView<K extends TaskName> {
  state: ComputedRef<RunState | 'idle'>
  /** Queued, running or paused, or about to be. */
  busy: ComputedRef<boolean>
  progress: ComputedRef<Progress<K> | null>
  result: ComputedRef<Result<K> | null>
  /** Null after a cancel: that was asked for. */
  error: ComputedRef<AppError | null>
  /** Resolves to the result, or to null when it failed (see `error`), was cancelled or was started anew. */
  start: (input: Input<K>) => Promise<Result<K> | null>
  cancel: () => Promise<void>
  pause: () => Promise<void>
  resume: () => Promise<void>
  /** Forgets an error that was read. */
  clear: () => void
}

export interface TaskList {
  records: Readonly<Ref<ReadonlyMap<string, TaskRecord>>>
  active: ComputedRef<TaskRecord[]>
  /** Holds the task that is started through it, or one of the same kind and project that runs already. */
  use: <K extends TaskName>(name: K, project?: MaybeRefOrGetter<string | null>) => TaskView<K>
}

const live: readonly RunState[] = ['queued', 'running', 'paused']
const isLive = (state: RunState): boolean => live.includes(state)

/** The tasks of the engine, kept up to date by its events. Late news never overwrites an end. */
export function createTaskList(source: TaskSource): TaskList {
  const records = shallowRef<ReadonlyMap<string, TaskRecord>>(new Map())

  function put(info: TaskInfo, result: Json = null, error: AppError | null = null): void {
    const known = records.value.get(info.id)
    if (known !== undefined && !isLive(known.state) && isLive(info.state)) return
    const progress = info.progress ?? known?.progress ?? null
    records.value = new Map(records.value).set(info.id, { ...info, progress, result, error })
  }

  source.on('task.changed', ({ result, error, ...info }) => {
    put(info, result ?? null, error === undefined ? null : fromWire(error as unknown as WireError))
  })

  watch(
    source.engine,
    (state) => {
      if (state === 'ready') {
        // An engine that dies meanwhile says so by its state, and is asked again when it is back.
        source.list().then((running) => running.forEach((info) => put(info)), toAppError)
        // That it was gone is no news once it is back; what it left unfinished shows in the project.
        records.value = new Map(
          [...records.value].map(([id, record]) => [
            id,
            record.error?.code === 'engine-unavailable' ? { ...record, error: null } : record,
          ]),
        )
        return
      }
      for (const record of records.value.values()) {
        if (isLive(record.state)) {
          put({ ...record, state: 'interrupted' }, null, new AppError('engine-unavailable'))
        }
      }
    },
    { immediate: true, flush: 'sync' },
  )

  function use<K extends TaskName>(name: K, project: MaybeRefOrGetter<string | null> = null): TaskView<K> {
    const id = shallowRef<string | null>(null)
    const starting = shallowRef(false)
    const refused = shallowRef<AppError | null>(null)

    const record = computed(() => {
      if (starting.value) return null
      const own = id.value === null ? undefined : records.value.get(id.value)
      if (own !== undefined) return own
      const running = [...records.value.values()].filter(
        (task) => task.name === name && task.project === toValue(project) && isLive(task.state),
      )
      return running.at(-1) ?? null
    })
    // What was found running is held on to, so that its end is seen too.
    watch(record, (found) => found && (id.value = found.id), { flush: 'sync', immediate: true })

    async function start(input: Input<K>): Promise<Result<K> | null> {
      starting.value = true
      refused.value = null
      id.value = null
      try {
        const handle = await source.start(name, input)
        id.value = handle.id
        starting.value = false
        return await handle.done
      } catch (thrown) {
        const error = toAppError(thrown)
        if (starting.value && error.code !== 'cancelled') refused.value = error
        return null
      } finally {
        starting.value = false
      }
    }

    const act = (verb: 'cancel' | 'pause' | 'resume') => async (): Promise<void> => {
      if (record.value !== null && isLive(record.value.state)) await source.act(verb, record.value.id)
    }

    return {
      state: computed(() => (starting.value ? 'queued' : (record.value?.state ?? 'idle'))),
      busy: computed(() => starting.value || (record.value !== null && isLive(record.value.state))),
      progress: computed(() => (record.value?.progress ?? null) as unknown as Progress<K> | null),
      result: computed(() => (record.value?.result ?? null) as unknown as Result<K> | null),
      error: computed(() => {
        const error = refused.value ?? record.value?.error ?? null
        return error?.code === 'cancelled' ? null : error
      }),
      start,
      cancel: act('cancel'),
      pause: act('pause'),
      resume: act('resume'),
      clear() {
        refused.value = null
        if (record.value !== null && !isLive(record.value.state)) id.value = null
      },
    }
  }

  return {
    records,
    active: computed(() => [...records.value.values()].filter((task) => isLive(task.state))),
    use,
  }
}
