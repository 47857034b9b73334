import type { Engine } from '../engine'
import type { Handlers } from '../rpc'

export const goalHandlers = (engine: Engine) =>
  ({
    async 'goal.set'({ project, goal }) {
      const session = await engine.sessions.get(project)
      engine.sessions.edit(session, (store) => {
        store.goal.set(goal)
      })
      return session.state()
    },
  }) satisfies Partial<Handlers>
