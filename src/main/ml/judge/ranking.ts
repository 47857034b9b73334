import { random } from '#shared/random'
import type { Measured } from '#shared/results'
import { at, width } from '../recommend/layout'
import { measuresOf, type Measures } from '../recommend/measures'
import {
  bootstrap,
  bootstrapInterval,
  detectableDifference,
  plannedError,
  plannedReach,
  resampleUnits,
  smallSample,
  z95,
  type Drawn,
  type Scale,
  type Statistic,
} from '../stats'
import { decide } from './decide'
import { fewestUnits } from './measured'
import { exposureOf, rankingDetail } from './ranking-detail'
import type { Judge, JudgedModel, JudgeInput, JudgeOutput, ScoredModel } from './types'

const share = { format: 'share', higherIsBetter: true, interval: 'bootstrap' } as const

/**
 * Means over users, but RMSE (over rated events) and what lists say of the catalogue. A sample of users drawn with
 * replacement holds fewer different ones: its lists cover less and are spread less evenly, so that draws lie to one
 * side of coverage and Gini, and a percentile interval would be wrong.
 */
const metrics = {
  ndcg20: share,
  recall20: share,
  mrr: share,
  coverage: { ...share, interval: 'none' },
  gini: { format: 'number', higherIsBetter: false, interval: 'none' },
  rmse: { format: 'number', higherIsBetter: false, interval: 'bootstrap' },
  novelty: { format: 'number', higherIsBetter: true, interval: 'bootstrap' },
  diversity: share,
} as const satisfies Judge<string>['metrics']

export type RankingMetric = keyof typeof metrics

/** Metrics that a bootstrap over users computes, in the order of its numbers. */
const drawnMetrics = ['ndcg20', 'recall20', 'mrr', 'rmse', 'novelty', 'diversity'] as const
type DrawnMetric = (typeof drawnMetrics)[number]
const scales: Record<DrawnMetric, Scale> = {
  ndcg20: 'counted',
  recall20: 'counted',
  mrr: 'counted',
  rmse: 'positive',
  novelty: 'positive',
  diversity: 'counted',
}

/** Draws that may lack a number (nobody who rated was drawn) before the rest no longer stand for all. */
const missingDrawsAllowed = 0.05

interface Ranked {
  measures: Measures
  scores: Float64Array
  /** Of each user's list. */
  novelty: Float64Array
  diversity: Float64Array
}

function ranked(scores: Float64Array): Ranked {
  const measures = measuresOf(scores)
  const of = (column: 'novelty' | 'diversity'): Float64Array =>
    Float64Array.from(measures.first, (row) => scores[row * width + at(column)] as number)
  return { measures, scores, novelty: of('novelty'), diversity: of('diversity') }
}

/** All drawn metrics of one model over users that count as often as they are drawn. */
function statisticOf({ measures, novelty, diversity }: Ranked): Statistic {
  const { ndcg, recall, mrr, squares, rated } = measures
  return {
    size: drawnMetrics.length,
    compute(weights, out) {
      let [users, n, r, m, s, count, v, d] = [0, 0, 0, 0, 0, 0, 0, 0]
      for (let user = 0; user < weights.length; user++) {
        const weight = weights[user] as number
        if (weight === 0) continue
        users += weight
        n += weight * (ndcg[user] as number)
        r += weight * (recall[user] as number)
        m += weight * (mrr[user] as number)
        s += weight * (squares[user] as number)
        count += weight * (rated[user] as number)
        v += weight * (novelty[user] as number)
        d += weight * (diversity[user] as number)
      }
      out[0] = n / users
      out[1] = r / users
      out[2] = m / users
      out[3] = count === 0 ? Number.NaN : Math.sqrt(s / count)
      out[4] = v / users
      out[5] = d / users
    },
  }
}

async function drawAll(
  models: readonly Ranked[],
  users: number,
  seed: number,
  signal?: AbortSignal,
): Promise<Record<DrawnMetric, Drawn>[]> {
  const statistics = models.map(statisticOf)
  const resample = resampleUnits(users, null, random(seed).fork('bootstrap'))
  const draws = await bootstrap(statistics, users, resample, { signal })
  const ones = new Int32Array(users).fill(1)
  return statistics.map((statistic, i) => {
    const values = new Float64Array(statistic.size)
    statistic.compute(ones, values)
    return Object.fromEntries(
      drawnMetrics.map((metric, k) => [
        metric,
        { value: values[k] ?? Number.NaN, draws: draws[i]?.[k] ?? new Float64Array(0) },
      ]),
    ) as Record<DrawnMetric, Drawn>
  })
}

const nothing = (n: number, reason: Measured['reason']): Measured => ({
  value: null,
  low: null,
  high: null,
  n,
  ...(reason === undefined ? {} : { reason }),
})

function drawnMeasured(metric: DrawnMetric, { value, draws }: Drawn, users: number): Measured {
  if (!Number.isFinite(value)) return nothing(users, metric === 'rmse' ? 'needs-ratings' : 'too-few')
  if (users < fewestUnits) return { value, low: null, high: null, n: users, reason: 'too-few' }
  const valid = draws.filter(Number.isFinite)
  if (valid.length < (1 - missingDrawsAllowed) * draws.length)
    return { value, low: null, high: null, n: users, reason: 'too-few' }
  return { value, ...bootstrapInterval(scales[metric], value, valid, smallSample([users])), n: users }
}

