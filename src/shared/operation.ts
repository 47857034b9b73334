/**
 * From a score to an action: alerts, what they find and what that is worth, at any threshold and any costs.
 * The judge chooses with these functions on validation; screens and report work with the very same on test.
 */
import type { Goal } from './project'
import type { Alerted, Operation, OperatingPoint, ScoringDetail, ScoringTotals } from './results'

/** A number with its 95 % interval. */
export interface Estimate {
  value: number
  low: number
  high: number
}

/** What is saved by each alert, by each positive among the alerts and by each unit of money at stake in those. */
interface Prices {
  alerts: number
  found: number
  caught: number
}

const wrongAlarm = ({ falseAlarmCost }: Operation): number => falseAlarmCost ?? 0

/** A miss costs a fixed sum where one is given, else the row's own amount. */
function pricesOf(operation: Operation): Prices {
  const { missCost, reviewCost } = operation
  const alarm = wrongAlarm(operation)
  return {
    alerts: -alarm - (reviewCost ?? 0),
    found: (missCost ?? 0) + alarm,
    caught: missCost === null ? 1 : 0,
  }
}

/** Something is paid for an alert, and something is lost by a miss: then one threshold costs least. */
function hasCosts(operation: Operation, totals: ScoringTotals): boolean {
  const paid = wrongAlarm(operation) + (operation.reviewCost ?? 0)
  return paid > 0 && (operation.missCost !== null || totals.atStake !== null)
}

/** Money can be counted at all: a fixed cost of a miss, or an amount in each row. */
export const countsMoney = (operation: Operation, totals: ScoringTotals): boolean =>
  operation.missCost !== null || totals.atStake !== null

/** Money saved against doing nothing. */
export function savedBy({ alerts, found, caught }: Alerted, operation: Operation): number {
  const price = pricesOf(operation)
  return price.alerts * alerts + price.found * found + price.caught * (caught ?? 0)
}

/** Money saved on test at a point, with its interval: the bootstrap's covariance gives it for any costs. */
export function savedAt(point: OperatingPoint, operation: Operation, reach: number): Estimate {
  const value = savedBy(point.test, operation)
  const { alerts: a, found: f, caught: c } = pricesOf(operation)
  const [aa = 0, af = 0, ac = 0, ff = 0, fc = 0, cc = 0] = point.covariance
  const variance = a * a * aa + f * f * ff + c * c * cc + 2 * (a * f * af + a * c * ac + f * c * fc)
  const half = reach * Math.sqrt(Math.max(0, variance))
  return { value, low: value - half, high: value + half }
}

/** What doing nothing loses on these rows; null where a miss has no price. */
export function lostWithout(totals: ScoringTotals, { missCost }: Operation): number | null {
  return missCost === null ? totals.atStake : missCost * totals.positives
}

/** Alerts a day on average; null where rows have no days. */
export const alertsADay = ({ alerts }: Alerted, { days }: ScoringTotals): number | null =>
  days === null || days === 0 ? null : alerts / days

type OnValidation = Pick<OperatingPoint, 'validation'>

/** The points at which, on validation, people can look at every alert; all where there is no limit to compare with. */
function within<Point extends OnValidation>(
  points: readonly Point[],
  { capacity }: Operation,
  totals: ScoringTotals,
): readonly Point[] {
  if (capacity === null || totals.days === null) return points
  return points.filter(({ validation }) => (alertsADay(validation, totals) ?? 0) <= capacity)
}

/**
 * The point to work at, chosen on validation: with costs the one that saves most, among those within the capacity that
 * was said; without costs the one that fills the capacity, said or assumed; null without either.
 * @param points by falling threshold
 */
export function choosePoint<Point extends OnValidation>(
  points: readonly Point[],
  operation: Operation,
  validation: ScoringTotals,
  assumedCapacity: number | null = null,
): { by: 'cost' | 'capacity'; point: Point } | null {
  if (hasCosts(operation, validation)) {
    const [first, ...rest] = within(points, operation, validation)
    if (first === undefined) return null
    const point = rest.reduce(
      (best, one) => (savedBy(one.validation, operation) > savedBy(best.validation, operation) ? one : best),
      first,
    )
    return { by: 'cost', point }
  }
  const capacity = operation.capacity ?? assumedCapacity
  if (capacity === null || validation.days === null) return null
  const point = within(points, { ...operation, capacity }, validation).at(-1)
  return point === undefined ? null : { by: 'capacity', point }
}

/** The point whose threshold is nearest to one that was stored. */
export function pointAt(points: readonly OperatingPoint[], threshold: number): OperatingPoint | null {
  return points.reduce<OperatingPoint | null>(
    (best, one) =>
      best === null || Math.abs(one.threshold - threshold) < Math.abs(best.threshold - threshold)
        ? one
        : best,
    null,
  )
}

/** What the goal says of alerts and their costs. */
export const operationOf = (goal: Goal | null): Operation => ({
  capacity: goal?.acting?.capacity ?? null,
  missCost: goal?.missCost ?? null,
  falseAlarmCost: goal?.falseAlarmCost ?? null,
  reviewCost: goal?.acting?.reviewCost ?? null,
})

/** The point from which on a model's rows are alerts, and by what it was chosen. */
export interface PointInUse {
  /** `own`: at Decide, by hand. `even`: by nothing, the likelier class is said and there is no point. */
  by: 'own' | ScoringDetail['chosen']['by']
  point: OperatingPoint | null
}

/** As somebody chose at Decide for this model, else as validation chooses at the goal's costs. */
export function pointInUse(scoring: ScoringDetail, goal: Goal | null, model: string): PointInUse {
  const own = goal?.acting?.point
  if (own != null && own.model === model) return { by: 'own', point: pointAt(scoring.points, own.threshold) }
  const { points, totals, capacity } = scoring
  return choosePoint(points, operationOf(goal), totals.validation, capacity) ?? { by: 'even', point: null }
}
