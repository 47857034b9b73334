import { createHash } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { AppError } from '#shared/errors'
import type { Json } from '#shared/lang'
import { random } from '#shared/random'
import type { CurvePoint } from '#shared/results'
import { PART, writeAtomically } from '../../../data'
import {
  curveFinding,
  type Checkpoints,
  type FitContext,
  type LearntScores,
  type Predictor,
} from '../../../ml'
import type { EnergyMeter } from '../energy'
import type { JobContext } from '../job'
import { joinFloats, joinInts } from '../join'
import { writeModel } from '../model-folder'
import { inputRoles, inputTypes, type Problem } from '../problem'
import type { FinishedRun, TrainEvent, TrainInput } from '../protocol'
import { checkpointsIn } from './checkpoints'
import type { Device } from './device'
import type { Fit } from './fits'
import type { LadderProgress } from './progress'
import { writeScores, type StoredScores } from './scores-file'
import { timePerRow } from './timing'

/** What the models of one ladder have in common. */
export interface LadderRun {
  input: TrainInput
  problem: Problem
  params: Record<string, unknown>
  /** Of each model, in order of time or fold; the one that ships last. */
  fits: (model: string) => readonly Fit[]
  progress: LadderProgress
  context: JobContext<TrainEvent>
  device: () => Promise<Device>
  energy: EnergyMeter
}

/** Time and energy that a fit has taken so far, over all processes that worked at it. */
interface Cost {
  seconds: number
  energyWh: number | null
}

/** Scores that a fit gave: on rows it did not learn from, and on those it did. */
interface FitScores extends Cost {
  validation: Float64Array
  test: Float64Array
  /** Of rows that it did learn from, where the model says; places in the fit's train. */
  learnt: LearntScores | null
}

/** The part of a checkpoint that is the ladder's own. */
const costPart = 'cost.json'

const toJson = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value))
const fromJson = (bytes: Uint8Array | undefined): unknown =>
  bytes === undefined ? undefined : JSON.parse(Buffer.from(bytes).toString('utf8'))

const runFolder = (ladder: LadderRun, run: string): string => join(ladder.input.folder, 'checkpoints', run)

async function deviceOf(ladder: LadderRun): Promise<Pick<Device, 'rung' | 'name'>> {
  const { rung, name } = await ladder.device()
  return { rung, name }
}

/** What a checkpoint belongs to: with any of it changed, the fit starts anew. */
function checkpointKey({ input, problem, params }: LadderRun, model: string, fit: Fit): string {
  const { id, version } = problem.template.manifest
  const of = [id, version, model, params, input.seed, problem.question, problem.fingerprint, fit.fold]
  return createHash('sha256').update(JSON.stringify(of)).digest('hex')
}

function seedOf(ladder: LadderRun, model: string, fit: Fit): number {
  return random(ladder.input.seed)
    .fork(`${model} ${fit.fold === null ? 'ships' : fit.fold.index}`)
    .int(2 ** 32)
}

/** Adds up what a fit costs, across pauses, crashes and resumptions. */
function costMeter({ context, energy }: LadderRun): { before: Cost; now(): Cost } {
  const started = context.workedMs()
  const wattHours = energy.wattHours()
  const meter = {
    before: { seconds: 0, energyWh: 0 } as Cost,
    now(): Cost {
      const total = energy.wattHours()
      const spent = total === null || wattHours === null ? null : total - wattHours
      const known = meter.before.energyWh
      return {
        seconds: meter.before.seconds + (context.workedMs() - started) / 1000,
        energyWh: spent === null || known === null ? null : known + spent,
      }
    },
  }
  return meter
}

function assertFinite(scores: Float64Array, model: string, epoch: number): Float64Array {
  if (scores.every((score) => Number.isFinite(score))) return scores
  throw new AppError('training-diverged', { model, epoch })
}

