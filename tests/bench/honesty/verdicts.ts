import { random, type Random } from '#shared/random'
import type { Verdict } from '#shared/results'
import { classificationJudge, type Question, type ScoredModel } from '../../../src/main/ml'
import { gauss, softmaxInto, truthOf } from './draws'

/** The ladder that is simulated: two baselines and four models, as sentiment has them at its quickest. */
const modelIds = ['a', 'b', 'c', 'd'] as const

const questionOf = (classes: number): Question => ({
  classes: Array.from({ length: classes }, (_, k) => `class ${String(k)}`),
  positive: classes === 2 ? 1 : null,
  ordinal: false,
  lang: 'other',
})

interface Part {
  truth: Int32Array
  /** Scores of each model, in the order of the ladder. */
  scores: Float64Array[]
}

async function verdicts(
  classes: number,
  validation: Part,
  test: Part,
  seed: number,
): Promise<(Verdict | null)[]> {
  const ids = ['majority', 'rule', ...modelIds]
  const models = ids.map((id, i): ScoredModel => ({
    id,
    kind: i < 2 ? 'baseline' : 'model',
    validation: validation.scores[i] ?? new Float64Array(0),
    test: test.scores[i] ?? new Float64Array(0),
  }))
  const judgement = await classificationJudge.judge({
    question: questionOf(classes),
    headline: 'macroF1',
    metrics: [],
    models,
    validationTruth: validation.truth,
    testTruth: test.truth,
    testUnits: null,
    slices: [],
    seed,
    bar: null,
  })
  return judgement.models.map(({ verdict }) => verdict)
}

const anyBetter = (said: readonly (Verdict | null)[]): boolean => said.includes('better')

/** Shares of the classes that the sets without signal draw from: even, uneven, three classes. */
const noSignalShares = [
  [0.5, 0.5],
  [0.8, 0.2],
  [0.4, 0.35, 0.25],
] as const

/** Scores around the shares of the classes that know nothing of the truth. `silent` rows get the shares themselves. */
function noise(
  rows: number,
  shares: readonly number[],
  spread: number,
  silent: number,
  random: Random,
): Float64Array {
  const scores = new Float64Array(rows * shares.length)
  for (let row = 0; row < rows; row++) {
    const width = random.next() < silent ? 0 : spread
    softmaxInto(
      scores,
      row,
      shares.map((share) => Math.log(share) + width * gauss(random)),
    )
  }
  return scores
}

/**
 * A ladder that has learnt nothing: is any model called better than the best baseline? One baseline always says the
 * same, one says something on every other row; by macro-F1 a model that guesses scores higher than the first.
 */
export async function praisedWithoutSignal(seed: number, rows: number): Promise<boolean> {
  const from = random(seed)
  const shares = noSignalShares[from.int(noSignalShares.length)] ?? noSignalShares[0]
  const part = (): Part => ({
    truth: truthOf(rows, shares, from),
    scores: [
      noise(rows, shares, 0, 1, from),
      noise(rows, shares, 1, 0.5, from),
      ...modelIds.map(() => noise(rows, shares, 1, 0, from)),
    ],
  })
  return anyBetter(await verdicts(shares.length, part(), part(), seed))
}

/**
 * Two classes on a line: each model sees the truth at its own distance, through noise it shares with the others in
 * part, and says the true probability of what it sees.
 */
function sighted(rows: number, distances: readonly number[], random: Random): Part {
  const shared = 0.5
  const truth = truthOf(rows, [0.5, 0.5], random)
  const scores = distances.map(() => new Float64Array(2 * rows))
  for (let row = 0; row < rows; row++) {
    const common = Math.sqrt(shared) * gauss(random)
    const side = truth[row] === 1 ? 0.5 : -0.5
    for (const [i, distance] of distances.entries()) {
      const x = side * distance + common + Math.sqrt(1 - shared) * gauss(random)
      softmaxInto(scores[i] ?? new Float64Array(2), row, [0, distance * x])
    }
  }
  return { truth, scores }
}

/** Half-way good: about 77 % right. */
const ruleDistance = 1.5

/** A ladder whose models are exactly as good as its rule: is any called better? */
export async function praisedWithoutDifference(seed: number, rows: number): Promise<boolean> {
  const from = random(seed)
  const distances = [0, ruleDistance, ...modelIds.map(() => ruleDistance)]
  return anyBetter(await verdicts(2, sighted(rows, distances, from), sighted(rows, distances, from), seed))
}

const betterDistance = 2
const simulatedErrors = 2000

/**
 * Rows of test at which a model of `betterDistance` lies four standard errors above the rule, in macro-F1. The true
 * difference and its standard error come from simulated test parts, not from the intervals that are on trial.
 */
export function rowsForFourErrors(): number {
  const rows = 400
  const from = random(0).fork('four errors')
  const question = questionOf(2)
  const differences = Array.from({ length: simulatedErrors }, () => {
    const { truth, scores } = sighted(rows, [ruleDistance, betterDistance], from)
    const [rule, better] = scores.map((one) => classificationJudge.headline('macroF1', question, one, truth))
    return (better ?? Number.NaN) - (rule ?? Number.NaN)
  })
  const mean = differences.reduce((sum, d) => sum + d, 0) / differences.length
  const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (differences.length - 1)
  return Math.round((rows * variance * 16) / mean ** 2)
}

/** A ladder with one model that is truly better by four standard errors: is it found? */
export async function foundAtFourErrors(seed: number, rows: number): Promise<boolean> {
  const from = random(seed)
  const distances = [0, ruleDistance, betterDistance, ruleDistance, ruleDistance, ruleDistance]
  const said = await verdicts(2, sighted(rows, distances, from), sighted(rows, distances, from), seed)
  return said[2] === 'better'
}
