/** A "don't know" curve is drawn with at most this many points. */
const coveragePoints = 50

export interface CoveragePoint {
  /** Answers are given where the model is at least so sure. */
  threshold: number
  /** Share of rows that get an answer, 0 to 1. */
  coverage: number
  /** The rows that get one. */
  rows: Int32Array
}

/**
 * Answering only where the model is surest: shares of rows from all to the surest few. Rows with equal confidence are
 * answered or not together.
 * @param confidence the calibrated probability of the predicted class, by row
 */
export function coverageCurve(confidence: Float64Array): CoveragePoint[] {
  const rows = confidence.length
  const order = Int32Array.from(confidence, (_, row) => row).sort(
    (a, b) => (confidence[b] ?? 0) - (confidence[a] ?? 0) || a - b,
  )
  const points: CoveragePoint[] = []
  for (let step = coveragePoints; step >= 1; step--) {
    let end = Math.max(1, Math.round((step * rows) / coveragePoints))
    const threshold = confidence[order[end - 1] ?? 0] ?? 0
    while (end < rows && confidence[order[end] ?? 0] === threshold) end += 1
    if (rows === 0 || points.at(-1)?.rows.length === end) continue
    points.push({ threshold, coverage: end / rows, rows: order.slice(0, end) })
  }
  return points
}
