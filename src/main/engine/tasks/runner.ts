import { randomUUID } from 'node:crypto'
import type { TaskInfo, TaskName } from '#shared/contract/index'
import { AppError, type WireError } from '#shared/errors'
import type { Json } from '#shared/lang'
import type { RunState } from '#shared/project'
import { policies, type Lane } from './policies'

/** What a task's handler may use beside its input. */
export interface TaskContext<P> {
  readonly id: string
  /** Aborted when the task is cancelled, or interrupted because the engine ends (then its reason says so). */
  readonly signal: AbortSignal
  report: (progress: P) => void
  /** A task that says how it pauses can be paused. */
  onPause: (listener: (paused: boolean) => void) => void
}

export type TaskChange = TaskInfo & { result?: Json; error?: Json }

/** The reason of a signal that was aborted because the engine ends, not because anybody cancelled. */
export class Interrupted extends AppError {
  constructor() {
    super('engine-unavailable')
  }
}

/** Progress goes out at most this often: ten times a second is smooth enough and cheap enough. */
const throttleMs = 100

type Handler = (input: unknown, context: TaskContext<unknown>) => Promise<unknown>

interface Task {
  info: TaskInfo
  lane: Lane
  abort: AbortController
  pause: ((paused: boolean) => void) | null
  /** Progress not sent yet, and the timer that will send it. */
  held: Json
  timer: NodeJS.Timeout | null
  sentAt: number
  run: () => Promise<void>
}

export interface TaskRunner {
  start: (
    name: TaskName,
    project: string | null,
    input: unknown,
    handler: Handler,
    fail: (error: unknown) => WireError,
  ) => string
  /** Queued, running and paused ones. */
  list: () => TaskInfo[]
  cancel: (id: string) => void
  pause: (id: string, paused: boolean) => void
  /** Cancels what belongs to a project and waits until it has let go of it. */
  cancelProject: (project: string) => Promise<void>
  /** Ends everything because the engine ends: nothing counts as cancelled by the user. */
  interruptAll: () => Promise<void>
  /** Whether work on a project is going on: what somebody would miss. */
  busy: () => boolean
}

const ended: readonly RunState[] = ['done', 'failed', 'cancelled', 'interrupted']

/** Runs tasks: alone decides on their state, and tells it with `changed`. */
export function createTaskRunner(changed: (change: TaskChange) => void): TaskRunner {
  const tasks = new Map<string, Task>()
  const running = new Map<Lane, Task>()
  /** Handlers that have not returned yet, also of tasks that were cancelled. */
  const working = new Map<Task, Promise<void>>()

  const hasEnded = (task: Task): boolean => ended.includes(task.info.state)

  function flush(task: Task): void {
    if (task.timer !== null) clearTimeout(task.timer)
    task.timer = null
    if (task.held === null) return
    task.info.progress = task.held
    task.held = null
    task.sentAt = performance.now()
    changed({ ...task.info })
  }

  function report(task: Task, progress: Json): void {
    if (hasEnded(task)) return
    if (task.held !== null) {
      const merge = policies[task.info.name as TaskName].merge as
        ((held: Json, next: Json) => Json) | undefined
      const merged = merge === undefined ? progress : merge(task.held, progress)
      if (merged === null) flush(task)
      task.held = merged ?? progress
    } else {
      task.held = progress
    }
    const wait = task.sentAt + throttleMs - performance.now()
    if (wait <= 0) flush(task)
    else
      task.timer ??= setTimeout(() => {
        flush(task)
      }, wait)
  }

  /** The only place where a state changes. An ended task stays as it ended: late answers never win. */
  function setState(task: Task, state: RunState, outcome: { result?: Json; error?: Json } = {}): void {
    if (hasEnded(task)) return
    flush(task)
    task.info.state = state
    if (hasEnded(task)) tasks.delete(task.info.id)
    changed({ ...task.info, ...outcome })
  }

  const cancelled = (): { error: Json } => ({ error: { code: 'cancelled', params: {} } })

  function next(lane: Lane): void {
    if (running.has(lane)) return
    for (const task of tasks.values()) {
      if (task.lane !== lane || task.info.state !== 'queued') continue
      running.set(lane, task)
      setState(task, 'running')
      working.set(
        task,
        task.run().finally(() => {
          working.delete(task)
          running.delete(lane)
          next(lane)
        }),
      )
      return
    }
  }

  function end(task: Task, state: 'cancelled' | 'interrupted'): void {
    setState(task, state, state === 'cancelled' ? cancelled() : { error: interruption() })
    task.abort.abort(state === 'cancelled' ? new AppError('cancelled') : new Interrupted())
  }

  const interruption = (): Json => ({ code: 'engine-unavailable', params: {} })

  return {
    start(name, project, input, handler, fail) {
      const abort = new AbortController()
      const info: TaskInfo = {
        id: randomUUID(),
        name,
        project,
        state: 'queued',
        progress: null,
        startedAt: new Date().toISOString(),
      }
      const task: Task = {
        info,
        lane: policies[name].lane,
        abort,
        pause: null,
        held: null,
        timer: null,
        sentAt: 0,
        run: async () => {
          try {
            const result = await handler(input, {
              id: info.id,
              signal: abort.signal,
              report: (progress) => {
                report(task, progress as Json)
              },
              onPause: (listener) => {
                task.pause = listener
              },
            })
            setState(task, 'done', { result: result as Json })
          } catch (error) {
            const wire = fail(error)
            setState(task, wire.code === 'cancelled' ? 'cancelled' : 'failed', {
              error: wire as unknown as Json,
            })
          }
        },
      }
      tasks.set(info.id, task)
      // The caller hears the task's id before the first event about it.
      setImmediate(() => {
        if (!hasEnded(task)) changed({ ...info })
        next(task.lane)
      })
      return info.id
    },

    list: () => [...tasks.values()].map((task) => ({ ...task.info })),

    cancel(id) {
      const task = tasks.get(id)
      if (task !== undefined) end(task, 'cancelled')
    },

    pause(id, paused) {
      const task = tasks.get(id)
      if (task === undefined || task.info.state !== (paused ? 'running' : 'paused')) return
      if (task.pause === null) return
      task.pause(paused)
      setState(task, paused ? 'paused' : 'running')
    },

    async cancelProject(project) {
      const own = [...tasks.values()].filter((task) => task.info.project === project)
      for (const task of own) end(task, 'cancelled')
      await Promise.all(
        [...working].filter(([task]) => task.info.project === project).map(([, done]) => done),
      )
    },

    async interruptAll() {
      for (const task of [...tasks.values()]) end(task, 'interrupted')
      await Promise.all(working.values())
    },

    busy: () => [...tasks.values()].some((task) => task.info.project !== null),
  }
}
