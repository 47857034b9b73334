import type { TrainProgress } from '#shared/contract/index'
import type { CurvePoint } from '#shared/results'
import type { FitProgress } from '../../../ml'
import type { LadderPlan } from '../costs'
import type { TrainEvent } from '../protocol'
import { fitClock, type FitClock, type FitTimes } from './fit-clock'

/** Screens are owed four messages a second; a few more leave room for a long batch. */
const tickMs = 150

/** Where the ladder stands, told at most and, while the thread gets a turn, at least every `tickMs`. */
export interface LadderProgress {
  startFit(run: string, fold: TrainProgress['fold']): void
  /** The fit goes on from a checkpoint. */
  resumeFit(): void
  /** What the model says of its fit. */
  update(progress: FitProgress): void
  phase(phase: TrainProgress['phase']): void
  /** `trained`: here and now, and not read back from where an earlier process left it. */
  finishFit(trained: boolean): void
  /** Ends a run, whether its fits were trained now or long ago. Returns the times of those that were trained now. */
  finishRun(run: string): FitTimes[]
  /** Sends what is pending and stops telling. Returns the seconds since the phase `judging` began, null before it. */
  stop(): number | null
}

/**
 * Seconds that are believed of the fits that are left: as planned, times how much longer or shorter those took that
 * were trained before. Fits of the model itself count fully; others as much as `trust` seconds of them say.
 */
const trust = 4

export function ladderProgress(options: {
  ladder: string
  /** The models of the plan, each with the id of its run, in the order in which they are trained. */
  runs: readonly { run: string; model: string }[]
  plan: LadderPlan
  emit: (event: TrainEvent) => void
  workedMs: () => number
}): LadderProgress {
  const { emit, workedMs, plan } = options
  const planned = new Map(plan.models.map((model) => [model.model, model]))
  const runs = new Map(
    options.runs.flatMap(({ run, model }) => {
      const own = planned.get(model)
      return own === undefined ? [] : [[run, { run, model, own, left: own.fits, times: [] as FitTimes[] }]]
    }),
  )
  type Run = typeof runs extends Map<string, infer Value> ? Value : never
  let current: { run: Run; fold: TrainProgress['fold']; clock: FitClock } | null = null
  let fit: FitProgress | null = null
  let phase: TrainProgress['phase'] = 'preparing'
  let points: CurvePoint[] = []
  let judgingSince: number | null = null
  let sentAt = -Infinity
  let shown = 0
  /** Seconds of fits that came to their end, as they were planned and as they were. */
  const past = { planned: 0, real: 0 }
  /** Seconds planned of runs that were finished before this process. */
  let before = 0

  const pace = (): number => (past.real + trust) / (past.planned + trust)

  /** Seconds of one more fit of a run of which none is under way. */
  const fitSeconds = ({ own: { cost }, times }: Run): number => {
    if (times.length > 0) return times.reduce((sum, { seconds }) => sum + seconds, 0) / times.length
    return pace() * (cost.before + cost.each * cost.passes + cost.after)
  }

  const secondsLeft = (): number => {
    let sum = judgingSince === null ? pace() * plan.judge.cost.each : 0
    if (judgingSince !== null) {
      const { before: start, each, after } = plan.judge.cost
      return Math.max(0, pace() * (start + each + after) - (workedMs() - judgingSince) / 1000)
    }
    sum += pace() * (plan.judge.cost.before + plan.judge.cost.after)
    for (const run of runs.values()) {
      if (run.left === 0) continue
      const underWay = current?.run === run && current.clock.running
      sum += fitSeconds(run) * (run.left - (underWay ? 1 : 0))
      if (underWay) sum += current?.clock.left(run.own.cost, pace()) ?? 0
    }
    return sum
  }

  const send = (): void => {
    if (current === null) return
    const { run, fold } = current
    const left = secondsLeft()
    const spent = before + workedMs() / 1000
    shown = Math.max(shown, Math.min(1, spent / Math.max(1e-3, spent + left)))
    emit({
      kind: 'progress',
      progress: {
        ladder: options.ladder,
        done: shown,
        secondsLeft: left,
        model: run.model,
        run: run.run,
        phase,
        epoch: fit?.epoch ?? null,
        epochs: fit?.epochs ?? null,
        rowsPerSecond: fit?.rowsPerSecond ?? null,
        learningRate: fit?.learningRate ?? null,
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

  return {
    startFit(id, fold) {
      const run = runs.get(id)
      if (run === undefined) return
      current = { run, fold, clock: fitClock(workedMs) }
      fit = null
      phase = 'preparing'
      send()
    },
    resumeFit() {
      current?.clock.resumed()
    },
    update(progress) {
      if (current === null) return
      phase = 'training'
      fit = progress
      current.clock.update(progress)
      points.push(...progress.points)
      sendIfDue()
    },
    phase(next) {
      phase = next
      if (next === 'predicting') current?.clock.trained()
      if (next === 'judging') judgingSince = workedMs()
      send()
    },
    finishFit(trained) {
      if (current === null) return
      const { run, clock } = current
      const times = clock.finish()
      // A fit that went on from a checkpoint says nothing of a whole one.
      if (times !== null && trained) {
        run.times.push(times)
        const { cost, family } = run.own
        // Rules take no time of their own: what the first one waits for is a library being read from the disk.
        if (family !== 'rule') {
          past.planned += cost.before + cost.each * times.passes + cost.after
          past.real += times.seconds
        }
      }
      run.left -= 1
      fit = null
      send()
    },
    finishRun(id) {
      const run = runs.get(id)
      if (run === undefined) return []
      if (run.left > 0) {
        const { cost, fits } = run.own
        if (run.times.length === 0) before += fits * (cost.before + cost.each * cost.passes + cost.after)
        run.left = 0
      }
      return run.times
    },
    stop() {
      clearInterval(timer)
      send()
      return judgingSince === null ? null : (workedMs() - judgingSince) / 1000
    },
  }
}
