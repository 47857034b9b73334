import type { ReturnCalibration } from '../../calibration'
import { rollingDeviation, forwardReturn, type Market } from '../../trading'
import type { TradedRows } from '../types'

const volatilityDays = 20
/** Fewer forecasts teach nothing of their own size. */
const leastRows = 60
/** Nine in ten. */
const tail = 0.05

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/** Volatility of each series' returns over the last 20 days, by place. */
function volatilities(market: Market): Float64Array[] {
  return market.series.map(({ close }) =>
    rollingDeviation(
      close.map((price, i) => Math.log(price / (close[i - 1] ?? NaN))),
      volatilityDays,
    ),
  )
}

/** Logistic regression of one number with a little ridge: Newton's method from nothing. */
function fitUp(scores: readonly number[], up: readonly number[]): { upOffset: number; upSlope: number } {
  let [a, b] = [0, 0]
  for (let step = 0; step < 25; step += 1) {
    let [ga, gb, haa, hab, hbb] = [0, b, 1e-6, 0, 1]
    scores.forEach((score, i) => {
      const p = sigmoid(a + b * score)
      const error = p - (up[i] ?? 0)
      const weight = p * (1 - p)
      ga += error
      gb += error * score
      haa += weight
      hab += weight * score
      hbb += weight * score * score
    })
    const determinant = haa * hbb - hab * hab
    if (!(determinant > 1e-12)) break
    a -= (hbb * ga - hab * gb) / determinant
    b -= (haa * gb - hab * ga) / determinant
  }
  return { upOffset: a, upSlope: b }
}

/** What scores of these rows turned out to mean; the plain spread of returns where there are too few. */
export function calibrateReturns({ market, rows }: TradedRows, scores: Float64Array): ReturnCalibration {
  const volatility = volatilities(market)
  const pairs: { score: number; move: number }[] = []
  rows.forEach((row, i) => {
    const scale = volatility[market.tickerOf[row] ?? -1]?.[market.placeOf[row] ?? -1] ?? Number.NaN
    const move = forwardReturn(market, row) / (scale * Math.sqrt(market.horizon))
    const score = scores[i] ?? Number.NaN
    if (Number.isFinite(move) && Number.isFinite(score)) pairs.push({ score, move })
  })
  const n = pairs.length
  const mean = (of: (pair: { score: number; move: number }) => number): number =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / Math.max(1, n)
  const [score, move] = [mean((pair) => pair.score), mean((pair) => pair.move)]
  const variance = mean((pair) => (pair.score - score) ** 2)
  const covariance = mean((pair) => (pair.score - score) * (pair.move - move))
  // A forecast that was worth nothing is not turned round: its slope is nought.
  const slope = n < leastRows || variance < 1e-12 ? 0 : Math.max(0, covariance / variance)
  const offset = n < leastRows ? 0 : move - slope * score
  const residuals = pairs.map((pair) => pair.move - offset - slope * pair.score).sort((a, b) => a - b)
  const at = (share: number): number => residuals[Math.round(share * (residuals.length - 1))] ?? Number.NaN
  const known = n >= leastRows
  return {
    kind: 'returns',
    offset,
    slope,
    ...(known
      ? fitUp(
          pairs.map((pair) => pair.score),
          pairs.map((pair) => Number(pair.move > 0)),
        )
      : { upOffset: 0, upSlope: 0 }),
    // Of a normal return, where nothing better is known.
    low: known ? at(tail) : -1.645,
    high: known ? at(1 - tail) : 1.645,
    n,
  }
}
