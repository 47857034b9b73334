import type { FitProgress } from '../../../ml'
import type { FitCost } from '../costs'

/** How long a whole fit took, in seconds: before its first pass, of one pass, after its last; and the passes. */
export interface FitTimes {
  before: number
  each: number
  after: number
  passes: number
  seconds: number
}

/** Times one fit as it goes, and says how long it will go on. */
export interface FitClock {
  readonly running: boolean
  /** It goes on from a checkpoint: what came before is not in its time. */
  resumed(): void
  update(progress: FitProgress): void
  /** The last pass is over: what follows is scoring and writing. */
  trained(): void
  /** Seconds left, from its plan and, the longer it goes, from its own pace. `pace`: of other fits, against their plan. */
  left(cost: FitCost, pace: number): number
  /** Null where it went on from a checkpoint, so that its parts are not known. */
  finish(): FitTimes | null
}

/** Passes after which the fit's own pace is believed as much as the plan's. */
const passesToBelieve = 0.3

/** @param workedMs milliseconds of work so far, pauses left out */
export function fitClock(workedMs: () => number): FitClock {
  const started = workedMs()
  /** When training began, and how many passes were behind it then: more than none after a checkpoint. */
  let first: { at: number; passes: number } | null = null
  let passes = 0
  let trainedAt: number | null = null
  let best: { loss: number; epoch: number } | null = null
  let epochs = false
  let done = 0
  let running = true
  let whole = true

  const now = (): number => (workedMs() - started) / 1000

  return {
    get running() {
      return running
    },
    resumed() {
      whole = false
    },
    update({ epochs: most, done: share, points }) {
      epochs = most !== null
      done = share
      // A net reports when it has trained for some milliseconds: what it has done by then belongs to training.
      if (first === null) first = { at: now(), passes: epochs ? share * (most ?? 1) : 0 }
      // Where training ended early, `done` is 1: passes are then those of the curve.
      const told = points.reduce((most, point) => Math.max(most, point.epoch), passes)
      passes = epochs ? (share === 1 ? told : Math.max(told, share * (most ?? 1))) : share
      for (const { validationLoss: loss, epoch } of points) {
        if (loss !== undefined && (best === null || loss < best.loss)) best = { loss, epoch }
      }
    },
    trained() {
      trainedAt ??= now()
    },
    left(cost, pace) {
      const at = now()
      const after = pace * cost.after
      if (trainedAt !== null) return Math.max(0.2 * after, after - (at - trainedAt))
      const planned = pace * cost.each
      if (first === null) {
        return Math.max(0, pace * cost.before - at) + planned * cost.passes + after
      }
      if (!epochs) {
        // One pass: its share says how much is left, once it is more than noise.
        const expected = pace * (cost.before + cost.each)
        const own = done > 0 ? at / done : expected
        return (1 - done) * (done * own + (1 - done) * expected) + after
      }
      const trained = passes - first.passes
      const own = trained > 0 ? (at - first.at) / trained : planned
      const share = trained / (trained + passesToBelieve)
      // It trains on for as long as its patience lasts, whatever earlier fits did.
      const stop = best === null ? cost.passes : Math.max(cost.passes, best.epoch + cost.patience)
      const expected = Math.min(cost.most, stop)
      return Math.max(0, expected - passes) * (share * own + (1 - share) * planned) + after
    },
    finish() {
      running = false
      const end = now()
      if (first === null) {
        const trained = trainedAt ?? end
        return { before: 0, each: trained, after: end - trained, passes: 1, seconds: end }
      }
      if (!whole) return null
      const trained = trainedAt ?? end
      const after = end - trained
      if (!epochs) return { before: 0, each: trained, after, passes: 1, seconds: end }
      // The first report comes with some passes behind it, where they are short with all of them.
      const rest = passes - first.passes
      const each = rest > 0 ? (trained - first.at) / rest : trained / Math.max(1, passes)
      return { before: Math.max(0, trained - each * passes), each, after, passes, seconds: end }
    },
  }
}
