import { AppError } from '#shared/errors'
import { rank, rocAuc } from '../metrics'
import type { BoostingSettings, LabelledData, Objective } from './types'

/** Every row's weight. */
export const weightsOf = ({ weights, rows }: LabelledData): Float64Array =>
  weights ? Float64Array.from(weights) : new Float64Array(rows).fill(1)

/**
 * Refuses what no model can be fitted on.
 * @throws AppError boosting-empty, boosting-length, boosting-label, boosting-weight
 */
export function requireLabelled(data: LabelledData, { objective, classes }: BoostingSettings): void {
  const { rows, columns, labels, weights } = data
  if (rows < 1 || columns.length === 0) throw new AppError('boosting-empty')
  const lengths = [...columns.map(lengthOf), labels.length, weights?.length ?? rows]
  const short = lengths.find((length) => length < rows)
  if (short !== undefined) throw new AppError('boosting-length', { rows, length: short })
  const most = objective === 'binary' ? 1 : classes - 1
  for (let row = 0; row < rows; row++) {
    const label = labels[row] ?? NaN
    const fits =
      objective === 'regression'
        ? Number.isFinite(label)
        : Number.isInteger(label) && label >= 0 && label <= most
    if (!fits) throw new AppError('boosting-label', { row: row + 1, label: String(label) })
    const weight = weights?.[row] ?? 1
    if (!(weight >= 0 && weight < Infinity)) {
      throw new AppError('boosting-weight', { row: row + 1, weight: String(weight) })
    }
  }
}

const lengthOf = (column: LabelledData['columns'][number]): number =>
  column.kind === 'number' ? column.values.length : column.codes.length

const tiny = 1e-15

/** Raw scores from which boosting starts: the best constants. One a class. */
export function startOf(
  labels: Float64Array,
  weights: Float64Array,
  settings: BoostingSettings,
): Float64Array {
  const { objective } = settings
  const classes = outputsOf(settings)
  const sums = new Float64Array(classes)
  let total = 0
  labels.forEach((label, row) => {
    const weight = weights[row] ?? 0
    const at = objective === 'multiclass' ? label : 0
    sums[at] = (sums[at] ?? 0) + weight * (objective === 'multiclass' ? 1 : label)
    total += weight
  })
  if (total === 0) throw new AppError('boosting-weight', { row: 1, weight: '0' })
  return sums.map((sum) => {
    const mean = sum / total
    if (objective === 'regression') return mean
    const share = Math.min(1 - tiny, Math.max(tiny, mean))
    return objective === 'binary' ? Math.log(share / (1 - share)) : Math.log(share)
  })
}

export const outputsOf = ({ objective, classes }: Pick<BoostingSettings, 'objective' | 'classes'>): number =>
  objective === 'multiclass' ? classes : 1

/** ln(1 + eˣ) without overflow. */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

/** Weighted mean loss of raw scores, output by output: log loss in nats, or squared error. */
export function meanLoss(
  scores: Float64Array,
  labels: ArrayLike<number>,
  weights: Float64Array,
  objective: Objective,
) {
  const rows = weights.length
  const outputs = scores.length / rows
  let sum = 0
  let total = 0
  for (let row = 0; row < rows; row++) {
    const label = labels[row] ?? 0
    const score = scores[row] ?? 0
    let loss: number
    if (objective === 'regression') loss = (score - label) ** 2
    else if (objective === 'binary') loss = label === 1 ? softplus(-score) : softplus(score)
    else {
      let top = -Infinity
      for (let k = 0; k < outputs; k++) top = Math.max(top, scores[k * rows + row] ?? 0)
      let exps = 0
      for (let k = 0; k < outputs; k++) exps += Math.exp((scores[k * rows + row] ?? 0) - top)
      loss = Math.log(exps) + top - (scores[label * rows + row] ?? 0)
    }
    sum += (weights[row] ?? 0) * loss
    total += weights[row] ?? 0
  }
  return sum / total
}

/** What early stopping watches; lower is better. */
export function watched(
  scores: Float64Array,
  data: LabelledData,
  weights: Float64Array,
  { objective, watch }: BoostingSettings,
): number {
  if (watch === 'auc' && objective === 'binary') {
    return -rocAuc(rank(scores, Uint8Array.from(data.labels.subarray(0, data.rows))))
  }
  return meanLoss(scores, data.labels, weights, objective)
}

/** Raw scores to answers, in place and row by row: probabilities, or the number itself. */
export function answers(raw: Float64Array, outputs: number, objective: Objective): Float64Array {
  if (objective === 'regression') return raw
  if (objective === 'binary') return raw.map((score) => 1 / (1 + Math.exp(-score)))
  const result = new Float64Array(raw.length)
  for (let at = 0; at < raw.length; at += outputs) {
    const own = raw.subarray(at, at + outputs)
    const top = own.reduce((a, b) => Math.max(a, b), -Infinity)
    const exps = own.map((score) => Math.exp(score - top))
    const sum = exps.reduce((a, b) => a + b, 0)
    exps.forEach((exp, k) => (result[at + k] = exp / sum))
  }
  return result
}
