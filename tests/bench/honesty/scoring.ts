import { random, type Random } from '#shared/random'
import type { Operation } from '#shared/results'
import { scoringJudge, type Question } from '../../../src/main/ml'
import { gauss, truthOf } from './draws'

/**
 * A world of rare positives with amounts: scores are true probabilities of a shifted normal, amounts are skewed as
 * payments are, and rows come in entities.
 */
const rows = 2000
const share = 0.06
const distance = 2
const entityRows = 4
/** Alerts from this probability on; an alert costs this much to look at. */
const threshold = 0.3
const operation: Operation = { capacity: null, missCost: null, falseAlarmCost: 5, reviewCost: 2 }
const truthRows = 400_000

export const scoringMetrics = ['prAuc', 'gini', 'moneySaved'] as const
type Measured = (typeof scoringMetrics)[number]
export const scoringWorld = `rare positives with amounts, ${String(rows)} rows, ${String(share * rows)} positive`

const question: Question = { classes: ['fine', 'fraud'], positive: 1, ordinal: false, lang: 'other' }

function draw(count: number, from: Random) {
  const truth = truthOf(count, [1 - share, share], from)
  const scores = new Float64Array(2 * count)
  truth.forEach((label, row) => {
    const x = distance * label + gauss(from)
    const odds = (share / (1 - share)) * Math.exp(distance * x - (distance * distance) / 2)
    scores[2 * row + 1] = odds / (1 + odds)
    scores[2 * row] = 1 / (1 + odds)
  })
  const amounts = Float64Array.from(truth, (label) => 40 * Math.exp(0.8 * gauss(from) + 0.4 * label))
  return { truth, scores, amounts, units: truth.map((_, row) => Math.floor(row / entityRows)) }
}

/** True values, from a sample whose own error does not matter. */
export function trueScoringValues(count = truthRows): Map<Measured, number> {
  const { truth, scores, amounts } = draw(count, random(0).fork(scoringWorld))
  const headline = (metric: 'prAuc' | 'rocAuc'): number =>
    scoringJudge.headline(metric, question, scores, truth)
  const { falseAlarmCost, reviewCost } = operation
  const saved = truth.reduce((sum, label, row) => {
    if ((scores[2 * row + 1] ?? 0) < threshold) return sum
    return sum + (label === 1 ? (amounts[row] ?? 0) : -(falseAlarmCost ?? 0)) - (reviewCost ?? 0)
  }, 0)
  return new Map<Measured, number>([
    ['prAuc', headline('prAuc')],
    ['gini', 2 * headline('rocAuc') - 1],
    ['moneySaved', (saved * rows) / count],
  ])
}

/** Whether the interval of each metric holds the true value, on one simulated set. */
export async function scoringCoveredOnce(
  truths: ReadonlyMap<Measured, number>,
  seed: number,
): Promise<Map<Measured, boolean>> {
  const { truth, scores, amounts, units } = draw(rows, random(seed))
  const measured = await scoringJudge.measure({
    question,
    scores,
    calibration: { kind: 'none' },
    truth,
    units,
    acting: { operation, capacity: null, threshold, context: { amounts, days: null } },
    seed,
  })
  return new Map(
    scoringMetrics.map((metric) => {
      const { low, high } = measured[metric]
      const value = truths.get(metric) ?? Number.NaN
      return [metric, low !== null && high !== null && low <= value && value <= high]
    }),
  )
}

const ladderShare = 0.1
const modelIds = ['a', 'b', 'c', 'd'] as const

/** A ladder of scores that know nothing of rare positives: is any model called better by PR-AUC? */
export async function praisedByPrAuc(seed: number, count: number): Promise<boolean> {
  const from = random(seed)
  const noise = (spread: number): Float64Array => {
    const scores = new Float64Array(2 * count)
    for (let row = 0; row < count; row++) {
      const odds = (ladderShare / (1 - ladderShare)) * Math.exp(spread * gauss(from))
      scores[2 * row + 1] = odds / (1 + odds)
      scores[2 * row] = 1 / (1 + odds)
    }
    return scores
  }
  const judgement = await scoringJudge.judge({
    question,
    headline: 'prAuc',
    metrics: [],
    models: [
      { id: 'prevalence', kind: 'baseline', validation: noise(0), test: noise(0) },
      { id: 'amount-rule', kind: 'baseline', validation: noise(1), test: noise(1) },
      ...modelIds.map((id) => ({ id, kind: 'model' as const, validation: noise(1), test: noise(1) })),
    ],
    validationTruth: truthOf(count, [1 - ladderShare, ladderShare], from),
    testTruth: truthOf(count, [1 - ladderShare, ladderShare], from),
    testUnits: null,
    slices: [],
    seed,
    bar: null,
  })
  return judgement.models.some(({ verdict }) => verdict === 'better')
}
