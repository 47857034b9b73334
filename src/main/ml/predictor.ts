import type { CurvePoint, Push, RowPush } from '#shared/results'
import type { Examples } from './examples'
import type { Recommender } from './recommend/recommender'

export type { Cells, Examples } from './examples'

/** What a fitted model needs to know of the question. Stored with the model. */
export interface Question {
  classes: readonly string[]
  /** Index of the positive class, of two; null beyond two. */
  positive: number | null
  /** The classes have an order (stars). */
  ordinal: boolean
  /** Main language of the texts; 'other' where neither. */
  lang: 'en' | 'zh' | 'other'
}

export interface FitProgress {
  epoch: number | null
  epochs: number | null
  /** Share of this fit that is done, 0 to 1. */
  done: number
  rowsPerSecond: number | null
  learningRate: number | null
  points: CurvePoint[]
}

/** Named byte blobs of one checkpoint: written to a temporary name, synced, renamed; the last one wins. */
export interface Checkpoints {
  load(): Promise<Map<string, Uint8Array> | null>
  save(parts: ReadonlyMap<string, Uint8Array>): Promise<void>
}

/** Everything that one fit may use. The same seed and inputs give the same model on the same device. */
export interface FitContext<Params> {
  model: string
  train: Examples
  validation: Examples
  question: Question
  params: Params
  seed: number
  signal: AbortSignal
  /** Call between batches: throws when cancelled, waits while paused, and lets messages through. */
  breathe(): Promise<void>
  report(progress: FitProgress): void
  checkpoints: Checkpoints
  /** Nets divide their batch by it: memory ran out with a larger one. 1 by default. */
  batchDivisor?: number
}

/** A place for a model's files, and where they are read back from. */
export interface ModelWriter {
  json(name: string, value: unknown): Promise<void>
  bytes(name: string, value: Uint8Array): Promise<void>
}
export interface ModelReader {
  json(name: string): Promise<unknown>
  bytes(name: string): Promise<Uint8Array>
}

/** Scores of some rows of train. */
export interface LearntScores {
  /** Places among train's rows, ascending. */
  places: Int32Array
  /** `places.length × width`, row-major. */
  scores: Float64Array
}

/** A fitted model. */
export interface Predictor {
  /**
   * Scores of each row: `length × width`, row-major. For a classifier width is the number of classes and each row
   * holds probabilities (uncalibrated) that sum to 1.
   */
  scores(examples: Examples, signal?: AbortSignal): Promise<Float64Array>
  readonly width: number
  /**
   * Scores of rows that it learnt from, as they stood when it did: no row is told by its own label through what is
   * known of ids. Only of a model that was just fitted, and of a sample where train is large.
   */
  readonly learnt?: LearntScores
  /** Global weights per class, strongest first; absent where a model has none that can be read. */
  pushes?(limit: number): { towards: Push[]; against: Push[] }[]
  /** Pieces of one text in order with their push towards class `label`. They concatenate to the text. */
  explainText?(text: string, label: number): Promise<{ text: string; push: number }[]>
  /** What each column of one row adds to its score for class `label`, strongest first; absent where it cannot be told. */
  explainRow?(example: Examples, label: number): Promise<RowPush[]>
  /** Lists for anybody; absent where the model scores rows only. */
  readonly recommender?: Recommender
  /** How the built model looks, for the report: layers, features, sizes. Language-neutral. */
  describe(): Record<string, string | number>
  save(writer: ModelWriter): Promise<void>
  dispose(): void
}
