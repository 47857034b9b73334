import type { SplitKind } from '#shared/results'

/** Below this many rows parts are too small to judge on: five folds take the place of validation and test. */
const FOLDS_BELOW = 2000

/** A time column with fewer moments, or with more rows without one, cannot order the rows. */
const MIN_MOMENTS = 10
const MAX_TIMELESS = 0.05

export interface SplitFacts {
  /** Rows that can be used: with a label, where there is one. */
  rows: number
  /** The mapped time column; NaN where empty. */
  time: { column: string; values: Float64Array } | null
  /** The mapped column of entities that will be new when the model is used. */
  group: { column: string; ids: Int32Array } | null
}

export interface ProposedSplit {
  kind: Exclude<SplitKind, 'walk-forward'>
  /** Message `split.reason.<code>`. */
  reason: { code: SplitReason; params: Record<string, string | number> }
}

export type SplitReason = 'few-rows' | 'time' | 'new-entities' | 'nothing-else'

/**
 * The kind of split that the data ask for, with its reason: few rows → folds, a time column → chronological, entities
 * that will be new → grouped, else stratified. (Groups and near-duplicates stay together in every kind.)
 */
export function proposeSplit({ rows, time, group }: SplitFacts): ProposedSplit {
  if (rows < FOLDS_BELOW) {
    return { kind: 'cross-validation', reason: { code: 'few-rows', params: { rows, limit: FOLDS_BELOW } } }
  }
  if (time !== null && ordersRows(time.values)) {
    return { kind: 'time', reason: { code: 'time', params: { column: time.column } } }
  }
  const groups = new Set(group?.ids).size
  // Where every row is a group of its own there is nothing to keep together.
  if (group !== null && groups < rows) {
    return { kind: 'grouped', reason: { code: 'new-entities', params: { column: group.column, groups } } }
  }
  return { kind: 'stratified', reason: { code: 'nothing-else', params: {} } }
}

/** Can these times put the rows in an order? */
export function ordersRows(times: Float64Array): boolean {
  const known = times.filter((time) => !Number.isNaN(time))
  if (known.length < (1 - MAX_TIMELESS) * times.length) return false
  const moments = new Set<number>()
  for (const time of known) {
    moments.add(time)
    if (moments.size >= MIN_MOMENTS) return true
  }
  return false
}
