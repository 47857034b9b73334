/** What was measured: the JSON that the terminal prints, the screens draw and the report sets in type. */
import type { CheckCode } from './manifest'
import type { Json } from './lang'
import type { Measured } from './measured'
import type { RankingDetail, RankingExplanation } from './ranking'
import type { OverfittingDetail, TradingDetail } from './trading'

export { missingReasons, type Measured, type MissingReason } from './measured'

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

/** How scores become actions, and what those cost, in the analyst's currency. Null: not said. */
export interface Operation {
  /** Alerts a day that people can look at. */
  capacity: number | null
  /** What a miss costs; null: the amount of the row. */
  missCost: number | null
  falseAlarmCost: number | null
  /** What looking at one alert costs, right or wrong. */
  reviewCost: number | null
}

/** Rows with a score from a threshold on. */
export interface Alerted {
  alerts: number
  /** The positives among them, and the money at stake in those; null without amounts. */
  found: number
  caught: number | null
}

export interface ScoringTotals {
  rows: number
  positives: number
  /** Money at stake in the positives; null without amounts. */
  atStake: number | null
  /** Days with rows; null without a time. */
  days: number | null
}

/** What happens at one threshold. */
export interface OperatingPoint {
  /** Alerts are rows whose raw score of the positive class is at least this. */
  threshold: number
  /** The calibrated probability that belongs to it. */
  probability: number
  validation: Alerted
  test: Alerted
  recall: { low: number; high: number } | null
  precision: { low: number; high: number } | null
  /** Bootstrap covariance, on test, of alerts, found and caught: aa, af, ac, ff, fc, cc. */
  covariance: number[]
}

export interface GroupAudit {
  column: string
  /** The group that others are compared with: the largest. */
  reference: string
  groups: {
    group: string
    n: number
    positives: number
    /** Shares with 95 % intervals: rows that raise no alert (approved), positives, alerts among positives and negatives. */
    approved: Measured
    positive: Measured
    truePositive: Measured
    falsePositive: Measured
    /** Less the reference group's; null for the reference itself. */
    gaps: { approved: Difference; truePositive: Difference; falsePositive: Difference } | null
  }[]
  /** Each group with a threshold of its own, set on validation so that all are approved alike. */
  closing: {
    approved: number
    /** Share of positives among the approved, before and after. */
    positiveBefore: number
    positiveAfter: number
    /** After less before, paired. */
    difference: Difference
    /** Money saved, after less before; null where money is not counted. */
    money: Difference | null
  } | null
}

/** What a binary score can be worth, beside its curves. All on test, but where validation is said. */
export interface ScoringDetail {
  totals: { validation: ScoringTotals; test: ScoringTotals }
  /** By falling threshold. */
  points: OperatingPoint[]
  /** Standard errors to either side of a 95 % interval of money. */
  reach: number
  /** As the goal said when the models were judged. */
  operation: Operation
  /** Alerts a day that the metrics count with: as said, else assumed where positives are rare; null without days. */
  capacity: number | null
  /** Chosen on validation. `even`: neither costs nor capacity were given, the likelier class is said. */
  chosen: { by: 'cost' | 'capacity' | 'even'; threshold: number | null }
  /** Rows by calibrated probability; the bins are even on `scale`. */
  histogram: {
    scale: 'linear' | 'log'
    bins: { from: number; to: number; positives: number; negatives: number }[]
  }
  /** Tenths of the rows, the highest scores first. */
  bands: { from: number; to: number; n: number; positives: number; low: number; high: number }[]
  /** Calendar months with their rate of positives, and the stability of the score against train's. */
  months: {
    month: string
    n: number
    positives: number
    low: number
    high: number
    stability: number | null
  }[]
  /** Population stability index of the score, test against train; null where the model's train scores are not known. */
  stability: number | null
  audit: GroupAudit[]
  /** Against each other model at the same number of alerts: who is alerted by this one only, and by the other only. */
  swaps: {
    other: string
    only: { n: number; positives: number }
    otherOnly: { n: number; positives: number }
  }[]
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
  /** Of two classes, where the template scores rows to act on the highest. */
  scoring?: ScoringDetail
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
  /** Of a recommender. */
  ranking?: RankingExplanation
}

/** From which score on rows are alerts, and by what that was chosen. */
export interface AlertThreshold {
  by: 'own' | 'cost' | 'capacity'
  /** On the raw score of the positive class. */
  score: number
  /** The calibrated probability that belongs to it. */
  probability: number
}

export interface Prediction {
  label: string
  /** Calibrated probability of `label`. */
  score: number
  scores: { label: string; score: number }[]
  /** Below the project's "don't know" threshold. */
  abstained: boolean
  /** Whether the row is an alert at the threshold in use; null where none was chosen. `label` says the same. */
  alert: { raised: boolean; threshold: AlertThreshold } | null
  /** Pieces of the text in order with their push towards `label`; empty where not available. */
  pieces: { text: string; push: number }[]
  /** Columns of the row with their push towards `label`, strongest first; empty where not available. */
  columns: RowPush[]
  note: string | null
}

/** The smallest change of a row that turns the answer. */
export interface Counterfactual {
  changes: { column: string; from: string; to: string }[]
  /** What the model says after it, and whether that is an alert; null where no threshold is in use. */
  label: string
  alert: boolean | null
  /** Calibrated, of the class that is looked for. */
  probability: { of: string; before: number; after: number }
}

/** What became of a file. `alerts`: rows among them at the threshold; null where none was chosen. */
export interface PredictedFile {
  rows: number
  refused: number
  alerts: { n: number; threshold: AlertThreshold } | null
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
  /** Per model id; absent for templates that do not recommend. */
  ranking?: Record<string, RankingDetail>
  /** Per model id, of templates whose forecasts are traded. */
  trading?: Record<string, TradingDetail>
  /** Of all configurations in the ledger; null where they are too few. */
  overfitting?: OverfittingDetail | null
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
