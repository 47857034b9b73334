import { existsSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { AppError } from '#shared/errors'
import { pointInUse } from '#shared/operation'
import type { AlertThreshold } from '#shared/results'
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

/** From which score on the model's rows are alerts; null where neither Decide nor validation chose a threshold. */
function alertFrom({ store }: Session, model: string): AlertThreshold | null {
  const scoring = store.judgements.last()?.body.details[model]?.scoring
  if (scoring === undefined) return null
  const { by, point } = pointInUse(scoring, store.goal.get(), model)
  if (by === 'even' || point === null) return null
  return { by, score: point.threshold, probability: point.probability }
}

export const predictHandlers = (engine: Engine) =>
  ({
    async 'predict.text'({ project, model: id, fields }) {
      const session = await engine.sessions.get(project)
      const { data, model } = judgedModel(session, id)
      return session.serve.ask('predict', {
        data,
        model,
        fields,
        abstainBelow: abstainBelow(session),
        alertFrom: alertFrom(session, model.model),
      })
    },

    async 'predict.change'({ project, model: id, fields, columns }) {
      const session = await engine.sessions.get(project)
      const { data, model } = judgedModel(session, id)
      return session.serve.ask('change', {
        data,
        model,
        fields,
        columns,
        alertFrom: alertFrom(session, model.model),
      })
    },

    async 'predict.recommend'({ project, model: id, user, history, k, diversity = 0 }) {
      const session = await engine.sessions.get(project)
      const { data, model } = judgedModel(session, id)
      return session.serve.ask('recommend', { data, model, user, history, k, diversity })
    },

    async 'predict.find'({ project, of, words, limit }) {
      const session = await engine.sessions.get(project)
      const { data } = judgedModel(session, null)
      return session.serve.ask('find', { data, of, words, limit })
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
          alertFrom: alertFrom(session, model.model),
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
