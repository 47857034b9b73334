/** One column: numbers (NaN is missing), or codes of categories from 0 (negative is missing). */
export type Column =
  | { kind: 'number'; values: Float64Array | Float32Array; name?: string }
  | { kind: 'category'; codes: Int32Array; count: number; name?: string }

export interface BoostingData {
  columns: readonly Column[]
  rows: number
}

/** Rows with their answers. */
export interface LabelledData extends BoostingData {
  /** 0 or 1 for `binary`, class index for `multiclass`, any finite number for `regression`. */
  labels: Float64Array | Float32Array | Int32Array | Uint8Array
  /** How much each row counts: finite, not negative. 1 each where absent. */
  weights?: Float64Array | Float32Array
}

export type Objective = 'binary' | 'regression' | 'multiclass'

/** Named as the field names them; LightGBM's parameter of the same meaning in brackets where it differs. */
export interface BoostingSettings {
  objective: Objective
  /** Number of classes; only `multiclass` reads it. */
  classes: number
  /** Boosting rounds; `multiclass` grows one tree a class and round. */
  trees: number
  learningRate: number
  /** Most leaves of one tree, at least 1. */
  leaves: number
  /** Most splits from root to leaf; 0 for no limit. */
  maxDepth: number
  /** Fewest rows in a leaf, estimated from the hessian while a split is sought, as LightGBM does. */
  minDataInLeaf: number
  minHessianInLeaf: number
  minGain: number
  l1: number
  l2: number
  /** Share of the rows that grows each tree [bagging_fraction], drawn anew every `rowSamplingEvery` rounds. */
  rowSampling: number
  rowSamplingEvery: number
  /** Share of the columns that each tree may split on [feature_fraction]. */
  columnSampling: number
  maxBins: number
  minDataInBin: number
  /** Rows from which bins are found [bin_construct_sample_cnt]. */
  binSample: number
  catSmooth: number
  catL2: number
  maxCatThreshold: number
  maxCatToOneHot: number
  minDataPerGroup: number
  /** One a column: 1 never falls as the column rises, -1 never rises, 0 is free. Empty: all free. */
  monotone: readonly (-1 | 0 | 1)[]
  /** Rounds without a better validation loss after which training stops; 0 never stops early. */
  patience: number
  /** What `patience` watches: the objective's own loss, or for `binary` the area under the ROC curve. */
  watch: 'loss' | 'auc'
  /** Rounds between two checkpoints. */
  checkpointEvery: number
}

export interface BoostingProgress {
  /** Rounds done, of `rounds`. */
  round: number
  rounds: number
  /** What `watch` names, on the validation rows; null without them. */
  validation: number | null
  rowsPerSecond: number
}

/** What a fit may use of its surroundings. Without any of it, it runs to the end on one thread. */
export interface BoostingContext {
  /** The same seed, data and settings give the same bits, whatever the number of threads. */
  seed?: number
  /** Threads that compute, this one among them. */
  threads?: number
  /** Rows that early stopping watches. */
  validation?: LabelledData
  /** Called before each tree: throws when cancelled, waits while paused. */
  breathe?(): Promise<void>
  report?(progress: BoostingProgress): void
  /** Where rounds that are done outlive the process. */
  checkpoints?: {
    load(): Promise<ReadonlyMap<string, Uint8Array> | null>
    save(parts: ReadonlyMap<string, Uint8Array>): Promise<void>
  }
}
