import { AppError } from '#shared/errors'
import { removeRuntime } from '../../runtimes'
import { installRuntime } from '../device'
import type { Engine } from '../engine'
import type { Handlers } from '../rpc'

/** What is awaited while a task is paused. */
function gate(): { pause: (paused: boolean) => void; resumed: () => Promise<void> } {
  let waiting: PromiseWithResolvers<void> | null = null
  return {
    pause(paused) {
      if (paused) waiting ??= Promise.withResolvers()
      else {
        waiting?.resolve()
        waiting = null
      }
    },
    resumed: () => waiting?.promise ?? Promise.resolve(),
  }
}

export const deviceHandlers = (engine: Engine) => {
  async function told(): ReturnType<typeof engine.device.state> {
    const state = await engine.device.state()
    engine.emit('device.changed', state)
    return state
  }

  return {
    'device.get': () => engine.device.state(),

    async 'device.choose'({ choice }) {
      await engine.device.choose(choice)
      return told()
    },

    async 'device.probe'(_input, task) {
      const found = await engine.device.measure(engine.trainers, {
        signal: task.signal,
        report: (done, rung) => {
          task.report({ done, note: rung })
        },
      })
      await told()
      return found
    },

    async 'runtime.install'({ runtime: id }, task) {
      const { signal } = task
      const { pause, resumed } = gate()
      task.onPause(pause)
      // Whoever cancels does not want to be waited for.
      signal.addEventListener('abort', () => {
        pause(false)
      })
      await installRuntime({ root: engine.device.runtimes, id, signal, report: task.report, resumed })
      await engine.device.forget()
      await engine.device.measure(engine.trainers, {
        signal,
        report: (done, rung) => {
          task.report({ phase: 'measuring', bytes: Math.round(done * 100), totalBytes: 100, name: rung })
        },
      })
      return told()
    },

    async 'runtime.remove'({ runtime: id }) {
      // A trainer may be computing with it.
      if (engine.tasks.list().some(({ state }) => state === 'running' || state === 'paused')) {
        throw new AppError('runtime-in-use')
      }
      removeRuntime(engine.device.runtimes, id)
      await engine.device.forget()
      return told()
    },
  } satisfies Partial<Handlers>
}
