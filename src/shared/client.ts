/**
 * The typed client of the engine, for windows, the command line and tests alike. Types derive from the contract.
 */
import { createBirpc, type BirpcReturn } from 'birpc'
import type {
  EventName,
  Input,
  MethodName,
  Output,
  Payload,
  Progress,
  Result,
  TaskInfo,
  TaskName,
} from './contract/index'
import { AppError, fromWire, type WireError } from './errors'
import type { Json } from './lang'
import type { RunState } from './project'
import type { Answer, Channel, ClientFunctions, EngineFunctions, EngineState } from './wire'

/** A task that was started. Its work goes on whether or not anybody listens. */
export interface TaskHandle<K extends TaskName> {
  readonly id: string
  /** @throws AppError the task's own failure; `cancelled`; `engine-unavailable` when the engine died under it */
  readonly done: Promise<Result<K>>
  /** At most every 100 ms. Returns what ends the listening. */
  onProgress: (listener: (progress: Progress<K>) => void) => () => void
  onState: (listener: (state: RunState) => void) => () => void
  cancel: () => Promise<null>
  pause: () => Promise<null>
  resume: () => Promise<null>
}

export interface Client {
  /** @throws AppError with the engine's code; `engine-unavailable` while there is no engine */
  call: <K extends MethodName>(name: K, input: Input<K>) => Promise<Output<K>>
  start: <K extends TaskName>(name: K, input: Input<K>) => Promise<TaskHandle<K>>
  /** Takes up a task that runs already, as `tasks.list` shows it (after a reload of the window). */
  attach: <K extends TaskName>(id: string) => TaskHandle<K>
  on: <K extends EventName>(name: K, listener: (payload: Payload<K>) => void) => () => void
  onEngine: (listener: (state: EngineState) => void) => () => void
  close: () => void
}

type TaskChange = TaskInfo & { result?: Json; error?: Json }

function emitter<T>(): { add: (listener: (value: T) => void) => () => void; emit: (value: T) => void } {
  const listeners = new Set<(value: T) => void>()
  return {
    add(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    emit(value) {
      for (const listener of [...listeners]) listener(value)
    },
  }
}

/** Throws unless `text` is a message of birpc's shape: what arrives is not trusted to be one. */
export function parseMessage(text: unknown): { t: string } {
  const message: unknown = JSON.parse(String(text))
  if (typeof message === 'object' && message !== null && 't' in message) {
    if (message.t === 's' || (message.t === 'q' && 'a' in message && Array.isArray(message.a))) {
      return message as { t: string }
    }
  }
  throw new AppError('invalid-input', { detail: 'not a message' })
}

/** Connects to an engine over `channel`. One client a channel. */
export function connectClient(channel: Channel): Client {
  const events = emitter<{ name: string; payload: Json }>()
  const engine = emitter<EngineState>()
  let available = true

  const rpc: BirpcReturn<EngineFunctions, ClientFunctions> = createBirpc<EngineFunctions, ClientFunctions>(
    {
      event: (name, payload) => {
        events.emit({ name, payload })
      },
    },
    {
      post: (data: string) => {
        channel.post({ kind: 'rpc', data })
      },
      on: (listener) => {
        channel.listen((message) => {
          if (message.kind === 'rpc') {
            listener(message.data)
            return
          }
          available = message.state === 'ready'
          if (!available) {
            void rpc.$rejectPendingCalls(({ reject }) => {
              reject(new AppError('engine-unavailable'))
            })
          }
          engine.emit(message.state)
        })
      },
      serialize: JSON.stringify,
      deserialize: parseMessage,
      // A call may wait for a long queue; the engine's death is told apart from slowness by its state.
      timeout: -1,
    },
  )

  async function ask(name: string, input: unknown): Promise<Json> {
    if (!available) throw new AppError('engine-unavailable')
    const answer: Answer = await rpc.call(name, input as Json)
    if ('error' in answer) throw fromWire(answer.error)
    return answer.result
  }

  const call: Client['call'] = async (name, input) => (await ask(name, input)) as Output<typeof name>

  const on: Client['on'] = (name, listener) =>
    events.add((event) => {
      if (event.name === name) listener(event.payload as Payload<typeof name>)
    })

  function attach<K extends TaskName>(id: string): TaskHandle<K> {
    const progress = emitter<Progress<K>>()
    const states = emitter<RunState>()
    let last: RunState | null = null
    const done = new Promise<Result<K>>((resolve, reject) => {
      const stops: (() => void)[] = []
      const finish = (act: () => void): void => {
        for (const stop of stops) stop()
        act()
      }
      stops.push(
        on('task.changed', (change: TaskChange) => {
          if (change.id !== id) return
          if (change.progress !== null) progress.emit(change.progress as unknown as Progress<K>)
          if (change.state !== last) states.emit(change.state)
          last = change.state
          if (change.state === 'done') {
            finish(() => {
              resolve(change.result as unknown as Result<K>)
            })
          } else if (change.error !== undefined) {
            const error = fromWire(change.error as unknown as WireError)
            finish(() => {
              reject(error)
            })
          }
        }),
        engine.add((state) => {
          if (state === 'ready') return
          finish(() => {
            reject(new AppError('engine-unavailable'))
          })
        }),
      )
    })
    // Whoever awaits `done` is told of its failure; that nobody awaits it is not a bug.
    done.catch(() => undefined)
    return {
      id,
      done,
      onProgress: progress.add,
      onState: states.add,
      cancel: () => call('tasks.cancel', { task: id }),
      pause: () => call('tasks.pause', { task: id }),
      resume: () => call('tasks.resume', { task: id }),
    }
  }

  return {
    call,
    // The engine sends nothing about a task before it has answered with its id, so no event is missed.
    start: async (name, input) => attach(((await ask(name, input)) as { task: string }).task),
    attach,
    on,
    onEngine: engine.add,
    close() {
      rpc.$close(new AppError('engine-unavailable'))
      channel.close()
    },
  }
}
