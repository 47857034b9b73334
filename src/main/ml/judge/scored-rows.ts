import {
  argmax,
  classCounts,
  column,
  isClass,
  logLosses,
  rank,
  type DailyRanking,
  type Ranking,
} from '../metrics'
import type { Question } from '../predictor'

/** How a score of two classes is acted on: what makes money and daily alerts of it. */
export interface Acting {
  /** Rows with at least this raw score of the positive class are alerts; null: the likelier class is said. */
  threshold: number | null
  /** Money that the action on each row saves (below 0: costs); null where money is not counted. */
  gains: Float64Array | null
  /** Rows a day that people can look at, and the rows by day; null without. */
  capacity: number | null
  daily: DailyRanking | null
}

/** One model's scores on rows whose truth is known, with what every metric starts from. */
export interface ScoredRows {
  readonly question: Question
  readonly truth: Int32Array
  /** `rows × classes` as the model gave them. */
  readonly raw: Float64Array
  readonly calibrated: Float64Array
  /**
   * The class with the highest calibrated probability: what Predict shows beside that probability, so label and number
   * never contradict each other, and the choice with the fewest mistakes to expect. Where scores are acted on from a
   * threshold on: the positive class from there.
   */
  readonly predicted: Int32Array
  /** Cell of the confusion matrix, by row. */
  readonly cells: Int32Array
  /** Minus the logarithm of the calibrated probability of the truth, by row. */
  readonly losses: Float64Array
  /** Rows by raw score: of the positive class, or one for each class that can be ranked, beyond two. */
  readonly rankings: readonly Ranking[]
  readonly acting: Acting | null
}

function saidFrom(raw: Float64Array, width: number, positive: number, threshold: number): Int32Array {
  return Int32Array.from(column(raw, width, positive), (score) =>
    score >= threshold ? positive : 1 - positive,
  )
}

export function scoredRows(
  question: Question,
  truth: Int32Array,
  raw: Float64Array,
  calibrated: Float64Array,
  acting: Acting | null = null,
): ScoredRows {
  const width = question.classes.length
  const threshold = acting?.threshold ?? null
  const predicted =
    threshold === null || question.positive === null
      ? argmax(calibrated, width)
      : saidFrom(raw, width, question.positive, threshold)
  const counts = classCounts(truth, width)
  const ranked = question.positive === null ? question.classes.map((_, k) => k) : [question.positive]
  return {
    question,
    truth,
    raw,
    calibrated,
    predicted,
    cells: truth.map((label, row) => label * width + (predicted[row] ?? 0)),
    losses: logLosses(calibrated, width, truth),
    rankings: ranked
      .filter((k) => (counts[k] ?? 0) > 0 && (counts[k] ?? 0) < truth.length)
      .map((k) => rank(column(raw, width, k), isClass(truth, k))),
    acting,
  }
}

/** Some of the rows, as a set of their own. Days and money are of all rows only. */
export function sliceOf(rows: ScoredRows, slice: Int32Array): ScoredRows {
  const width = rows.question.classes.length
  const pick = (scores: Float64Array): Float64Array => {
    const picked = new Float64Array(slice.length * width)
    slice.forEach((row, at) => {
      picked.set(scores.subarray(row * width, (row + 1) * width), at * width)
    })
    return picked
  }
  const truth = slice.map((row) => rows.truth[row] ?? 0)
  const acting = rows.acting && { ...rows.acting, gains: null, daily: null }
  return scoredRows(rows.question, truth, pick(rows.raw), pick(rows.calibrated), acting)
}
