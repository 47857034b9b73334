import type { ClassificationDetail, Measured } from '#shared/results'
import {
  claims,
  classificationReport,
  confidenceBins,
  coverageCurve,
  macroPrPoints,
  macroRocPoints,
  prPoints,
  rocPoints,
} from '../metrics'
import type { Calibration } from '../calibration'
import { clusteredWilson } from '../stats'
import type { ScoredRows } from './scored-rows'

/** Bins of a reliability plot: as many as the calibration error uses ... */
const mostBins = 15
/** ... and no more than leave each enough rows for an interval worth drawing. */
const rowsPerBin = 20

/** What a classifier's charts and tables need, on test rows. Slices are measured by the judge, with its draws. */
export function detailOf(
  rows: ScoredRows,
  units: Int32Array | null,
  calibration: Calibration,
  slices: { id: string; params: Record<string, string | number>; metric: Measured }[],
): ClassificationDetail {
  const { question, truth, calibrated, predicted, rankings, losses } = rows
  const { classes, positive, ordinal } = question
  const width = classes.length
  const counts = new Float64Array(width * width)
  for (const cell of rows.cells) counts[cell] = (counts[cell] ?? 0) + 1
  const n = truth.length
  const logLoss = n === 0 ? null : losses.reduce((sum, loss) => sum + loss, 0) / n

  const said = claims(calibrated, width, truth, positive)
  const bins = Math.min(mostBins, Math.max(1, Math.floor(n / rowsPerBin)))
  const reliability = confidenceBins(said, bins).flatMap((bin) => {
    const share = clusteredWilson(said.held, bin.rows, units)
    if (share === null) return []
    return [{ meanScore: bin.meanScore, share: share.value, low: share.low, high: share.high, n: bin.n }]
  })

  const sureness = Float64Array.from(predicted, (label, row) => calibrated[row * width + label] ?? 0)
  const right = Uint8Array.from(predicted, (label, row) => (label === truth[row] ? 1 : 0))
  const coverage = coverageCurve(sureness).flatMap((point) => {
    const share = clusteredWilson(right, point.rows, units)
    if (share === null) return []
    const { value: accuracy, low, high } = share
    return [{ threshold: point.threshold, coverage: point.coverage, accuracy, low, high }]
  })

  const [only] = rankings
  const binary = positive !== null
  return {
    classes: [...classes],
    positive,
    confusion: classes.map((_, i) => [...counts.subarray(i * width, (i + 1) * width)]),
    report: classificationReport({ classes: width, counts }, classes, { quadratic: ordinal, logLoss }),
    reliability,
    roc: binary ? (only === undefined ? [] : rocPoints(only)) : macroRocPoints(rankings),
    pr: binary ? (only === undefined ? [] : prPoints(only)) : macroPrPoints(rankings),
    coverage,
    slices,
    // Classes are never calibrated as returns are.
    calibration: calibration.kind === 'returns' ? 'none' : calibration.kind,
  }
}
