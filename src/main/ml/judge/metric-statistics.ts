import {
  accuracyOf,
  atCapacity,
  averagePrecision,
  chanceCounts,
  f1Of,
  kappaOf,
  macro,
  macroArea,
  marginsOf,
  mccOf,
  precisionOf,
  recallOf,
  rocAuc,
  type Confusion,
  type Margins,
} from '../metrics'
import type { Statistic } from '../stats'
import { isCounted, type CountedMetric, type DrawnMetric } from './metric-definitions'
import type { ScoredRows } from './scored-rows'

/** What a bootstrap computes of a model: a metric, or what guessing with the model's class frequencies would score. */
export type Quantity = DrawnMetric | `chance:${CountedMetric}`

/**
 * The chance level of a metric, where guessing can beat a baseline that always says the same: by macro-F1 a coin toss
 * between two classes scores 0.5 and the majority class 0.33. Null for metrics that give guessing no such edge.
 */
export function chanceOf(metric: DrawnMetric): Quantity | null {
  return isCounted(metric) ? `chance:${metric}` : null
}

function counted(metric: CountedMetric, confusion: Confusion, margins: Margins, rows: ScoredRows): number {
  if (margins.total === 0) return Number.NaN
  const { positive, ordinal } = rows.question
  const ofPositive = (of: typeof f1Of): number =>
    positive === null ? macro(confusion, margins, of) : of(confusion, margins, positive)
  switch (metric) {
    case 'macroF1':
      return macro(confusion, margins, f1Of)
    case 'accuracy':
      return accuracyOf(margins)
    case 'precision':
      return ofPositive(precisionOf)
    case 'recall':
      return ofPositive(recallOf)
    case 'f1':
      return ofPositive(f1Of)
    case 'kappa':
      return kappaOf(confusion, margins, ordinal)
    case 'mcc':
      return mccOf(margins)
  }
}

function meanLoss({ losses }: ScoredRows, weights: Int32Array): number {
  let sum = 0
  let total = 0
  for (let row = 0; row < losses.length; row++) {
    const weight = weights[row] ?? 0
    sum += weight * (losses[row] ?? 0)
    total += weight
  }
  return sum / total
}

function daily({ acting }: ScoredRows, weights: Int32Array): { recall: number; precision: number } {
  if (acting?.daily == null || acting.capacity === null) return { recall: Number.NaN, precision: Number.NaN }
  return atCapacity(acting.daily, acting.capacity, weights)
}

function gained({ acting }: ScoredRows, weights: Int32Array): number {
  if (acting?.gains == null) return Number.NaN
  const { gains } = acting
  let sum = 0
  for (let row = 0; row < gains.length; row++) sum += (weights[row] ?? 0) * (gains[row] ?? 0)
  return sum
}

/**
 * The quantities of one model on rows that count as often as they are drawn. One pass fills the confusion matrix, and
 * what can be counted comes from that; areas walk an order that was sorted once.
 */
export function statisticOf(rows: ScoredRows, quantities: readonly Quantity[]): Statistic {
  const classes = rows.question.classes.length
  const confusion: Confusion = { classes, counts: new Float64Array(classes * classes) }
  const guessing: Confusion = { classes, counts: new Float64Array(classes * classes) }
  const { cells } = rows
  const one = (quantity: Quantity, margins: Margins, weights: Int32Array): number => {
    if (quantity === 'recallAtCapacity') return daily(rows, weights).recall
    if (quantity === 'precisionAtCapacity') return daily(rows, weights).precision
    if (quantity === 'moneySaved') return gained(rows, weights)
    if (quantity === 'rocAuc') return macroArea(rocAuc, rows.rankings, weights)
    if (quantity === 'prAuc') return macroArea(averagePrecision, rows.rankings, weights)
    if (quantity === 'logLoss') return meanLoss(rows, weights)
    if (isCounted(quantity)) return counted(quantity, confusion, margins, rows)
    chanceCounts(margins, guessing.counts)
    return counted(quantity.slice('chance:'.length) as CountedMetric, guessing, marginsOf(guessing), rows)
  }
  return {
    size: quantities.length,
    compute(weights, out) {
      confusion.counts.fill(0)
      for (let row = 0; row < cells.length; row++) {
        const cell = cells[row] ?? 0
        confusion.counts[cell] = (confusion.counts[cell] ?? 0) + (weights[row] ?? 0)
      }
      const margins = marginsOf(confusion)
      quantities.forEach((quantity, i) => {
        out[i] = one(quantity, margins, weights)
      })
    },
  }
}
