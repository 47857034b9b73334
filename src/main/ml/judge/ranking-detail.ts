import type { CohortId, RankingDetail, RankingPoint } from '#shared/ranking'
import type { Measured } from '#shared/results'
import { at, firstListed, listLength, nobody, width, type Column } from '../recommend/layout'
import { meanOf, measuresOf, ndcgAt, recallAt, type Measures } from '../recommend/measures'
import { bootstrapInterval, smallSample } from '../stats'
import { fewestUnits } from './measured'

/** Lengths of a list that people ask about. */
const depths = [1, 3, 5, 10, 20, 50, 100]
const tenths = 10
/** Points of the curve of exposure. */
const exposurePoints = 50

const read = (scores: Float64Array, row: number, column: Column): number =>
  scores[row * width + at(column)] as number

/**
 * Mean over users with its 95 % interval. The standard error of a mean is what a bootstrap over users estimates, and
 * is known without one.
 */
export function meanMeasured(values: Float64Array): Measured {
  const n = values.length
  const value = meanOf(values)
  if (n === 0) return { value: null, low: null, high: null, n, reason: 'too-few' }
  if (n < fewestUnits) return { value, low: null, high: null, n, reason: 'too-few' }
  const error = Math.sqrt(values.reduce((sum, one) => sum + (one - value) ** 2, 0) / (n - 1) / n)
  // Two draws with exactly this standard error.
  const draws = Float64Array.of(value - error / Math.SQRT2, value + error / Math.SQRT2)
  return { value, ...bootstrapInterval('counted', value, draws, smallSample([n])), n }
}

function pointOf(measures: Measures, users?: Int32Array): RankingPoint {
  const pick = (values: Float64Array): Float64Array =>
    users === undefined ? values : Float64Array.from(users, (user) => values[user] as number)
  const ndcg = pick(measures.ndcg)
  return { users: ndcg.length, ndcg: meanMeasured(ndcg), recall: meanMeasured(pick(measures.recall)) }
}

/** How often each item is recommended, once for each user. */
function exposures({ first }: Pick<Measures, 'first'>, scores: Float64Array): Map<number, number> {
  const counts = new Map<number, number>()
  for (const row of first) {
    for (let k = 0; k < listLength; k++) {
      const key = scores[row * width + firstListed + k] as number
      if (key !== nobody) counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  }
  return counts
}

/** Share of the catalogue that is recommended to anybody, and Gini's coefficient of how often: 0 all alike, 1 one item. */
export function exposureOf(
  measures: Pick<Measures, 'first'>,
  scores: Float64Array,
): { coverage: number; gini: number } {
  const [row] = measures.first
  if (row === undefined) return { coverage: Number.NaN, gini: Number.NaN }
  const catalogue = read(scores, row, 'catalogue')
  const counts = [...exposures(measures, scores).values()].sort((a, b) => a - b)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const never = Math.max(0, catalogue - counts.length)
  let weighted = 0
  counts.forEach((count, i) => (weighted += (never + i + 1) * count))
  const items = never + counts.length
  return {
    coverage: Math.min(1, counts.length / catalogue),
    gini: total === 0 ? Number.NaN : (2 * weighted) / (items * total) - (items + 1) / items,
  }
}

function exposureCurve(
  measures: Measures,
  scores: Float64Array,
  catalogue: number,
): RankingDetail['exposure'] {
  const counts = [...exposures(measures, scores).values()].sort((a, b) => b - a)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const sums = [0]
  for (const count of counts) sums.push((sums.at(-1) ?? 0) + count)
  return Array.from({ length: exposurePoints + 1 }, (_, i) => {
    const items = Math.round((i / exposurePoints) * catalogue)
    const reached = sums[Math.min(items, counts.length)] ?? 0
    return { items: items / catalogue, recommendations: total === 0 ? 0 : reached / total }
  })
}

/** Users with a past in tenths by how much is known; neighbours with the same amount stay together. */
function activityOf(measures: Measures, scores: Float64Array): RankingDetail['activity'] {
  const history = Float64Array.from(measures.first, (row) => read(scores, row, 'history'))
  const known = [...history.keys()].filter((user) => (history[user] as number) > 0)
  known.sort((a, b) => (history[a] as number) - (history[b] as number))
  const found: RankingDetail['activity'] = []
  for (let tenth = 0, from = 0; tenth < tenths && from < known.length; tenth++) {
    let to = Math.max(from, Math.round(((tenth + 1) * known.length) / tenths))
    while (
      to > from &&
      to < known.length &&
      history[known[to] as number] === history[known[to - 1] as number]
    )
      to++
    if (to === from) continue
    const users = Int32Array.from(known.slice(from, to))
    found.push({
      from: history[users[0] as number] as number,
      to: history[users.at(-1) as number] as number,
      ...pointOf(measures, users),
    })
    from = to
  }
  return found
}

function cohortsOf(scores: Float64Array): RankingDetail['cohorts'] {
  const isNew = (row: number): boolean => read(scores, row, 'history') === 0
  const unseen = (row: number): boolean => read(scores, row, 'unseen') === 1
  const rows: Record<CohortId, (row: number) => boolean> = {
    warm: (row) => !isNew(row) && !unseen(row),
    'new-user': isNew,
    'new-item': unseen,
  }
  return (Object.keys(rows) as CohortId[]).map((id) => {
    const measures = measuresOf(scores, rows[id])
    const events = measures.asked.reduce((sum, count) => sum + count, 0)
    return { id, events, ...pointOf(measures) }
  })
}

export function rankingDetail(
  measures: Measures,
  scores: Float64Array,
  lists: { novelty: Measured; diversity: Measured },
): RankingDetail {
  const [row] = measures.first
  const catalogue = row === undefined ? 0 : read(scores, row, 'catalogue')
  const each = (of: (ranks: Float64Array) => number): Measured =>
    meanMeasured(Float64Array.from(measures.ranks, of))
  return {
    users: measures.ndcg.length,
    events: measures.asked.reduce((sum, count) => sum + count, 0),
    catalogue,
    cohorts: cohortsOf(scores),
    activity: activityOf(measures, scores),
    depths: depths
      .filter((k) => k <= Math.max(1, catalogue))
      .map((k) => ({
        k,
        users: measures.ndcg.length,
        ndcg: each((ranks) => ndcgAt(ranks, k)),
        recall: each((ranks) => recallAt(ranks, k)),
        hit: each((ranks) => Number((ranks[0] ?? Infinity) <= k)),
      })),
    exposure: exposureCurve(measures, scores, catalogue),
    recommended: exposures(measures, scores).size,
    ...lists,
  }
}
