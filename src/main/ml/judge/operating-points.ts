import { random } from '#shared/random'
import type { OperatingPoint } from '#shared/results'
import { column, isClass } from '../metrics'
import { bootstrap, bootstrapInterval, resampleUnits, type SmallSample, type Statistic } from '../stats'
import { alertedAt, byScore, depths, type Settled } from './acting'
import type { ScoredRows } from './scored-rows'
import type { RowContext } from './types'

/** Covariances need fewer draws than the ends of an interval: their error is 6 % of a standard error. */
const covarianceDraws = 500

/** As precise as anybody could read it: the judgement holds thousands of these. */
const brief = (value: number): number => Number(value.toPrecision(5))

/** Rows, positives and money of each drawn sample above each threshold, and the positives of the whole sample. */
function sampled(
  order: Int32Array,
  ends: readonly number[],
  positive: Uint8Array,
  amounts: Float64Array | null,
): Statistic {
  const points = ends.length
  return {
    size: 3 * points + 1,
    compute(weights, out) {
      let alerts = 0
      let found = 0
      let caught = 0
      let at = 0
      for (let point = 0; point <= points; point++) {
        const end = point === points ? order.length : (ends[point] ?? 0)
        for (; at < end; at++) {
          const row = order[at] ?? 0
          const weight = weights[row] ?? 0
          const hit = weight * (positive[row] ?? 0)
          alerts += weight
          found += hit
          if (hit > 0 && amounts !== null) caught += hit * Math.max(0, amounts[row] ?? 0)
        }
        if (point === points) continue
        out[3 * point] = alerts
        out[3 * point + 1] = found
        out[3 * point + 2] = caught
      }
      out[3 * points] = found
    },
  }
}

function covariance(a: Float64Array, b: Float64Array): number {
  const mean = (of: Float64Array): number => of.reduce((sum, v) => sum + v, 0) / of.length
  const [meanA, meanB] = [mean(a), mean(b)]
  const sum = a.reduce((total, value, i) => total + (value - meanA) * ((b[i] ?? 0) - meanB), 0)
  return sum / Math.max(1, a.length - 1)
}

/** A share at a point: found of positives, or of alerts. Null where nothing was drawn to divide by. */
function shareInterval(
  value: number,
  part: Float64Array,
  whole: Float64Array,
  small: SmallSample,
): { low: number; high: number } | null {
  const draws = part.map((found, i) => found / (whole[i] ?? 0)).filter(Number.isFinite)
  if (!Number.isFinite(value) || draws.length < 2) return null
  const { low, high } = bootstrapInterval('counted', value, draws, small)
  return { low: brief(low), high: brief(high) }
}

/**
 * What happens on test at each threshold of the grid, with the bootstrap's covariance of its three counts: from that a
 * screen has the interval of what is saved at any costs, without asking again.
 */
export async function operatingPoints(
  rows: ScoredRows,
  { grid }: Pick<Settled, 'grid'>,
  context: RowContext,
  positive: number,
  {
    units,
    small,
    seed,
    signal,
  }: { units: Int32Array | null; small: SmallSample; seed: number; signal?: AbortSignal | undefined },
): Promise<OperatingPoint[]> {
  const scores = column(rows.raw, rows.question.classes.length, positive)
  const held = isClass(rows.truth, positive)
  const amounts = context.amounts?.map((amount) => (amount > 0 ? amount : 0)) ?? null
  const thresholds = grid.map(({ threshold }) => threshold)
  const order = byScore(scores)
  const test = alertedAt(scores, held, context, thresholds)
  const positives = held.reduce((sum, one) => sum + one, 0)
  const resample = resampleUnits(scores.length, units, random(seed).fork('operating points'))
  const statistic = sampled(order, depths(scores, order, thresholds), held, amounts)
  const [draws = []] = await bootstrap([statistic], scores.length, resample, {
    draws: covarianceDraws,
    signal,
  })
  const none = new Float64Array(0)
  const all = draws[3 * grid.length] ?? none
  return grid.map(({ threshold, probability, validation }, i) => {
    const [a, f, c] = [draws[3 * i] ?? none, draws[3 * i + 1] ?? none, draws[3 * i + 2] ?? none]
    const { alerts, found, caught } = test[i] ?? { alerts: 0, found: 0, caught: null }
    const pairs = [
      [a, a],
      [a, f],
      [a, c],
      [f, f],
      [f, c],
      [c, c],
    ] as const
    return {
      threshold,
      probability: brief(probability),
      validation: { ...validation, caught: validation.caught === null ? null : brief(validation.caught) },
      test: { alerts, found, caught: caught === null ? null : brief(caught) },
      recall: shareInterval(found / positives, f, all, small),
      precision: shareInterval(found / alerts, f, a, small),
      covariance: pairs.map(([x, y]) => brief(covariance(x, y))),
    }
  })
}