/** Trains one fit and scores the rows that it did not learn from. The caller disposes of the predictor. */
async function trainFit(
  ladder: LadderRun,
  { id: model, run }: { id: string; run: string },
  fit: Fit,
): Promise<{ predictor: Predictor; scores: FitScores; points: CurvePoint[]; seed: number }> {
  const { problem, context, progress, params } = ladder
  const seed = seedOf(ladder, model, fit)
  const folder = join(runFolder(ladder, run), fit.fold === null ? 'fit' : `fold-${fit.fold.index}`)
  const stored = checkpointsIn(folder, checkpointKey(ladder, model, fit))
  const cost = costMeter(ladder)
  let points: CurvePoint[] = []
  let epoch = 0
  /** The first report after a checkpoint was loaded repeats the curve so far. */
  let curveIsDue = false

  const checkpoints: Checkpoints = {
    async load() {
      const parts = await stored.load()
      if (parts === null) return null
      cost.before = fromJson(parts.get(costPart)) as Cost
      parts.delete(costPart)
      curveIsDue = true
      progress.resumeFit()
      return parts
    },
    async save(parts) {
      await stored.save(new Map([...parts, [costPart, toJson(cost.now())]]))
      context.report({ kind: 'checkpoint', run, epoch })
    },
  }
  const fitContext: FitContext<Record<string, unknown>> = {
    model,
    train: problem.examples(fit.train),
    validation: problem.examples(fit.validation),
    question: problem.question,
    params,
    seed,
    signal: context.signal,
    breathe: () => context.breathe(),
    report(report) {
      epoch = report.epoch ?? 0
      if (curveIsDue) {
        curveIsDue = false
        points = [...report.points]
        if (fit.fold === null) context.report({ kind: 'curve', run, points })
        progress.update({ ...report, points: [] })
        return
      }
      points.push(...report.points)
      progress.update(report)
    },
    checkpoints,
    batchDivisor: 2 ** (ladder.input.halvings[run] ?? 0),
  }
  await context.breathe()
  const predictor = await problem.template.fit(fitContext)
  try {
    progress.phase('predicting')
    const validation = await predictor.scores(fitContext.validation, context.signal)
    await context.breathe()
    const test = await predictor.scores(problem.examples(fit.test), context.signal)
    return {
      predictor,
      scores: {
        ...cost.now(),
        validation: assertFinite(validation, model, epoch),
        test: assertFinite(test, model, epoch),
        learnt: predictor.learnt ?? null,
      },
      points,
      seed,
    }
  } catch (error) {
    predictor.dispose()
    throw error
  }
}

