/** One map per class, then renormalised. Learnt on validation, never on test. */
export type Calibration =
  | { kind: 'none' }
  | { kind: 'platt'; a: number[]; b: number[] }
  | { kind: 'isotonic'; x: number[][]; y: number[][] }
  | ReturnCalibration

/**
 * What a forecast of a return means, learnt on rows that choose: the return expected in units of volatility is
 * `offset + slope · score`, the chance of a rise the sigmoid of `upOffset + upSlope · score`, and nine in ten returns
 * lie between `low` and `high` beside the expected one. Scores themselves stay as they are.
 */
export interface ReturnCalibration {
  kind: 'returns'
  offset: number
  slope: number
  upOffset: number
  upSlope: number
  low: number
  high: number
  n: number
}

/** Nets compute in single precision: a probability nearer to 0 or 1 than this is rounding, not knowledge. */
const resolution = 2 ** -24

/** Log-odds of a probability, in nats: the scale on which Platt's line with a = 1, b = 0 changes nothing. */
export function logOdds(p: number): number {
  const clipped = Math.min(1 - resolution, Math.max(resolution, p))
  return Math.log(clipped / (1 - clipped))
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/** Height at `score` of the line through the knots, flat beyond them. */
function interpolate(x: readonly number[], y: readonly number[], score: number): number {
  let low = 0
  let high = x.length - 1
  if (score <= (x[low] ?? 0)) return y[low] ?? 0
  if (score >= (x[high] ?? 0)) return y[high] ?? 0
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((x[middle] ?? 0) <= score) low = middle
    else high = middle
  }
  const x0 = x[low] ?? 0
  const y0 = y[low] ?? 0
  return y0 + (((y[high] ?? 0) - y0) * (score - x0)) / ((x[high] ?? 0) - x0)
}

function calibratedClass(calibration: Calibration, k: number, score: number): number {
  switch (calibration.kind) {
    case 'none':
    case 'returns':
      return score
    case 'platt':
      return sigmoid((calibration.a[k] ?? 1) * logOdds(score) + (calibration.b[k] ?? 0))
    case 'isotonic':
      return interpolate(calibration.x[k] ?? [], calibration.y[k] ?? [], score)
  }
}

/**
 * Calibrated probabilities: each class by its own map, then each row divided by its sum (one-vs-rest).
 * @param scores `rows × width` uncalibrated probabilities, row-major
 */
export function calibrate(calibration: Calibration, scores: Float64Array, width: number): Float64Array {
  if (calibration.kind === 'none' || calibration.kind === 'returns') return scores.slice()
  const out = new Float64Array(scores.length)
  for (let start = 0; start < scores.length; start += width) {
    let sum = 0
    for (let k = 0; k < width; k++) {
      const p = calibratedClass(calibration, k, scores[start + k] ?? 0)
      out[start + k] = p
      sum += p
    }
    for (let k = 0; k < width; k++) out[start + k] = (out[start + k] ?? 0) / sum
  }
  return out
}
