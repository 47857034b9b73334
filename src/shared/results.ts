/** What was measured: the JSON that the terminal prints, the screens draw and the report sets in type. */
import type { CheckCode } from './manifest'
import type { Json } from './lang'

/** Why a number or its interval is missing; its words are `metrics.reasons.<code>`. */
export type MissingReason = 'not-finite' | 'class-absent' | 'one-class' | 'too-few' | 'no-valid-interval'

/** A number that is never bare. `low` and `high` bound its 95 % interval; null where none is valid. */
export interface Measured {
  value: number | null
  low: number | null
  high: number | null
  /** Rows (or entities, or days) behind it. */
  n: number
  positives?: number
  /** Only where the value or its interval is null. */
  reason?: MissingReason
}

export interface Difference {
  value: number | null
  low: number | null
  high: number | null
}

export type Verdict = 'better' | 'not-proven' | 'worse'

export type Severity = 'info' | 'warn' | 'block'

export interface Price {
  metric: string
  with: number
  without: number
  /** Interval of `without - with`, 95 %, paired bootstrap; null where it was not estimated. */
  low: number | null
  high: number | null
}

export type SplitKind = 'stratified' | 'grouped' | 'time' | 'walk-forward' | 'cross-validation'

/** Numbers of rows. Under cross-validation, train holds every open row and validation and test are 0. */
export interface SplitCounts {
  kind: SplitKind
  train: number
  validation: number
  test: number
  vault: number
}

export interface ModelResult {
  id: string
  name: string
  kind: 'baseline' | 'model'
  seconds: number
  msPerRow: { p50: number; p95: number }
  bytes: number
  metrics: Record<string, Measured>
  /** To the best baseline, simultaneous 95 % over all models; null for baselines. */
  difference: Difference | null
  verdict: Verdict | null
}

export interface CheckResult {
  code: CheckCode
  severity: Severity
  column?: string
  message: string
  price?: Pick<Price, 'metric' | 'with' | 'without'>
}

/** The last line of standard output of `plumbline run --json`, as product.md gives it. */
export interface RunResult {
  template: string
  project: string
  rows: { read: number; used: number; refused: number }
  checks: CheckResult[]
  split: SplitCounts
  device: { rung: string; name: string }
  headline: string
  models: ModelResult[]
  best: string | null
  vault: { opened: boolean; metrics?: Record<string, Measured> }
  warnings: string[]
}

/** One point of a training curve. Absent numbers were not measured at that moment. */
export interface CurvePoint {
  /** Fractional epochs since the start of the run. */
  epoch: number
  loss?: number
  metric?: number
  validationLoss?: number
  validationMetric?: number
  learningRate?: number
}

/** The finding about a finished curve, by the rule in ml/curve-finding. */
export interface CurveFinding {
  kind: 'memorising' | 'still-improving' | 'converged' | 'diverged' | 'no-learning'
  /** Epoch (1-based) the sentence speaks of. */
  epoch: number
  bestEpoch: number
}

export interface ClassReport {
  label: string
  precision: number
  recall: number
  f1: number
  support: number
}

export interface ClassificationReport {
  classes: ClassReport[]
  macro: Omit<ClassReport, 'label'>
  weighted: Omit<ClassReport, 'label'>
  micro: Omit<ClassReport, 'label'>
  accuracy: number
  /** Null where truth and prediction are one class throughout. */
  kappa: number | null
  mcc: number
  logLoss: number | null
}

export interface ReliabilityBin {
  meanScore: number
  share: number
  low: number
  high: number
  n: number
}

/** What a classifier's card on Compare, Explain and Decide needs, beside its metrics. */
export interface ClassificationDetail {
  classes: string[]
  /** Index of the positive class; null beyond two classes. */
  positive: number | null
  /** confusion[truth][predicted] in rows. */
  confusion: number[][]
  report: ClassificationReport
  reliability: ReliabilityBin[]
  /** Of the positive class, or one-vs-rest macro points beyond two classes; at most 200 points. */
  roc: { fpr: number; tpr: number }[]
  pr: { recall: number; precision: number }[]
  /** Answering only the surest share of rows: share answered against accuracy (with its interval) on them. */
  coverage: { threshold: number; coverage: number; accuracy: number; low: number; high: number }[]
  slices: { id: string; params: Record<string, string | number>; metric: Measured }[]
  calibration: 'platt' | 'isotonic' | 'none'
}

/** One feature (word, n-gram, column) and how hard it pushes towards a class. */
export interface Push {
  feature: string
  weight: number
}

/** What one column of a row did to its score: its value as read, and the push in log-odds (or points of a scorecard). */
export interface RowPush extends Push {
  value: string
  points?: number
}

export interface Perturbation {
  id: string
  /** Share of answers that changed, of `n` texts perturbed. */
  flipped: Measured
  examples: { before: string; after: string; from: string; to: string }[]
}

export interface ModelExplanation {
  model: string
  /** Per class, strongest first; empty where the model has no such weights. */
  pushes: { label: string; towards: Push[]; against: Push[] }[]
  perturbations: Perturbation[]
}

export interface Prediction {
  label: string
  /** Calibrated probability of `label`. */
  score: number
  scores: { label: string; score: number }[]
  /** Below the project's "don't know" threshold. */
  abstained: boolean
  /** Pieces of the text in order with their push towards `label`; empty where not available. */
  pieces: { text: string; push: number }[]
  /** Columns of the row with their push towards `label`, strongest first; empty where not available. */
  columns: RowPush[]
  note: string | null
}

/** Everything judged on the test part (or out of fold). One per finished ladder. */
export interface Judgement {
  createdAt: string
  dataVersion: string
  split: SplitCounts
  seed: number
  device: { rung: string; name: string }
  headline: string
  /** Id of the baseline that the plumb line stands at, chosen on validation. */
  bestBaseline: string
  /** Id of the proposed model, chosen on validation; null when nothing could be trained. */
  best: string | null
  /** Models that cannot be told from the proposed one: paired simultaneous interval includes 0. */
  tied: string[]
  /** Simplest of best and tied. */
  recommended: string | null
  models: ModelResult[]
  /** Per model id; absent for templates that are not classification. */
  details: Record<string, ClassificationDetail>
  /** Smallest difference to the best baseline detectable with 80 % power, in units of the headline. */
  detectable: number
  /** Rows of test needed to separate best from the runner-up, where finite. */
  rowsToSeparate: number | null
  bar: { metric: string; value: number; met: 'yes' | 'no' | 'not-proven' } | null
  warnings: { code: string; params: Record<string, string | number> }[]
}

export interface LedgerEntry {
  id: number
  at: string
  kind: 'trained' | 'vault-opened' | 'vault-spent' | 'split' | 'remedy' | 'remedy-undone' | 'import'
  model: string | null
  config: Json
  headline: number | null
  note: string
  /** Watt-hours; null where it could not be measured. */
  energyWh: number | null
}
