import type { Random } from '#shared/random'
import type { Backtest } from './backtest'
import type { Market } from './market'

/** Positions of the same shape at the wrong time: what luck alone gives. */
export interface PermutationNull {
  draws: number
  /** Mean net return a day of each draw, ascending. */
  means: Float64Array
  /** Equity (from 1) of the draws at each day: the 5th, 50th and 95th percentile. */
  low: Float64Array
  middle: Float64Array
  high: Float64Array
  /** Share of the draws (and the model itself) that earn at least what the model earns. */
  p: number
}

const draws = 200
/** Offsets smaller than this leave the positions where they were. */
const leastShift = 5

/**
 * Shifts the positions round the test days (a circular permutation, which keeps turnover, holding times and exposure)
 * and lets the costs fall as they fell: the distribution of what these positions would earn if their timing were worth
 * nothing. Null where there are too few days.
 */
export function permutationNull(market: Market, test: Backtest, random: Random): PermutationNull | null {
  const days = test.days.length
  const count = market.series.length
  if (days < 8 * leastShift) return null
  // Close to close, held from the day before: what weights at closes earn.
  const returns = new Float64Array(days * count)
  for (let i = 0; i < days; i += 1) {
    const day = test.days[i] ?? 0
    for (let ticker = 0; ticker < count; ticker += 1) {
      const [now, before] = [
        market.close[day * count + ticker] ?? NaN,
        market.before[day * count + ticker] ?? NaN,
      ]
      returns[i * count + ticker] = now > 0 && before > 0 ? now / before - 1 : 0
    }
  }
  const netAt = (shift: number, out: Float64Array): void => {
    for (let i = 0; i < days; i += 1) {
      const from = ((i + shift - 1 + days) % days) * count
      let sum = -(test.costs[(i + shift) % days] ?? 0)
      for (let ticker = 0; ticker < count; ticker += 1) {
        sum += (test.weights[from + ticker] ?? 0) * (returns[i * count + ticker] ?? 0)
      }
      out[i] = sum
    }
  }
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / days
  const own = new Float64Array(days)
  netAt(0, own)
  const real = mean(own)
  const curves: Float64Array[] = []
  const means = new Float64Array(draws)
  let reached = 1
  for (let draw = 0; draw < draws; draw += 1) {
    const net = new Float64Array(days)
    netAt(leastShift + random.int(days - 2 * leastShift), net)
    means[draw] = mean(net)
    if ((means[draw] ?? 0) >= real) reached += 1
    let level = 1
    curves.push(net.map((value) => (level *= 1 + value)))
  }
  const quantile = (share: number): Float64Array =>
    Float64Array.from({ length: days }, (_, i) => {
      const sorted = Float64Array.from(curves, (curve) => curve[i] ?? 1).sort()
      return sorted[Math.floor(share * (draws - 1))] ?? 1
    })
  return {
    draws,
    means: means.sort(),
    low: quantile(0.05),
    middle: quantile(0.5),
    high: quantile(0.95),
    p: reached / (draws + 1),
  }
}
