import type { Difference } from '#shared/results'
import type { Question } from '../predictor'
import { simultaneousIntervals, z95 } from '../stats'
import type { DrawnMetric } from './metric-definitions'
import { drawTogether } from './draw'
import { fewestUnits, sampleOf } from './measured'
import { scoredRows } from './scored-rows'

interface PairedInput {
  question: Question
  truth: Int32Array
  /** Scores of the same rows, `rows × classes`, as two models gave them. */
  a: Float64Array
  b: Float64Array
  metric: DrawnMetric
  /** The unit of each row, null where each stands for itself. */
  units: Int32Array | null
  seed: number
  signal?: AbortSignal
}

/**
 * What one way of preparing data is worth against another: metric of `a` less metric of `b` on the same rows, with the
 * 95 % interval of that one difference by a paired bootstrap. Labels are those of the highest raw score.
 * The value is null where either has none, the interval where there are fewer than 20 units.
 */
export async function pairedDifference(input: PairedInput): Promise<Difference> {
  const { question, truth, a, b, metric, units, seed, signal } = input
  if (!a.every(Number.isFinite) || !b.every(Number.isFinite)) {
    return { value: null, low: null, high: null }
  }
  const rows = [a, b].map((scores) => scoredRows(question, truth, scores, scores))
  const requests = rows.map((one) => ({ rows: one, quantities: [metric], slice: null }))
  const [first, second] = (await drawTogether(requests, truth.length, units, seed, signal)).map((one) =>
    one.of(metric),
  )
  const sample = sampleOf({ truth, question }, units)
  if (first === undefined || second === undefined) throw new RangeError('nothing was drawn')
  const value = first.value - second.value
  if (!Number.isFinite(value)) return { value: null, low: null, high: null }
  if (sample.unitCount < fewestUnits) return { value, low: null, high: null }
  const draws = first.draws.map((own, i) => own - (second.draws[i] ?? Number.NaN))
  const { errors, critical } = simultaneousIntervals([{ value, draws }])
  const reach = (critical * sample.small.reach) / z95
  const half = reach * (errors[0] ?? 0)
  return { value, low: value - half, high: value + half }
}
