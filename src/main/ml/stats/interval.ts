import { tReach, z95 } from './normal'
import { compactUnits } from './resample'

export interface Interval {
  low: number
  high: number
}

/**
 * Wilson's score interval of a proportion, 95 % (Wilson 1927): honest near 0 and 1, where the share seen plus and
 * minus its standard error is not.
 * @param n observations, above 0; need not be whole, see `clusteredWilson`
 * @param reach standard errors to either side
 */
export function wilson(share: number, n: number, reach = z95): Interval {
  const squared = reach * reach
  const scale = 1 + squared / n
  const centre = (share + squared / (2 * n)) / scale
  const half = (reach * Math.sqrt((share * (1 - share)) / n + squared / (4 * n * n))) / scale
  // The share itself is always inside; at 0 and 1 rounding would else leave it out by a hair.
  return {
    low: Math.min(share, Math.max(0, centre - half)),
    high: Math.max(share, Math.min(1, centre + half)),
  }
}

/**
 * Wilson's interval where rows come in clusters: with the number of independent rows that would have the variance
 * between clusters that was seen (Kott 2017, Dean and Pagano 2015), never more than there are rows. Where all rows
 * agree nothing was seen, and each cluster counts once.
 * @param held 1 where it held, by row
 * @param rows the rows that count; all units of one cluster share a number in `units`
 * @returns null of no rows
 */
export function clusteredWilson(
  held: Uint8Array,
  rows: Int32Array,
  units: Int32Array | null,
): ({ value: number } & Interval) | null {
  const n = rows.length
  if (n === 0) return null
  const value = rows.reduce((sum, row) => sum + (held[row] ?? 0), 0) / n
  if (units === null) return { value, ...wilson(value, n) }
  const clusters = compactUnits(rows.map((row) => units[row] ?? 0))
  if (clusters.count === n) return { value, ...wilson(value, n) }
  const residual = new Float64Array(clusters.count)
  rows.forEach((row, at) => {
    const cluster = clusters.of[at] ?? 0
    residual[cluster] = (residual[cluster] ?? 0) + (held[row] ?? 0) - value
  })
  const squares = residual.reduce((sum, r) => sum + r * r, 0)
  const variance = (squares * clusters.count) / Math.max(1, clusters.count - 1) / (n * n)
  const effective = variance === 0 ? clusters.count : Math.min(n, (value * (1 - value)) / variance)
  return { value, ...wilson(value, effective) }
}

/** Sample standard deviation; NaN of fewer than two. */
export function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1))
}

/** What a bootstrap over few units cannot know of itself. */
export interface SmallSample {
  /** As many rows, all of equal weight, would leave a mean over classes as unsure. */
  effective: number
  /** Standard errors to either side for 95 %: 1.96 with many units, more with few. */
  reach: number
}

/**
 * A number that averages over classes is as sure as its rarest class lets it be. A bootstrap forgets two things that
 * matter below about 50 rows: its variance is short by the divisor n in place of n - 1, and it is itself an estimate,
 * so a t quantile belongs in place of a normal one, with Satterthwaite's (1946) degrees of freedom for the classes.
 * @param counts units of each class that occurs
 */
export function smallSample(counts: readonly number[]): SmallSample {
  const present = counts.filter((n) => n > 0)
  let sum = 0
  let corrected = 0
  let squares = 0
  for (const n of present) {
    const spare = Math.max(1, n - 1)
    sum += 1 / n
    corrected += 1 / spare
    squares += 1 / (n * n * spare)
  }
  return {
    effective: present.length ** 2 / sum,
    reach: tReach(sum ** 2 / squares) * Math.sqrt(corrected / sum),
  }
}

/** Where a metric lives, which decides the scale its interval is computed on. */
export type Scale = 'counted' | 'ranked' | 'positive' | 'linear'

/**
 * The 95 % interval of a metric from its bootstrap draws. Percentiles of the draws cover too rarely near an end of the
 * metric's range and with few rows of a class (`npm run bench:honesty` shows both); an interval on the scale on which
 * the metric is nearly normal does not, and is symmetric there:
 * - `counted` (F1, kappa, MCC, means of recalls): Wilson's, with the number of rows that has the bootstrap's variance
 *   (Kott 2017);
 * - `ranked` (areas under curves): on log-odds, with the bootstrap's standard error there (Pepe 2003; Boyd, Eng and
 *   Page 2013);
 * - `positive` (log loss): on the logarithm;
 * - `linear` (sums of money): on its own, symmetric.
 * @param lowest the metric's least value: 0, or -1 for a correlation
 * @param draws finite values only, at least two
 * @param step the smallest change one row can make to a ranked metric
 */
export function bootstrapInterval(
  scale: Scale,
  value: number,
  draws: Float64Array,
  { effective, reach }: SmallSample,
  { lowest = 0, step = 1e-9 }: { lowest?: number; step?: number } = {},
): Interval {
  if (scale === 'positive') {
    const half = (reach * deviation(draws)) / value
    return value > 0 ? { low: value * Math.exp(-half), high: value * Math.exp(half) } : { low: 0, high: 0 }
  }
  if (scale === 'linear') {
    const half = reach * deviation(draws)
    return { low: value - half, high: value + half }
  }
  const width = 1 - lowest
  const share = (value - lowest) / width
  const back = ({ low, high }: Interval): Interval => ({
    low: Math.min(value, lowest + low * width),
    high: Math.max(value, lowest + high * width),
  })
  const error = deviation(draws) / width
  // At an end no draw knows of the mistakes that were not seen.
  if (share <= 0 || share >= 1) return back(wilson(clamp(share, 0), effective, reach))
  // Between the ends all draws agree only where no sample could change it: the area of a model with one score is 0.5.
  if (error === 0) return { low: value, high: value }
  if (scale === 'counted') return back(wilson(share, (share * (1 - share)) / (error * error), reach))
  const odds = (p: number): number => Math.log(clamp(p, step) / (1 - clamp(p, step)))
  const half = reach * deviation(draws.map((draw) => odds((draw - lowest) / width)))
  const centre = odds(share)
  return back({ low: 1 / (1 + Math.exp(half - centre)), high: 1 / (1 + Math.exp(-half - centre)) })
}

const clamp = (p: number, margin: number): number => Math.min(1 - margin, Math.max(margin, p))
