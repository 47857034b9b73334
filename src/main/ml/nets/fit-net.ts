import { AppError } from '#shared/errors'
import { random } from '#shared/random'
import type { CurvePoint } from '#shared/results'
import {
  compile,
  slotCount,
  type Loss,
  type Model,
  type Optimizer,
  type Path,
  type Rows,
  type Trainer,
} from '../compile'
import type { FitContext } from '../predictor'
import type { LoadedTensorFlow } from '../tensorflow'
import { fingerprint, loadCheckpoint, saveCheckpoint, type Progress } from './checkpoint'
import { rateAt, type Schedule } from './schedule'

export interface NetFit {
  tensorflow: LoadedTensorFlow
  model: Model
  loss: Loss
  optimizer: Optimizer
  schedule: Schedule
  train: Rows
  validation: Rows
  /** The headline on the validation part, from predictions (row-major). Higher is better. */
  metric?: (predictions: Float32Array) => number
  /** What the best epoch is best at; `last` keeps the last one, whatever validation says. */
  watch: 'loss' | 'metric' | 'last'
  batch: number
  epochs: number
  /** Epochs without a better one before training stops. */
  patience: number
  seed: number
  /** Between two checkpoints within a long epoch, ms: as much work as a crash may cost. */
  checkpointMs?: number
  context: Pick<FitContext<unknown>, 'model' | 'breathe' | 'report' | 'checkpoints'>
}

export interface FittedNet {
  /** Of the best epoch. */
  weights: Map<string, Float32Array>
  bestEpoch: number
  /** Epochs that were trained. */
  epochs: number
  stopped: 'patience' | 'epochs' | 'diverged'
  /** One point per epoch. */
  curve: CurvePoint[]
  path: Path
}

/** Between two live points of a curve, ms: ten a second look live, and more would be drawn over each other. */
const livePointMs = 100
/** Points a checkpoint holds: beyond a screen's width they would only be drawn over each other. */
const mostPoints = 3000
/** Work between two breaths, ms: cancel and pause are asked about this often. */
const groupMs = 40
/** Default of `checkpointMs`: writing takes some ms, so this costs nothing. */
const usualCheckpointMs = 20_000

/**
 * Trains a net to its best epoch. Order of rows, starting weights and dropout follow from the seed; a fit that was
 * interrupted goes on from its checkpoint and ends with the same bits (on the CPU) as one that was not. The first
 * report after that repeats all points so far; any that were known beyond them are void.
 * A loss that is no number ends training at that batch and keeps the best epoch.
 * @throws AppError `training-diverged` when that happens before any epoch was completed
 */
export async function fitNet(fit: NetFit): Promise<FittedNet> {
  const trainer = await compile(fit.tensorflow, {
    model: fit.model,
    loss: fit.loss,
    optimizer: fit.optimizer,
    seed: fit.seed,
    rows: fit.train,
    batch: fit.batch,
    breathe: () => fit.context.breathe(),
  })
  try {
    return await run(fit, trainer)
  } finally {
    trainer.dispose()
  }
}

async function run(fit: NetFit, trainer: Trainer): Promise<FittedNet> {
  const { model, train, batch, context } = fit
  const count = train.count
  const stepsPerEpoch = Math.ceil(count / batch)
  const mark = fingerprintOf(fit, trainer)
  const resumed = await loadCheckpoint(context.checkpoints, model, mark, slotCount(fit.optimizer))
  const progress: Progress = resumed?.progress ?? {
    epoch: 0,
    position: 0,
    lossSum: 0,
    best: null,
    curve: [],
    points: [],
    stopped: null,
  }
  let best = resumed?.best ?? null
  if (resumed) trainer.restore(resumed.state)
  const live = liveReports(fit, progress)
  if (resumed) live.repeat()

  const checkpoint = async (): Promise<void> => {
    await saveCheckpoint(context.checkpoints, model, {
      fingerprint: mark,
      progress,
      state: trainer.state(),
      best,
    })
  }
  let saved = performance.now()
  let group = 1

  while (progress.stopped === null) {
    const order = orderOf(fit.seed, progress.epoch, count)
    while (progress.position < count) {
      const end = Math.min(count, progress.position + group * batch)
      const rates = ratesOf(fit, trainer.taken, Math.ceil((end - progress.position) / batch), stepsPerEpoch)
      const began = performance.now()
      const losses = trainer.steps(order.subarray(progress.position, end), rates)
      const took = performance.now() - began
      if (!advance(progress, losses, batch, end)) {
        progress.stopped = 'diverged'
        break
      }
      live.trained(losses, rates.at(-1) as number)
      group = Math.max(
        1,
        Math.min(stepsPerEpoch, Math.floor((groupMs * losses.length) / Math.max(took, 0.1))),
      )
      await context.breathe()
      if (performance.now() - saved > (fit.checkpointMs ?? usualCheckpointMs)) {
        await checkpoint()
        saved = performance.now()
      }
    }
    if (progress.stopped === null) {
      if (await judgeEpoch(fit, trainer, progress)) best = trainer.weights()
      live.say(progress.curve.slice(-1))
    }
    // After a divergence the weights are worthless: the last checkpoint stands.
    if (progress.stopped === 'diverged') break
    await checkpoint()
    saved = performance.now()
  }
  if (best === null || progress.best === null) {
    throw new AppError('training-diverged', { model: context.model, epoch: progress.epoch + 1 })
  }
  return {
    weights: best,
    bestEpoch: progress.best.epoch,
    epochs: progress.epoch,
    stopped: progress.stopped,
    curve: progress.curve,
    path: trainer.path,
  }
}

