import { normalQuantile, z95 } from './normal'

/** A plan should find a true difference four times in five. */
const power80 = normalQuantile(0.8)

/**
 * Smallest true difference that an interval of this reach finds with 80 % power.
 * @param error standard error of the difference
 * @param reach standard errors to either side of the interval
 */
export function detectableDifference(error: number, reach = z95): number {
  return (reach + power80) * error
}

/**
 * Rows needed to find a difference of this size with 80 % power, the error shrinking with their root.
 * @param n rows that gave `error`
 * @returns null where there is no difference to find, or none that a number of rows could show
 */
export function rowsToSeparate(n: number, error: number, difference: number, reach = z95): number | null {
  const rows = Math.ceil(n * (detectableDifference(error, reach) / difference) ** 2)
  return Number.isSafeInteger(rows) ? Math.max(1, rows) : null
}

/**
 * Share of rows on which exactly one of two models is right, before either exists: a half, as for a baseline that is
 * right on every second row and any model that errs independently of it. Two good models differ on fewer rows, so the
 * plan asks for too much sooner than for too little.
 */
const assumedDisagreement = 0.5

/** Reach of simultaneous intervals for `models` independent differences (Šidák 1967), before there are draws. */
export function plannedReach(models: number): number {
  return normalQuantile((1 + 0.95 ** (1 / Math.max(1, models))) / 2)
}

/**
 * Standard error to plan with, of a paired difference in a metric that averages over classes: each class adds the
 * variance of its own rows.
 * @param counts rows of each class
 */
export function plannedError(counts: readonly number[]): number {
  const present = counts.filter((n) => n > 0)
  const variances = present.reduce((sum, n) => sum + assumedDisagreement / n, 0)
  return Math.sqrt(variances) / present.length
}
