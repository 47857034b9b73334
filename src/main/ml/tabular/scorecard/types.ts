import type { ColumnBins } from './column-bins'
import type { Counts } from './optimal-bins'

interface ScoredBin extends Counts {
  woe: number
  points: number
}

export interface ScoredColumn extends Omit<ColumnBins, 'bins' | 'unknown'> {
  bins: ScoredBin[]
  unknown: ScoredBin
  /** Levels of a category by code; "other" has none. */
  levels: string[] | null
  /** Weight of the column's evidence in the regression. */
  weight: number
  /** Mean points of train: what a reason is measured against. */
  mean: number
}

/** Everything that a score is added up from. A higher score is a lower risk. */
export interface Scorecard {
  /** Points that every row starts with. */
  base: number
  /** Points of one unit of log-odds, and the points at even odds: odds = e^((points − offset) / factor). */
  factor: number
  offset: number
  pdo: number
  baseScore: number
  baseOdds: number
  columns: ScoredColumn[]
}

/** One application with its score, to check a copy of the card by. */
export interface TestVector {
  /** In the order of the card's columns; null where unknown. */
  cells: (string | number | null)[]
  points: number
  probability: number
}
