import type { Tree } from './tree'
import type { Objective } from './types'

/** Trees and what they answer: round r's tree for output k is trees[r × outputs + k]. Raw scores are their sums. */
export interface Model {
  objective: Objective
  /** Raw scores a row: the number of classes for `multiclass`, else 1. */
  outputs: number
  /** `info` is LightGBM's summary of a column: "[low:high]", codes joined by colons, or "none". */
  columns: { name: string; info: string }[]
  trees: Tree[]
}
