import { choosePoint, countsMoney } from '#shared/operation'
import type { Alerted, Operation, ScoringDetail, ScoringTotals } from '#shared/results'
import { column, isClass, rankDaily } from '../metrics'
import type { Question } from '../predictor'
import type { Acting } from './scored-rows'
import type { ActingSetup, RowContext, ScoringContext } from './types'

/** Thresholds that are looked at: half of them evenly over the rows, half ever denser towards the highest scores. */
const gridPoints = 120

/** Below this share of positives people look at a few rows a day; above it each row is decided. */
const rareShare = 0.1
/** Rows a day that people look at where nobody said how many: this share of a day's rows, one at least. */
const assumedCapacity = 0.01

/** Above every score: no row is an alert. */
const nothing = Number.MAX_VALUE

const blank: RowContext = { amounts: null, days: null }
const unsaid: Operation = { capacity: null, missCost: null, falseAlarmCost: null, reviewCost: null }

/** The context of a template that has none. */
export const noContext: ScoringContext = { operation: unsaid, validation: blank, test: blank, groups: [] }

/** How one model's scores are acted on: everything here was chosen on validation. */
export interface Settled {
  /** Falling, the first above every score. */
  grid: { threshold: number; probability: number; validation: Alerted }[]
  operation: Operation
  /** Alerts a day to count with: said or assumed. */
  capacity: number | null
  chosen: ScoringDetail['chosen']
  totals: ScoringTotals
}

/** Money at stake in a row: of what is not known or was paid back, nothing. */
const stakeOf = (amounts: Float64Array, row: number): number => {
  const amount = amounts[row] ?? Number.NaN
  return amount > 0 ? amount : 0
}

export function totalsOf(positive: Uint8Array, { amounts, days }: RowContext): ScoringTotals {
  return {
    rows: positive.length,
    positives: positive.reduce((sum, one) => sum + one, 0),
    atStake: amounts && positive.reduce((sum, one, row) => sum + (one === 1 ? stakeOf(amounts, row) : 0), 0),
    days: days && new Set(days).size,
  }
}

/** Rows by falling score. */
export function byScore(scores: Float64Array): Int32Array {
  return Int32Array.from(scores, (_, row) => row).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
}

/** How many rows of a falling order lie at or above each of falling thresholds. */
export function depths(scores: Float64Array, order: Int32Array, thresholds: readonly number[]): number[] {
  let at = 0
  return thresholds.map((threshold) => {
    while (at < order.length && (scores[order[at] ?? 0] ?? 0) >= threshold) at += 1
    return at
  })
}

/** Alerts at falling thresholds. */
export function alertedAt(
  scores: Float64Array,
  positive: Uint8Array,
  { amounts }: RowContext,
  thresholds: readonly number[],
): Alerted[] {
  const order = byScore(scores)
  let found = 0
  let caught = 0
  let from = 0
  return depths(scores, order, thresholds).map((alerts) => {
    for (; from < alerts; from++) {
      const row = order[from] ?? 0
      if (positive[row] !== 1) continue
      found += 1
      if (amounts !== null) caught += stakeOf(amounts, row)
    }
    return { alerts, found, caught: amounts === null ? null : caught }
  })
}

/** Falling scores at ranks that are even over the rows and, as many again, even on the logarithm of the rank. */
function thresholdsOf(scores: Float64Array): number[] {
  const sorted = byScore(scores)
  const half = gridPoints / 2
  const last = sorted.length - 1
  const ranks = Array.from({ length: half }, (_, i) => [
    Math.round((i * last) / (half - 1)),
    Math.round((last + 1) ** (i / (half - 1))) - 1,
  ]).flat()
  const values = ranks.map((rank) => scores[sorted[Math.min(last, rank)] ?? 0] ?? 0)
  return [nothing, ...[...new Set(values)].sort((a, b) => b - a)]
}

/** Rows a day that people can look at: as said, else a share of a day where positives are rare. */
function capacityOf({ capacity }: Operation, { days, positives, rows }: ScoringTotals): number | null {
  if (capacity !== null || days === null || days === 0) return capacity
  return positives < rareShare * rows ? Math.max(1, Math.round((assumedCapacity * rows) / days)) : null
}

/**
 * Chooses on validation from which score on rows are alerts: where it costs least, else where it fills the capacity,
 * else nowhere (the likelier class is said).
 * @param raw,calibrated `rows × 2`
 */
export function settle(
  question: Question,
  positive: number,
  { raw, calibrated, truth }: { raw: Float64Array; calibrated: Float64Array; truth: Int32Array },
  { operation, validation }: ScoringContext,
): Settled {
  const width = question.classes.length
  const scores = column(raw, width, positive)
  const probabilities = column(calibrated, width, positive)
  const held = isClass(truth, positive)
  const totals = totalsOf(held, validation)
  const thresholds = thresholdsOf(scores)
  const order = byScore(scores)
  const reached = depths(scores, order, thresholds)
  const grid = alertedAt(scores, held, validation, thresholds).map((alerted, i) => ({
    threshold: thresholds[i] ?? nothing,
    probability: i === 0 ? 1 : (probabilities[order[(reached[i] ?? 1) - 1] ?? 0] ?? 0),
    validation: alerted,
  }))
  const capacity = capacityOf(operation, totals)
  const chosen = choosePoint(grid, operation, totals, capacity)
  return {
    grid,
    operation,
    capacity,
    chosen: { by: chosen?.by ?? 'even', threshold: chosen?.point.threshold ?? null },
    totals,
  }
}

/** What acting on rows means for their metrics, from a threshold that was chosen elsewhere. */
export function actingOn(
  question: Question,
  positive: number,
  rows: { raw: Float64Array; calibrated: Float64Array; truth: Int32Array },
  context: RowContext,
  { operation, capacity, threshold }: ActingSetup,
): Acting {
  const width = question.classes.length
  const scores = column(rows.raw, width, positive)
  const held = isClass(rows.truth, positive)
  const even = column(rows.calibrated, width, positive)
  const { missCost, falseAlarmCost, reviewCost } = operation
  const { amounts, days } = context
  const money = countsMoney(operation, totalsOf(held, context))
  const gainOf = (row: number): number => {
    const alert = threshold === null ? (even[row] ?? 0) > 0.5 : (scores[row] ?? 0) >= threshold
    if (!alert) return 0
    const review = reviewCost ?? 0
    if (held[row] !== 1) return -(falseAlarmCost ?? 0) - review
    return (missCost ?? (amounts === null ? 0 : stakeOf(amounts, row))) - review
  }
  return {
    threshold,
    gains: money ? Float64Array.from(scores, (_, row) => gainOf(row)) : null,
    capacity,
    daily: days === null || capacity === null ? null : rankDaily(scores, days, held),
  }
}