const bytesOf = (values: Float64Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
const numbersOf = (bytes: Uint8Array | undefined): Float64Array =>
  bytes === undefined ? new Float64Array(0) : new Float64Array(bytes.slice().buffer)

/** A fold's scores: read back where an earlier process finished it, else trained and stored. */
async function scoreFold(
  ladder: LadderRun,
  model: { id: string; run: string },
  fit: Fit & { fold: NonNullable<Fit['fold']> },
): Promise<{ scores: FitScores; trained: boolean }> {
  const folder = join(runFolder(ladder, model.run), `fold-${fit.fold.index}-scores`)
  const stored = checkpointsIn(folder, checkpointKey(ladder, model.id, fit))
  const known = await stored.load()
  if (known) {
    const cost = fromJson(known.get(costPart)) as Cost
    const places = (fromJson(known.get('places')) ?? null) as number[] | null
    const scores = {
      validation: numbersOf(known.get('validation')),
      test: numbersOf(known.get('test')),
      learnt: places && { places: Int32Array.from(places), scores: numbersOf(known.get('learnt')) },
    }
    return { scores: { ...cost, ...scores }, trained: false }
  }
  const { predictor, scores } = await trainFit(ladder, model, fit)
  predictor.dispose()
  await stored.save(
    new Map([
      ['validation', bytesOf(scores.validation)],
      ['test', bytesOf(scores.test)],
      ['places', toJson(scores.learnt && [...scores.learnt.places])],
      ['learnt', bytesOf(scores.learnt?.scores ?? new Float64Array(0))],
      [costPart, toJson({ seconds: scores.seconds, energyWh: scores.energyWh })],
    ]),
  )
  return { scores, trained: true }
}

/** Scores of several fits, one below the other, as they are stored and judged. */
interface Block {
  which: number
  positions: Int32Array
  scores: Float64Array
}

/** What each fit scored, by the part it plays in judging. */
function blocksOf(
  problem: Problem,
  width: number,
  scored: readonly { fit: Fit; scores: FitScores }[],
): Block[] {
  // Walking forward the earlier of the scored days choose and the later decide; what chose within a fit does neither.
  if (problem.template.manifest.walks) {
    return [PART.validation, PART.test].flatMap((which) =>
      scored.map(({ fit, scores }): Block => {
        const own = Int32Array.from(fit.test.keys()).filter((i) => problem.parts[fit.test[i] ?? -1] === which)
        const picked = new Float64Array(own.length * width)
        own.forEach((i, to) => picked.set(scores.test.subarray(i * width, (i + 1) * width), to * width))
        return { which, positions: own.map((i) => fit.test[i] ?? -1), scores: picked }
      }),
    )
  }
  return scored.flatMap(({ fit, scores }) => [
    { which: PART.validation, positions: fit.validation, scores: scores.validation },
    { which: PART.test, positions: fit.test, scores: scores.test },
    ...(scores.learnt === null
      ? []
      : [
          {
            which: PART.train,
            positions: scores.learnt.places.map((place) => fit.train[place] ?? -1),
            scores: scores.learnt.scores,
          },
        ]),
  ])
}

function stack(problem: Problem, width: number, blocks: readonly Block[]): StoredScores {
  return {
    rows: joinInts(blocks.map(({ positions }) => positions.map((position) => problem.rows[position] ?? -1))),
    parts: joinInts(blocks.map(({ which, positions }) => positions.map(() => which))),
    width,
    scores: joinFloats(blocks.map(({ scores: own }) => own)),
  }
}

/** Null without classes. Else validation loss of giving every row the shares of the classes in train: what learning nothing scores, in nats. */
function noSkillLoss({ labels, question }: Problem, { train, validation }: Fit): number | null {
  if (question.classes.length === 0) return null
  const counts = new Float64Array(question.classes.length)
  for (const position of train) counts[labels[position] ?? 0] = (counts[labels[position] ?? 0] ?? 0) + 1
  const losses = Array.from(
    validation,
    (position) => -Math.log((counts[labels[position] ?? 0] ?? 0) / train.length),
  )
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}

function addCosts(costs: readonly Cost[]): Cost {
  return {
    seconds: costs.reduce((sum, { seconds }) => sum + seconds, 0),
    energyWh: costs.reduce<number | null>(
      (sum, { energyWh }) => (sum === null || energyWh === null ? null : sum + energyWh),
      0,
    ),
  }
}

/**
 * Trains one model of the ladder: all its fits, its timing, its folder and its scores on disk.
 * What an earlier process finished is read back; an unfinished fit goes on from its last checkpoint.
 */
export async function runModel(ladder: LadderRun, model: { id: string; run: string }): Promise<FinishedRun> {
  const { problem, input, context, progress } = ladder
  const { template, question } = problem
  const scored: { fit: Fit; scores: FitScores }[] = []
  const fits = ladder.fits(model.id)
  for (const fit of fits) {
    if (fit.fold === null) continue
    progress.startFit(model.run, fit.fold)
    const { scores, trained } = await scoreFold(ladder, model, { ...fit, fold: fit.fold })
    scored.push({ fit, scores })
    progress.finishFit(trained)
  }
  const last = fits.find(({ fold }) => fold === null)
  if (!last) throw new Error('no fit gives the model that ships')
  progress.startFit(model.run, null)
  const { predictor, scores, points, seed } = await trainFit(ladder, model, last)
  try {
    const costs = addCosts([...scored.map((fold) => fold.scores), scores])
    // Under cross-validation the pooled inner validations choose and calibrate: the refit's own would be a sixth of it.
    const judged = scored.length > 0 ? scored : [{ fit: last, scores }]
    const blocks = blocksOf(problem, predictor.width, judged)
    const stored = stack(problem, predictor.width, blocks)
    const chosen = blocks.filter(({ which }) => which === PART.validation)
    const validation = joinFloats(chosen.map((block) => block.scores))
    const positions = joinInts(chosen.map((block) => block.positions))
    const truth = positions.map((position) => problem.labels[position] ?? -1)
    const market = problem.market()
    const traded =
      market === null
        ? undefined
        : { market, rows: positions.map((position) => problem.rows[position] ?? -1) }
    const inputs = inputRoles(template, problem.mapping)
    const noSkill = noSkillLoss(problem, last)
    const { folder, bytes } = await writeModel(join(input.folder, 'models'), predictor, {
      app: input.appVersion,
      template: { id: template.id, version: template.manifest.version },
      model: model.id,
      question,
      params: ladder.params as Record<string, Json>,
      seed,
      inputs,
      types: inputTypes(problem.table, inputs),
      derived: problem.derived.map(({ name }) => name),
      calibration: await template.judge.calibrate(question, validation, truth, input.seed, traded),
      device: await deviceOf(ladder),
    })
    const finished: FinishedRun = {
      run: model.run,
      model: model.id,
      folder,
      predictions: await writeScores(join(input.folder, 'predictions'), stored),
      ...costs,
      msPerRow: await timePerRow(predictor, problem.examples(last.validation), context.signal),
      bytes,
      validation: template.judge.headline(template.manifest.headline, question, validation, truth, traded),
      finding: curveFinding(points, noSkill === null ? {} : { noSkillLoss: noSkill }),
      built: predictor.describe(),
    }
    await rememberFinished(ladder, finished)
    progress.finishFit(true)
    return finished
  } finally {
    predictor.dispose()
  }
}

const finishedFile = (ladder: LadderRun, run: string): string => join(runFolder(ladder, run), 'finished.json')

/**
 * The engine may die before it has stored what it is told: the word stays, with paths inside the project, and only
 * then do the checkpoints go.
 */
async function rememberFinished(ladder: LadderRun, finished: FinishedRun): Promise<void> {
  const inside = (path: string): string => relative(ladder.input.folder, path)
  const word = { ...finished, folder: inside(finished.folder), predictions: inside(finished.predictions) }
  const words = JSON.stringify(word)
  await writeAtomically(finishedFile(ladder, finished.run), (file) => file.writeFile(words))
  const folder = runFolder(ladder, finished.run)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await rm(join(folder, entry.name), { recursive: true, force: true })
  }
}

/** What an earlier process said of a run when it had finished it, or null. */
export async function recallFinished(ladder: LadderRun, run: string): Promise<FinishedRun | null> {
  try {
    const word = JSON.parse(await readFile(finishedFile(ladder, run), 'utf8')) as FinishedRun
    const outside = (path: string): string => join(ladder.input.folder, path)
    return { ...word, folder: outside(word.folder), predictions: outside(word.predictions) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
