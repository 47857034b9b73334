import type { MetricFormat } from '#shared/manifest'
import type { Scale } from '../stats'

interface Definition {
  format: MetricFormat
  higherIsBetter: boolean
  interval: 'bootstrap' | 'wilson' | 'none'
  scale: Scale
  /** Least value, where a share's is not 0. */
  lowest?: number
}

const share = { format: 'share', higherIsBetter: true, interval: 'bootstrap', scale: 'counted' } as const

/**
 * Precision, recall and F1 are the positive class's of two, and the macro mean beyond. Counts come from the class that
 * is said (the highest calibrated probability, or a threshold chosen on validation), log loss and ECE from calibrated
 * probabilities, areas from the scores as they were. The areas are macro one-vs-rest beyond two classes.
 */
export const definitions = {
  macroF1: share,
  accuracy: { ...share, interval: 'wilson' },
  precision: share,
  recall: share,
  f1: share,
  kappa: { ...share, format: 'number', lowest: -1 },
  mcc: { ...share, format: 'number', lowest: -1 },
  logLoss: { format: 'number', higherIsBetter: false, interval: 'bootstrap', scale: 'positive' },
  rocAuc: { ...share, scale: 'ranked' },
  prAuc: { ...share, scale: 'ranked' },
  // 2 · AUC − 1 (Somers' D of a binary outcome): its interval is the AUC's, stretched.
  gini: { ...share, format: 'number', scale: 'ranked', lowest: -1 },
  // The largest of many distances: in every draw it is found anew where luck made it large, so that draws lie above it.
  ks: { ...share, interval: 'none' },
  recallAtCapacity: share,
  precisionAtCapacity: share,
  moneySaved: { format: 'money', higherIsBetter: true, interval: 'bootstrap', scale: 'linear' },
  // A percentile bootstrap of an error that cannot be negative lies above it: no interval (honesty.md, Metrics).
  ece: { format: 'share', higherIsBetter: false, interval: 'none', scale: 'counted' },
} as const satisfies Record<string, Definition>

export type JudgedMetric = keyof typeof definitions

export const definitionOf = (metric: JudgedMetric): Definition => definitions[metric]

const classificationIds = [
  'macroF1',
  'accuracy',
  'precision',
  'recall',
  'f1',
  'kappa',
  'mcc',
  'logLoss',
  'rocAuc',
  'prAuc',
  'ece',
] as const satisfies readonly JudgedMetric[]
export type ClassificationMetric = (typeof classificationIds)[number]

const scoringIds = [
  'prAuc',
  'rocAuc',
  'gini',
  'ks',
  'accuracy',
  'precision',
  'recall',
  'f1',
  'recallAtCapacity',
  'precisionAtCapacity',
  'moneySaved',
  'logLoss',
  'ece',
] as const satisfies readonly JudgedMetric[]
export type ScoringMetric = (typeof scoringIds)[number]

export const familyMetrics = { classification: classificationIds, scoring: scoringIds } as const

/** Metrics that a bootstrap does not compute: they have no interval, or another metric's. */
type Derived = 'ece' | 'ks' | 'gini'
export type DrawnMetric = Exclude<JudgedMetric, Derived>

export function isDrawn(metric: string): metric is DrawnMetric {
  return Object.hasOwn(definitions, metric) && !['ece', 'ks', 'gini'].includes(metric)
}

/** Metrics that come from the confusion matrix. */
export type CountedMetric = 'macroF1' | 'accuracy' | 'precision' | 'recall' | 'f1' | 'kappa' | 'mcc'
const countedIds: readonly string[] = ['macroF1', 'accuracy', 'precision', 'recall', 'f1', 'kappa', 'mcc']
export const isCounted = (metric: string): metric is CountedMetric => countedIds.includes(metric)
