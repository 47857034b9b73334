/** What training cost on this machine, kept by the engine so that the next training can be told beforehand. */

/** One fit that came to its end. */
export interface MeasuredFit {
  /** Names of template and model; `judge` stands for comparing all models. */
  template: string
  model: string
  /** What computed it. */
  rung: string
  /** Rows trained on (for `judge`: rows judged, times models). */
  rows: number
  /** Operations of one pass, as the template counts them. */
  pass: number
  /** Seconds before the first pass, of one pass, after the last one. */
  before: number
  each: number
  after: number
  /** Passes it took, of how many, with which patience; null where there are none to count. */
  epochs: { needed: number; most: number; patience: number } | null
}

/** The most memory that a ladder's process held. */
export interface MeasuredMemory {
  template: string
  rung: string
  /** Bytes that were counted beforehand, and bytes resident at the peak. */
  counted: number
  peak: number
}

export interface CostBook {
  fits: MeasuredFit[]
  memory: MeasuredMemory[]
}

/** What a training will take, said before it begins. */
export interface Estimate {
  /** With the epochs that earlier trainings needed; and with all of them, when nothing stops early. */
  seconds: number
  most: number
  /** Resident memory of the training process at its peak, and what this machine has. */
  bytes: number
  machineBytes: number
  /** `measured`: each model was measured on this machine; `partly`: some were; `guess`: none was. */
  basis: 'measured' | 'partly' | 'guess'
  models: { id: string; seconds: number; most: number; bytes: number; basis: Estimate['basis'] }[]
}
