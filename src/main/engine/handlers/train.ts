import { randomUUID } from 'node:crypto'
import type { Input } from '#shared/contract/index'
import { AppError } from '#shared/errors'
import { freshSplit, runLadder } from '../flows'
import { template, type Engine } from '../engine'
import { costsOn } from '../settings'
import { currentMapping, currentVersion, dataRef, inputsOf, runOf, type Session } from '../projects'
import type { Handlers } from '../rpc'
import type { LadderRow } from '../store'

/** The seed of a ladder that nobody chose one for. */
const defaultSeed = 1

/** Models to train, in the order of the ladder. Baselines always: without them nothing can be judged. */
function modelsToTrain(session: Session, asked: readonly string[] | undefined): string[] {
  const { manifest } = session
  const known = manifest.models.map((model) => model.id)
  const unknown = asked?.find((id) => !known.includes(id))
  if (unknown !== undefined) throw new AppError('unknown-model', { id: unknown, known: known.join(', ') })
  const demanding = manifest.models.some(({ needs }) => needs !== undefined)
  const roles = demanding ? currentMapping(session, currentVersion(session)).roles : {}
  return manifest.models
    .filter(({ needs }) => needs === undefined || (roles[needs] ?? []).length > 0)
    .filter((model) => asked === undefined || model.kind === 'baseline' || asked.includes(model.id))
    .map((model) => model.id)
}

/** Finished runs on the same rows that a ladder of only some models is compared with: model → run. */
function reusableRuns(
  { store, manifest }: Session,
  asked: readonly string[] | undefined,
  inputs: string,
  quick: boolean,
): Record<string, string> {
  const last = store.judgements.last()
  if (asked === undefined || last?.inputs !== inputs) return {}
  const ladder = store.runs.ladder(last.ladder)
  if (ladder?.request.quick !== quick) return {}
  const others = manifest.models.filter((model) => !asked.includes(model.id))
  return Object.fromEntries(
    others.flatMap(({ id }) => {
      const run = runOf(store, last.ladder, id)
      return run === null ? [] : [[id, run.id]]
    }),
  )
}

/** Records a new ladder with a queued run for each model. */
function newLadder(
  engine: Engine,
  session: Session,
  split: number,
  { models: asked, params = {}, quick = false, seed = defaultSeed }: Input<'train.run'>,
): LadderRow {
  const { store } = session
  const version = currentVersion(session)
  const mapping = currentMapping(session, version)
  const remedies = store.checks.remedies().map((remedy) => remedy.body)
  const inputs = inputsOf.training(split, mapping, remedies)
  const reused = reusableRuns(session, asked, inputs, quick)
  const models = modelsToTrain(session, asked).filter((model) => !Object.hasOwn(reused, model))
  const createdAt = new Date().toISOString()
  const ladder: LadderRow = {
    id: randomUUID(),
    createdAt,
    state: 'queued',
    version: version.id,
    split,
    inputs,
    request: { models, params, quick, seed, reused },
    data: { open: version.arrow, mapping, remedies },
  }
  engine.sessions.edit(session, () => {
    store.runs.addLadder(ladder)
    for (const model of models) store.runs.add({ id: randomUUID(), ladder: ladder.id, model, at: createdAt })
  })
  return ladder
}

/** What trains is measured, not assumed: once, before the first nets are trained for real. */
async function measuredDevice(engine: Engine, { manifest }: Session, signal: AbortSignal): Promise<void> {
  const { doctor } = await engine.device.state()
  if (doctor !== null || !manifest.models.some(({ family }) => family === 'net')) return
  await engine.device.measure(engine.trainers, { signal, report: () => undefined })
  engine.emit('device.changed', await engine.device.state())
}

export const trainHandlers = (engine: Engine) =>
  ({
    async 'train.run'(input, task) {
      const session = await engine.sessions.get(input.project)
      const known = await template(session.manifest.id)
      known.parseParams(input.params ?? {})
      modelsToTrain(session, input.models)
      if (input.quick !== true) await measuredDevice(engine, session, task.signal)
      const split = await freshSplit(engine, session, task.signal)
      return runLadder(engine, session, newLadder(engine, session, split.id, input), task)
    },

    async 'train.resume'({ project, ladder: id }, task) {
      const session = await engine.sessions.get(project)
      const ladder = session.store.runs.ladder(id)
      if (ladder === null || ladder.state === 'done') throw new AppError('stale', { step: 'train' })
      return runLadder(engine, session, ladder, task)
    },

    async 'train.estimate'(input) {
      const session = await engine.sessions.get(input.project)
      const known = await template(session.manifest.id)
      known.parseParams(input.params ?? {})
      const version = currentVersion(session)
      const split = session.store.split.current(version.id)
      if (split === null) throw new AppError('stale', { step: 'split' })
      const rung = (await engine.device.state()).doctor?.chosen ?? null
      return session.serve.ask('estimate', {
        data: dataRef(session, version, currentMapping(session, version)),
        splitState: split.state,
        models: modelsToTrain(session, input.models),
        params: input.params ?? {},
        quick: input.quick ?? false,
        seed: defaultSeed,
        costs: costsOn(await engine.costs.get(), rung),
      })
    },

    async 'train.curves'({ project, runs }) {
      const { store } = await engine.sessions.get(project)
      return runs.map((run) => ({ run, points: store.runs.points(run) }))
    },
  }) satisfies Partial<Handlers>
