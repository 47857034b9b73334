import { AppError } from '#shared/errors'
import type { Engine } from '../engine'
import { ladderRef, modelInUse, modelRef, runOf, withVault, type Session } from '../projects'
import type { ScoringDetail } from '#shared/results'
import type { ActingSetup } from '../../ml'
import type { Handlers } from '../rpc'
import { sourcePath } from './sources'
import type { LadderRow, RunRow } from '../store'
import type { DataRef, ModelRef } from '../trainer/protocol'

export interface JudgedModel {
  ladder: LadderRow
  run: RunRow
  data: DataRef
  model: ModelRef
}

/**
 * A judged model with the data it was trained on; by default the one in use.
 * @throws AppError `no-model`, `unknown-model`, `stale`
 */
export function judgedModel(session: Session, id: string | null | undefined): JudgedModel {
  const { store } = session
  const judged = store.judgements.last()
  const chosen = id ?? modelInUse(store)
  if (judged === null || chosen === null) throw new AppError('no-model')
  const known = judged.body.models.map((model) => model.id)
  if (!known.includes(chosen)) throw new AppError('unknown-model', { id: chosen, known: known.join(', ') })
  const ladder = store.runs.ladder(judged.ladder)
  const run = runOf(store, judged.ladder, chosen)
  if (ladder === null || run === null) throw new AppError('no-model')
  return { ladder, run, data: ladderRef(session, ladder), model: modelRef(session, run) }
}

const actingOf = ({ operation, capacity, chosen }: ScoringDetail): ActingSetup => ({
  operation,
  capacity,
  threshold: chosen.threshold,
})

export const resultHandlers = (engine: Engine) =>
  ({
    async 'results.errors'({ project, model: id, truth, predicted, offset, limit }) {
      const session = await engine.sessions.get(project)
      const { data, model } = judgedModel(session, id)
      const scoring = session.store.judgements.last()?.body.details[model.model]?.scoring
      const threshold = scoring?.chosen.threshold ?? null
      return session.serve.ask('errors', { data, model, truth, predicted, threshold, offset, limit })
    },

    async 'results.bars'({ project, model: id, ticker }) {
      const session = await engine.sessions.get(project)
      const { data, model, ladder } = judgedModel(session, id)
      const { quick, params } = ladder.request
      const used = { ...(quick ? session.manifest.quick : {}), ...params }
      return session.serve.ask('bars', { data, model, params: used, ticker })
    },

    async 'demo.show'({ project }, task) {
      const { manifest } = await engine.sessions.get(project)
      const sample = manifest.samples.find(({ id }) => id === manifest.demonstration)
      if (sample === undefined) throw new AppError('unknown-method', { name: 'demo.show' })
      return engine.trainers.run(
        'demonstrate',
        {
          template: manifest.id,
          path: sourcePath(engine, manifest, { sample: sample.id }),
          roles: Object.fromEntries(Object.entries(sample.mapping).map(([role, name]) => [role, [name]])),
        },
        { signal: task.signal, onProgress: task.report },
      )
    },

    async 'results.choose'({ project, model: id }) {
      const session = await engine.sessions.get(project)
      judgedModel(session, id)
      engine.sessions.edit(session, (store) => {
        store.project.choose(id)
      })
      await engine.sessions.remember(session)
      return session.state()
    },

    async 'explain.model'({ project, model: id }, task) {
      const session = await engine.sessions.get(project)
      const { data, model, run, ladder } = judgedModel(session, id)
      const known = session.store.judgements.explanation(run.id)
      if (known !== null) return known
      const explanation = await engine.trainers.run(
        'explain',
        { data, model, seed: ladder.request.seed },
        { signal: task.signal, onProgress: task.report },
      )
      engine.sessions.edit(session, (store) => {
        store.judgements.explain(run.id, explanation)
      })
      return explanation
    },

    async 'vault.open'({ project, model: id, reason }, task) {
      const session = await engine.sessions.get(project)
      const { data, model, run, ladder } = judgedModel(session, id)
      // Rows that were seen once are no longer untouched, whichever model looked.
      const spent = session.store.judgements.openings().some((opening) => opening.metrics !== null)
      const scoring = session.store.judgements.last()?.body.details[id]?.scoring
      const at = new Date().toISOString()
      const opening = engine.sessions.edit(session, (store) => {
        store.ledger.add({
          at,
          kind: spent ? 'vault-spent' : 'vault-opened',
          model: id,
          config: { run: run.id, reason },
          headline: null,
          note: reason,
          energyWh: null,
        })
        return store.judgements.openVault({ at, run: run.id, model: id, reason, spent })
      })
      const result = await engine.trainers.run(
        'vault',
        {
          data: withVault(session, data, ladder.version),
          model,
          seed: ladder.request.seed,
          acting: scoring === undefined ? null : actingOf(scoring),
        },
        { signal: task.signal, onProgress: task.report },
      )
      engine.sessions.edit(session, (store) => {
        store.judgements.setVaultMetrics(opening, result.metrics)
      })
      return result
    },

    'ledger.list': async ({ project }) => (await engine.sessions.get(project)).store.ledger.list(),
  }) satisfies Partial<Handlers>