function measureAll(one: Ranked, drawn: Record<DrawnMetric, Drawn>): Record<RankingMetric, Measured> {
  const users = one.measures.ndcg.length
  const { coverage, gini } = exposureOf(one.measures, one.scores)
  const bare = (value: number): Measured =>
    Number.isFinite(value)
      ? { value, low: null, high: null, n: users, reason: 'no-valid-interval' }
      : nothing(users, 'too-few')
  return {
    ndcg20: drawnMeasured('ndcg20', drawn.ndcg20, users),
    recall20: drawnMeasured('recall20', drawn.recall20, users),
    mrr: drawnMeasured('mrr', drawn.mrr, users),
    coverage: bare(coverage),
    gini: bare(gini),
    rmse: drawnMeasured('rmse', drawn.rmse, users),
    novelty: drawnMeasured('novelty', drawn.novelty, users),
    diversity: drawnMeasured('diversity', drawn.diversity, users),
  }
}

function isDrawn(metric: string): metric is DrawnMetric {
  return drawnMetrics.some((known) => known === metric)
}

function drawnMetric(id: string): DrawnMetric {
  if (isDrawn(id)) return id
  throw new RangeError(`${id} cannot decide: it is no metric of the judge, or has no interval of its own`)
}

/** A metric on rows that choose. NaN where it has no value. */
function valueOf(metric: DrawnMetric, scores: Float64Array): number {
  const one = ranked(scores)
  const statistic = statisticOf(one)
  const values = new Float64Array(statistic.size)
  statistic.compute(new Int32Array(one.measures.ndcg.length).fill(1), values)
  return values[drawnMetrics.indexOf(metric)] ?? Number.NaN
}

const allFinite = (scores: Float64Array): boolean => scores.every(Number.isFinite)

async function judge(input: JudgeInput): Promise<JudgeOutput> {
  const { models, seed, bar, signal } = input
  const headline = drawnMetric(input.headline)
  const { higherIsBetter } = metrics[headline]
  const sound = models.filter(({ validation, test }) => allFinite(validation) && allFinite(test))
  const ready = sound.map(({ test }) => ranked(test))
  // Every model was asked the same of the same users.
  const users = ready[0]?.measures.ndcg.length ?? 0
  const drawn = await drawAll(ready, users, seed, signal)
  const own = new Map(
    sound.map(({ id }, i) => {
      const [one, its] = [ready[i] as Ranked, drawn[i] as Record<DrawnMetric, Drawn>]
      return [id, { one, its, measured: measureAll(one, its) }]
    }),
  )
  const contenders = models.map(({ id, kind, validation }) => {
    const found = own.get(id)
    if (found === undefined) return { id, kind, validation: null, test: null, chance: null }
    const chosen = valueOf(headline, validation)
    const test = found.its[headline]
    return {
      id,
      kind,
      validation: Number.isFinite(chosen) ? chosen : null,
      test: Number.isFinite(test.value) ? test : null,
      chance: null,
    }
  })
  const { compared, ...rest } = decide(contenders, {
    higherIsBetter,
    rows: users,
    enough: users >= fewestUnits,
    widen: smallSample([Math.max(1, users)]).reach / z95,
    planned: detectableDifference(plannedError([users])),
    bar: bar === null ? null : { metric: headline, value: bar },
    measured: (id) => own.get(id)?.measured[headline],
  })
  const validation = new Map(contenders.map(({ id, validation: value }) => [id, value]))
  const judged = models.map(({ id }: ScoredModel): JudgedModel => {
    const found = own.get(id)
    const { difference, verdict } = compared.get(id) ?? { difference: null, verdict: null }
    const measured =
      found?.measured ??
      Object.fromEntries(Object.keys(metrics).map((metric) => [metric, nothing(users, 'not-finite')]))
    return {
      id,
      metrics: measured,
      validation: validation.get(id) ?? null,
      difference,
      verdict,
      detail: null,
      ...(found === undefined
        ? {}
        : {
            ranking: rankingDetail(found.one.measures, found.one.scores, {
              novelty: found.measured.novelty,
              diversity: found.measured.diversity,
            }),
          }),
      calibration: { kind: 'none' },
    }
  })
  return { ...rest, models: judged }
}

/**
 * How lists are judged: every item is ranked for every user, the user is the unit of the bootstrap, and all numbers
 * come from stored ranks and lists (see ml/recommend/layout.ts). Scores are not probabilities and are not calibrated.
 */
export const rankingJudge: Judge<RankingMetric> = {
  metrics,
  judge,
  async measure({ scores, seed }) {
    const one = ranked(scores)
    const users = one.measures.ndcg.length
    const [drawn] = await drawAll([one], users, seed)
    if (drawn === undefined) throw new RangeError('nothing was drawn')
    return measureAll(one, drawn)
  },
  calibrate: () => ({ kind: 'none' }),
  calibrated: (_calibration, scores) => scores,
  detectable: ({ n, units = n, models = 1 }) =>
    detectableDifference(plannedError([units]), plannedReach(models)),
  headline(metric, _question, scores) {
    return allFinite(scores) ? valueOf(drawnMetric(metric), scores) : Number.NaN
  },
}
