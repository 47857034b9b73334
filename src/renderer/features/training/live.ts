import type { TrainProgress } from '#shared/contract/index'
import type { CurvePoint } from '#shared/results'

/** The curve of one run as it grows. Under cross-validation each fold draws its own, one after the other. */
export interface LiveCurve {
  run: string
  model: string
  fold: number | null
  epochs: number | null
  points: CurvePoint[]
}

/** The end of an epoch, as the log tells it. */
export interface LogLine {
  /** When it was heard of; null for what happened before this window was there. */
  at: Date | null
  model: string
  fold: number | null
  point: CurvePoint
}

/** Lines kept: what a person scrolls through, not an archive (the engine's log is that). */
const mostLines = 400

/** The curves and the log of what trains now, fed by progress messages. */
export class LiveTraining {
  readonly curves = new Map<string, LiveCurve>()
  log: LogLine[] = []
  ladder: string | null = null

  /** Takes one message. A new ladder begins with nothing; a resumed fit sends its whole curve again. */
  take(progress: TrainProgress, at: Date): void {
    if (progress.ladder !== this.ladder) {
      this.ladder = progress.ladder
      this.curves.clear()
      this.log = []
    }
    const fold = progress.fold?.index ?? null
    const known = this.curves.get(progress.run)
    const curve: LiveCurve =
      known?.fold === fold
        ? known
        : { run: progress.run, model: progress.model, fold, epochs: progress.epochs, points: [] }
    curve.epochs = progress.epochs ?? curve.epochs
    this.curves.set(progress.run, curve)

    const [first] = progress.points
    if (first === undefined) return
    const last = curve.points.at(-1)
    if (last !== undefined && first.epoch <= last.epoch) {
      curve.points = curve.points.filter(({ epoch }) => epoch < first.epoch)
      this.log = this.log.filter(
        (line) => line.model !== curve.model || line.fold !== fold || line.point.epoch < first.epoch,
      )
    }
    curve.points.push(...progress.points)
    this.write(curve, progress.points, at)
  }

  /** Takes curves that were stored before this window listened; a curve that grows now is the newer one. */
  restore(ladder: string, curves: readonly Omit<LiveCurve, 'fold' | 'epochs'>[]): void {
    if (this.ladder !== null && this.ladder !== ladder) return
    this.ladder = ladder
    for (const { run, model, points } of curves) {
      if (this.curves.has(run) || points.length === 0) continue
      const curve = { run, model, fold: null, epochs: null, points: [...points] }
      this.curves.set(run, curve)
      this.write(curve, points, null)
    }
  }

  private write(curve: LiveCurve, points: readonly CurvePoint[], at: Date | null): void {
    const ends = points.filter(({ validationLoss }) => validationLoss !== undefined)
    const lines = ends.map((point) => ({ at, model: curve.model, fold: curve.fold, point }))
    this.log = [...this.log, ...lines].slice(-mostLines)
  }
}
