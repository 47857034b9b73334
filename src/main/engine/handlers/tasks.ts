import type { Engine } from '../engine'
import type { Handlers } from '../rpc'

export const taskHandlers = (engine: Engine) =>
  ({
    'tasks.list': () => engine.tasks.list(),

    'tasks.cancel': ({ task }) => {
      engine.tasks.cancel(task)
      return null
    },
    'tasks.pause': ({ task }) => {
      engine.tasks.pause(task, true)
      return null
    },
    'tasks.resume': ({ task }) => {
      engine.tasks.pause(task, false)
      return null
    },
  }) satisfies Partial<Handlers>