/** The order in which an epoch sees its rows: from seed and epoch alone, so it need not be stored. */
function orderOf(seed: number, epoch: number, count: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, row) => row)
  return random(seed)
    .fork(`order of epoch ${String(epoch)}`)
    .shuffle(order)
}

function ratesOf(fit: NetFit, taken: number, steps: number, stepsPerEpoch: number): Float32Array {
  const total = fit.epochs * stepsPerEpoch
  return Float32Array.from({ length: steps }, (_, i) => rateAt(fit.schedule, taken + i, total))
}

/** Books the steps that were taken; false when a loss was no number. */
function advance(progress: Progress, losses: Float32Array, batch: number, end: number): boolean {
  for (const loss of losses) {
    if (!Number.isFinite(loss)) return false
    const rows = Math.min(batch, end - progress.position)
    progress.lossSum += loss * rows
    progress.position += rows
  }
  return true
}

/** Judges a completed epoch on the validation part and decides whether to go on. True when it is the best so far. */
async function judgeEpoch(fit: NetFit, trainer: Trainer, progress: Progress): Promise<boolean> {
  const { loss, predictions } = await trainer.evaluate(fit.validation, () => fit.context.breathe())
  if (!Number.isFinite(loss)) {
    progress.stopped = 'diverged'
    return false
  }
  const metric = fit.metric?.(predictions) ?? null
  progress.epoch++
  const point: CurvePoint = {
    epoch: progress.epoch,
    loss: progress.lossSum / progress.position,
    validationLoss: loss,
  }
  if (metric !== null) point.validationMetric = metric
  progress.curve.push(point)
  progress.position = 0
  progress.lossSum = 0

  const { best } = progress
  const now = { epoch: progress.epoch, loss, metric }
  const better = best === null || isBetter(fit.watch, now, best)
  if (better) progress.best = now
  else if (progress.epoch - best.epoch >= fit.patience) progress.stopped = 'patience'
  if (progress.epoch >= fit.epochs) progress.stopped = 'epochs'
  return better
}

type Epoch = NonNullable<Progress['best']>

function isBetter(watch: NetFit['watch'], now: Epoch, best: Epoch): boolean {
  if (watch === 'last') return true
  if (watch === 'metric' && now.metric !== best.metric) {
    return (now.metric ?? -Infinity) > (best.metric ?? -Infinity)
  }
  return now.loss < best.loss
}

/** Every second live point; those of whole epochs stay. */
function thinned(points: readonly CurvePoint[]): CurvePoint[] {
  return points.filter((point, i) => i % 2 === 0 || point.validationLoss !== undefined)
}

/** Live points at most every `livePointMs`, each with the mean loss since the one before. */
function liveReports(
  fit: NetFit,
  progress: Progress,
): { trained(losses: Float32Array, rate: number): void; say(points: CurvePoint[]): void; repeat(): void } {
  let since = performance.now()
  let lossSum = 0
  let steps = 0
  let rate = rateAt(fit.schedule, 0, 1)
  let rowsPerSecond: number | null = null

  const report = (points: CurvePoint[]): void => {
    const epochs = progress.epoch + progress.position / fit.train.count
    fit.context.report({
      epoch: Math.min(fit.epochs, progress.epoch + 1),
      epochs: fit.epochs,
      done: progress.stopped === null ? epochs / fit.epochs : 1,
      rowsPerSecond,
      learningRate: rate,
      points,
    })
  }
  const say = (points: CurvePoint[]): void => {
    progress.points.push(...points)
    if (progress.points.length > mostPoints) progress.points = thinned(progress.points)
    report(points)
  }
  return {
    say,
    repeat: () => {
      report(progress.points)
    },
    trained(losses, now) {
      rate = now
      for (const loss of losses) lossSum += loss
      steps += losses.length
      const passed = performance.now() - since
      if (passed < livePointMs) return
      rowsPerSecond = (steps * fit.batch * 1000) / passed
      const epoch = progress.epoch + progress.position / fit.train.count
      say([{ epoch, loss: lossSum / steps, learningRate: rate }])
      since = performance.now()
      lossSum = 0
      steps = 0
    },
  }
}

function fingerprintOf(fit: NetFit, trainer: Trainer): string {
  const { model, loss, optimizer, schedule, batch, epochs, patience, seed, watch, tensorflow } = fit
  const weights = model.weights.map((spec) => ({ ...spec, start: undefined }))
  const device = [tensorflow.rung, tensorflow.version, trainer.path.kind]
  const settings = [weights, loss.name, optimizer, schedule, batch, epochs, patience, seed, watch, device]
  return fingerprint(settings, [fit.train, fit.validation])
}
