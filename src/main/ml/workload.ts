import type { Examples, Question } from './predictor'

/** What is known of a fit before it begins. */
export interface WorkloadInput<Params> {
  model: string
  params: Params
  question: Question
  /** A few hundred of the rows, spread evenly: how long texts are, how many features there are. */
  sample: Examples
  /** Rows that are trained on, that choose, and that judge. */
  rows: { train: number; validation: number; test: number }
}

/** What a fit will ask of the machine. */
export interface Workload {
  /**
   * Operations of one pass over the rows of train: an epoch of a net, all of any other model. Only how it grows with
   * the settings counts: what an operation costs is measured.
   */
  pass: number
  /** Passes at most, and passes without a gain that end training; null where a fit is one pass. */
  epochs: { most: number; patience: number } | null
  /** Bytes of its rows as it reads them, of all it learns (with the optimizer's slots and copies), of one batch. */
  bytes: { rows: number; weights: number; batch: number }
}

/** Numbers of four bytes: what a net computes with. */
const single = 4

/** Copies of the rows: as they were made, and in the session that trains. */
const rowCopies = 2
/** Copies of the weights beside those that are trained: the best epoch, the checkpoint as parts and as it is packed. */
const weightCopies = 4
/** Numbers kept of a batch for the way back, against those of the way forth. */
const backAndForth = 3

/** Bytes of a net: `width` ids or numbers a row, `weights` numbers learnt, `activations` numbers computed of a row. */
export function netBytes(net: {
  rows: number
  width: number
  weights: number
  /** Numbers that the optimizer keeps of each weight. */
  slots: number
  batch: number
  activations: number
}): Workload['bytes'] {
  return {
    rows: rowCopies * single * net.rows * net.width,
    // A weight, its gradient, its slots; the copies hold the slots too, but for the best epoch.
    weights: single * net.weights * (2 + net.slots + weightCopies * (1 + net.slots)),
    batch: backAndForth * single * net.batch * net.activations,
  }
}
