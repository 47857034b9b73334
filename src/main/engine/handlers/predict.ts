import { existsSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { AppError } from '#shared/errors'
import type { Engine } from '../engine'
import type { Session } from '../projects'
import type { Handlers } from '../rpc'
import { judgedModel } from './results'
import { sourcePath } from './sources'

/** Below this score the answer is "don't know"; null where the goal does not allow it. */
function abstainBelow({ store }: Session): number | null {
  const goal = store.goal.get()
  return goal?.abstain === true ? goal.abstainBelow : null
}

export const predictHandlers = (engine: Engine) =>
  ({
    async 'predict.text'({ project, model: id, fields }) {
      const session = await engine.sessions.get(project)
      const { data, model } = judgedModel(session, id)
      return session.serve.ask('predict', { data, model, fields, abstainBelow: abstainBelow(session) })
    },

    async 'predict.session'({ project, model: id, from }) {
      const session = await engine.sessions.get(project)
      const { model } = judgedModel(session, id)
      const source = 'text' in from ? from : { path: sourcePath(engine, session.manifest, from) }
      return session.serve.ask('predict-session', { model, source, now: Date.now() })
    },

    async 'predict.file'({ project, model: id, source, target }, task) {
      const session = await engine.sessions.get(project)
      const { data, model } = judgedModel(session, id)
      return engine.trainers.run(
        'predict-file',
        {
          data,
          model,
          source: sourcePath(engine, session.manifest, source),
          target: engine.grants.path(target.token),
          abstainBelow: abstainBelow(session),
          options: {},
        },
        { signal: task.signal, onProgress: task.report },
      )
    },

    async 'model.save'({ project, model: id, target }) {
      const session = await engine.sessions.get(project)
      const { model } = judgedModel(session, id)
      const folder = engine.grants.path(target.token)
      if (existsSync(folder)) throw new AppError('project-exists', { path: folder })
      // The folder is complete in itself: model.json holds inputs, parameters, calibration and checksums.
      await cp(model.folder, folder, { recursive: true, errorOnExist: true, force: false })
      return null
    },
  }) satisfies Partial<Handlers>
