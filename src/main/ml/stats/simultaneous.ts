import type { Interval } from './interval'
import { z95 } from './normal'

/** A number and its values over the draws of one bootstrap, in the same order for all that are compared. */
export interface Drawn {
  value: number
  draws: Float64Array
}

export interface Simultaneous {
  /** Bootstrap standard error of each. */
  errors: number[]
  /** How many standard errors the intervals reach to either side: from 1.96 for one, rising with their number. */
  critical: number
  intervals: Interval[]
}

function standardError(values: readonly number[]): number {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1))
}

/**
 * Single-step max-t (Westfall and Young 1993; Romano and Wolf 2005): 95 % intervals that hold all at once. In each draw
 * the largest deviation, in standard errors, is taken over all; its 95 % quantile is the reach of every interval.
 * What moves together (models that err on the same rows) costs less than Bonferroni would.
 */
export function simultaneousIntervals(compared: readonly Drawn[]): Simultaneous {
  const count = compared[0]?.draws.length ?? 0
  const valid = Array.from({ length: count }, (_, draw) => draw).filter((draw) =>
    compared.every(({ draws }) => Number.isFinite(draws[draw])),
  )
  const errors = compared.map(({ draws }) => standardError(valid.map((draw) => draws[draw] ?? 0)))
  const largest = valid.map((draw) =>
    compared.reduce((most, { value, draws }, i) => {
      const error = errors[i] ?? 0
      return error > 0 ? Math.max(most, Math.abs((draws[draw] ?? 0) - value) / error) : most
    }, 0),
  )
  // Never below what one normal difference needs: that would be the luck of the draws.
  const critical = Math.max(z95, quantile(largest, 0.95))
  const intervals = compared.map(({ value }, i) => {
    const reach = critical * (errors[i] ?? 0)
    return { low: value - reach, high: value + reach }
  })
  return { errors, critical, intervals }
}

/** Smallest value that at least a share `p` of the values do not exceed; NaN of none. */
function quantile(values: readonly number[], p: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN
}
