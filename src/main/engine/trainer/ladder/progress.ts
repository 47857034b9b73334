import type { TrainProgress } from '#shared/contract/index'
import type { ModelSpec } from '#shared/manifest'
import type { CurvePoint } from '#shared/results'
import type { FitProgress } from '../../../ml'
import type { TrainEvent } from '../protocol'

/** Screens are owed four messages a second; a few more leave room for a long batch. */
const tickMs = 150

/** Seconds of one fit against a linear model's, before any was measured: only shares of the bar. */
const usualCost: Record<ModelSpec['family'], number> = {
  rule: 0.05,
  linear: 1,
  neighbour: 1,
  factor: 3,
  tree: 3,
  net: 30,
}

export interface PlannedRun {
  run: string
  model: string
  family: ModelSpec['family']
  /** Fits of this model: one, or one a fold and the refit. */
  fits: number
}

/** Where the ladder stands, told at most and, while the thread gets a turn, at least every `tickMs`. */
export interface LadderProgress {
  startFit(run: string, fold: TrainProgress['fold']): void
  /** What the model says of its fit. */
  update(progress: FitProgress): void
  phase(phase: TrainProgress['phase']): void
  finishFit(): void
  finishRun(run: string): void
  /** Sends what is pending and stops telling. */
  stop(): void
}

export function ladderProgress(options: {
  ladder: string
  runs: readonly PlannedRun[]
  emit: (event: TrainEvent) => void
  workedMs: () => number
}): LadderProgress {
  const { emit, workedMs } = options
  const runs = new Map(options.runs.map((run) => [run.run, { ...run, left: run.fits }]))
  const total = options.runs.reduce((sum, { family, fits }) => sum + usualCost[family] * fits, 0)
  /** Measured milliseconds a fit by family, newest fit. */
  const measured = new Map<ModelSpec['family'], number>()
  let current: { run: string; fold: TrainProgress['fold']; since: number; fit: FitProgress } | null = null
  let phase: TrainProgress['phase'] = 'preparing'
  let points: CurvePoint[] = []
  let sentAt = -Infinity

  const unitsLeft = (): number => {
    const fitsLeft = [...runs.values()].reduce((sum, { family, left }) => sum + usualCost[family] * left, 0)
    const family = current === null ? undefined : runs.get(current.run)?.family
    return fitsLeft - (family === undefined ? 0 : usualCost[family] * (current?.fit.done ?? 0))
  }

  /** Null until every family that is still to come was measured, or is being measured. */
  const secondsLeft = (): number | null => {
    let sum = 0
    for (const { run, family, left } of runs.values()) {
      if (left === 0) continue
      const isCurrent = current?.run === run
      let perFit = measured.get(family)
      if (current !== null && runs.get(current.run)?.family === family && current.fit.done > 0.05) {
        perFit = (workedMs() - current.since) / current.fit.done
      }
      if (perFit === undefined) return null
      sum += perFit * (left - (isCurrent ? (current?.fit.done ?? 0) : 0))
    }
    return sum / 1000
  }

  const send = (): void => {
    const run = current === null ? undefined : runs.get(current.run)
    if (current === null || run === undefined) return
    const { fit, fold } = current
    emit({
      kind: 'progress',
      progress: {
        ladder: options.ladder,
        done: total === 0 ? 1 : Math.min(1, 1 - unitsLeft() / total),
        secondsLeft: secondsLeft(),
        model: run.model,
        run: run.run,
        phase,
        epoch: fit.epoch,
        epochs: fit.epochs,
        rowsPerSecond: fit.rowsPerSecond,
        learningRate: fit.learningRate,
        points,
        fold,
      },
    })
    // Curves are kept for the model that ships; those of folds are only shown while they grow.
    if (points.length > 0 && fold === null) emit({ kind: 'points', run: run.run, points })
    points = []
    sentAt = performance.now()
  }
  const sendIfDue = (): void => {
    if (performance.now() - sentAt >= tickMs) send()
  }
  const timer = setInterval(sendIfDue, tickMs / 2)

  const noProgress = {
    epoch: null,
    epochs: null,
    done: 0,
    rowsPerSecond: null,
    learningRate: null,
    points: [],
  }
  return {
    startFit(run, fold) {
      current = { run, fold, since: workedMs(), fit: noProgress }
      phase = 'preparing'
      send()
    },
    update(progress) {
      if (current === null) return
      phase = 'training'
      current.fit = progress
      points.push(...progress.points)
      sendIfDue()
    },
    phase(next) {
      phase = next
      send()
    },
    finishFit() {
      const run = current === null ? undefined : runs.get(current.run)
      if (current === null || run === undefined) return
      measured.set(run.family, workedMs() - current.since)
      send()
      run.left -= 1
      current = { ...current, fit: noProgress }
    },
    finishRun(run) {
      const finished = runs.get(run)
      if (finished) finished.left = 0
    },
    stop() {
      clearInterval(timer)
      send()
    },
  }
}
