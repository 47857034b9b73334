import type { Measured, MissingReason } from '#shared/results'
import type { Random } from '#shared/random'
import { calibrationError, claims, classCounts, ksOf } from '../metrics'
import { bootstrapInterval, clusteredWilson, compactUnits, smallSample, type SmallSample } from '../stats'
import { definitionOf, type DrawnMetric } from './metric-definitions'
import type { ScoredRows } from './scored-rows'

/** Below this many units a bootstrap has too few different samples to say how unsure a number is. */
export const fewestUnits = 20

/** Draws that may lack a number (a rare class not drawn) before the rest no longer stand for all. */
const missingDrawsAllowed = 0.05

/** The rows a metric is measured on, and how few they are. */
export interface Sample {
  rows: number
  /** The unit of each row, null where each stands for itself. */
  units: Int32Array | null
  unitCount: number
  /** Rows of the positive class, of two. */
  positives: number | null
  small: SmallSample
  /** As `small`, for means over rows whatever their class. */
  smallOverall: SmallSample
}

export function sampleOf(
  { truth, question }: Pick<ScoredRows, 'truth' | 'question'>,
  units: Int32Array | null,
): Sample {
  const unitCount = units === null ? truth.length : compactUnits(units).count
  const counts = classCounts(truth, question.classes.length)
  const unitsPerRow = unitCount / truth.length
  return {
    rows: truth.length,
    units,
    unitCount,
    positives: question.positive === null ? null : (counts[question.positive] ?? 0),
    small: smallSample([...counts].map((n) => n * unitsPerRow)),
    smallOverall: smallSample([unitCount]),
  }
}

/** A number that could not be had, and why. */
export function missing(sample: Pick<Sample, 'rows' | 'positives'>, reason: MissingReason): Measured {
  return withPositives({ value: null, low: null, high: null, n: sample.rows, reason }, sample)
}

function withPositives(measured: Measured, { positives }: Pick<Sample, 'positives'>): Measured {
  return positives === null ? measured : { ...measured, positives }
}

/** The rows of which a metric is a plain share, and on which of them it holds; null for other metrics. */
function proportion(metric: DrawnMetric, rows: ScoredRows): { of: Int32Array; held: Uint8Array } | null {
  const { truth, predicted, question } = rows
  const positive = question.positive
  const all = Int32Array.from(truth, (_, row) => row)
  const held = Uint8Array.from(truth, (label, row) => (label === predicted[row] ? 1 : 0))
  if (metric === 'accuracy') return { of: all, held }
  if (positive === null) return null
  if (metric === 'precision') return { of: all.filter((row) => predicted[row] === positive), held }
  if (metric === 'recall') return { of: all.filter((row) => truth[row] === positive), held }
  return null
}

/**
 * A metric with its 95 % interval: Wilson's for plain shares, from the bootstrap for the rest, none where none is valid.
 * @param value the metric on the rows as they are
 * @param draws its bootstrap values
 */
export function measuredOf(
  metric: DrawnMetric,
  rows: ScoredRows,
  sample: Sample,
  value: number,
  draws: Float64Array,
): Measured {
  if (sample.rows === 0) return missing(sample, 'too-few')
  if (!Number.isFinite(value)) return missing(sample, whyMissing(metric, rows))
  const n = sample.rows
  const bare = (reason: MissingReason): Measured =>
    withPositives({ value, low: null, high: null, n, reason }, sample)
  const plain = proportion(metric, rows)
  if (plain !== null) {
    const interval = clusteredWilson(plain.held, plain.of, sample.units)
    if (interval === null) return bare('class-absent')
    return withPositives({ value, low: interval.low, high: interval.high, n }, sample)
  }
  if (sample.unitCount < fewestUnits) return bare('too-few')
  const valid = draws.filter(Number.isFinite)
  if (valid.length < (1 - missingDrawsAllowed) * draws.length) return bare('class-absent')
  const { scale, lowest = 0 } = definitionOf(metric)
  const small = scale === 'positive' ? sample.smallOverall : sample.small
  // One pair put the other way round moves the area under the ROC curve by this at least.
  const step = 1 / (2 * sample.rows ** 2)
  const { low, high } = bootstrapInterval(scale, value, valid, small, { lowest, step })
  return withPositives({ value, low, high, n }, sample)
}

function whyMissing(metric: DrawnMetric, { acting }: ScoredRows): MissingReason {
  if (metric === 'kappa') return 'one-class'
  if (metric === 'moneySaved' && acting?.gains == null) return 'needs-money'
  if ((metric === 'recallAtCapacity' || metric === 'precisionAtCapacity') && acting?.daily == null)
    return 'needs-days'
  return 'class-absent'
}

/** Gini is 2 · AUC − 1, and so are the ends of its interval. */
export function measuredGini(area: Measured): Measured {
  const stretched = (value: number | null): number | null => (value === null ? null : 2 * value - 1)
  return { ...area, value: stretched(area.value), low: stretched(area.low), high: stretched(area.high) }
}

/** Kolmogorov-Smirnov, which has no valid interval. */
export function measuredKs({ rankings: [ranking] }: ScoredRows, sample: Sample): Measured {
  if (ranking === undefined) return missing(sample, 'class-absent')
  const measured = { value: ksOf(ranking), low: null, high: null, n: sample.rows }
  return withPositives({ ...measured, reason: 'no-valid-interval' }, sample)
}

/** The debiased calibration error, which has no valid interval. */
export function measuredCalibrationError(rows: ScoredRows, sample: Sample, random: Random): Measured {
  const { calibrated, question, truth } = rows
  const value = calibrationError(
    claims(calibrated, question.classes.length, truth, question.positive),
    random,
  )
  if (!Number.isFinite(value)) return missing(sample, 'too-few')
  return withPositives({ value, low: null, high: null, n: sample.rows, reason: 'no-valid-interval' }, sample)
}
