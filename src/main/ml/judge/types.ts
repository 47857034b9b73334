import type { RankingDetail } from '#shared/ranking'
import type { MetricFormat, ModelSpec } from '#shared/manifest'
import type { ClassificationDetail, Difference, Measured, Operation, Verdict } from '#shared/results'
import type { Calibration } from '../calibration'
import type { Question } from '../predictor'
import type { Market } from '../trading'
import type { OverfittingDetail, TradingDetail } from '#shared/trading'

/** Stored scores of one model: `rows × width`, row-major, uncalibrated. */
export interface ScoredModel {
  id: string
  kind: ModelSpec['kind']
  /** Scores on rows that chose settings: the validation part, or the inner validation rows of all folds. */
  validation: Float64Array
  /** Scores on rows that nothing was learnt or chosen from: the test part, or out of fold. */
  test: Float64Array
  /** Scores on rows that the model learnt from, for the stability of the score alone; null where it gave none. */
  train?: Float64Array | null
}

/** What some rows are beside their scores, in the order of the rows. */
export interface RowContext {
  /** Money at stake in each row, NaN where unknown; null without amounts. */
  amounts: Float64Array | null
  /** Days since 1970; null without a time. */
  days: Int32Array | null
}

/** Groups of people for the audit: no model saw them. Group numbers by row, -1 where unknown. */
export interface ProtectedGroups {
  column: string
  names: readonly string[]
  validation: Int32Array
  test: Int32Array
}

/** What a judge of scores to act on needs beside truth; filled from a template's roles by their `part`. */
export interface ScoringContext {
  operation: Operation
  validation: RowContext
  test: RowContext
  groups: readonly ProtectedGroups[]
}

/** Scored rows of a market: row numbers of the table that the market was made from. */
export interface TradedRows {
  market: Market
  rows: Int32Array
}

/** What a judge of traded forecasts needs beside scores; filled from a template's roles by their `part` (adr/0015). */
export interface TradingContext {
  market: Market
  validation: Int32Array
  test: Int32Array
  /** Scores on the test rows of every configuration that the ledger counts, those that are judged among them. */
  trials: readonly Float64Array[]
}

/** How the judgement acted on a model's scores: the same for the vault. */
export interface ActingSetup {
  operation: Operation
  /** Alerts a day, said or assumed. */
  capacity: number | null
  /** On the raw score of the positive class; null: the likelier class is said. */
  threshold: number | null
}

export interface JudgeInput {
  question: Question
  headline: string
  /** What is measured of every model beside the headline; every metric by default. */
  metrics?: readonly string[]
  /** In ladder order, simplest first; baselines among them. */
  models: readonly ScoredModel[]
  validationTruth: Int32Array
  testTruth: Int32Array
  /** The unit of the bootstrap for each test row (entity, near-duplicate cluster, day); null: the row. */
  testUnits: Int32Array | null
  /** Named groups of test rows for the weakest-slices table. */
  slices: readonly { id: string; params: Record<string, string | number>; rows: Int32Array }[]
  /** Amounts, days and costs; absent where a template has none of them (adr/0012). */
  context?: ScoringContext
  /** Prices, rules and earlier tries; absent where nothing is traded. */
  trading?: TradingContext
  seed: number
  /** Value of the headline from which on the model is worth building; null where not set. */
  bar: number | null
  signal?: AbortSignal
}

export interface JudgedModel {
  id: string
  metrics: Record<string, Measured>
  /** The headline on the rows that choose, calibrated by cross-fitting; null where it has no value. */
  validation: number | null
  difference: Difference | null
  verdict: Verdict | null
  /** Null where rows have no classes. */
  detail: ClassificationDetail | null
  ranking?: RankingDetail
  trading?: TradingDetail
  /** What turns raw scores into calibrated ones; JSON, stored with the model. */
  calibration: Calibration
}

export interface JudgeOutput {
  models: JudgedModel[]
  bestBaseline: string
  best: string | null
  tied: string[]
  recommended: string | null
  detectable: number
  rowsToSeparate: number | null
  bar: { metric: string; value: number; met: 'yes' | 'no' | 'not-proven' } | null
  overfitting?: OverfittingDetail | null
  /** What a reader must know of these numbers; the words are `report.warnings.<code>`. */
  warnings: { code: string; params: Record<string, string | number> }[]
}

/** How a family of templates is judged. `Metric` are the metrics it produces for every model. */
export interface Judge<Metric extends string> {
  readonly metrics: Record<
    Metric,
    {
      format: MetricFormat
      higherIsBetter: boolean
      interval: 'bootstrap' | 'wilson' | 'none'
    }
  >
  judge(input: JudgeInput): Promise<JudgeOutput>
  /** The metrics of one model on rows opened from the vault, with intervals. */
  measure(input: {
    question: Question
    scores: Float64Array
    calibration: Calibration
    truth: Int32Array
    units: Int32Array | null
    /** What the judgement chose and assumed: `threshold` of its detail, null where the likelier class is said. */
    acting?: ActingSetup & { context: RowContext }
    traded?: TradedRows
    seed: number
  }): Promise<Record<Metric, Measured>>
  /**
   * What turns raw scores into calibrated ones: exactly what `judge` finds from the same validation scores and seed.
   * A model is stored with it as soon as it is trained, before the ladder is judged.
   */
  calibrate(
    question: Question,
    validation: Float64Array,
    truth: Int32Array,
    seed: number,
    traded?: TradedRows,
  ): Calibration | Promise<Calibration>
  /** Calibrated scores (`rows × classes`, row-major) of raw ones. */
  calibrated(calibration: Calibration, scores: Float64Array, width: number): Float64Array
  /**
   * Smallest difference of the headline that `n` rows could show with 80 % power, before any training.
   * @param input.units different entities among them, where the bootstrap draws those
   * @param input.models models that will be compared at once; one by default
   */
  detectable(input: {
    n: number
    classes: number
    smallestClass: number
    units?: number
    models?: number
  }): number
  /** A metric of raw scores, for curves and choices on validation. NaN where it has no value. */
  headline(
    metric: Metric,
    question: Question,
    scores: Float64Array,
    truth: Int32Array,
    traded?: TradedRows,
  ): number
}
