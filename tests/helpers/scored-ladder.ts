import { random, type Random } from '#shared/random'
import type { JudgeInput, JudgeOutput, Question, ScoredModel } from '../../src/main/ml'
import { normalQuantile } from '../../src/main/ml/stats'

const gauss = (from: Random) => normalQuantile(from.next() || Number.MIN_VALUE)

export const questionOf = (classes: number, ordinal = false): Question => ({
  classes: Array.from({ length: classes }, (_, k) => `class ${String(k)}`),
  positive: classes === 2 ? 1 : null,
  ordinal,
  lang: 'other',
})

export const truthOf = (rows: number, classes: number, from: Random) =>
  Int32Array.from({ length: rows }, () => from.int(classes))

/** Probabilities that point at the truth the more, the greater `skill`; 0 knows nothing. */
export function scoresOf(truth: Int32Array, classes: number, skill: number, from: Random): Float64Array {
  const scores = new Float64Array(truth.length * classes)
  truth.forEach((label, row) => {
    const weights = Array.from({ length: classes }, (_, k) =>
      Math.exp(gauss(from) + (k === label ? skill : 0)),
    )
    const sum = weights.reduce((a, b) => a + b, 0)
    for (const [k, weight] of weights.entries()) scores[row * classes + k] = weight / sum
  })
  return scores
}

const constantScores = (rows: number, shares: number[]) =>
  Float64Array.from({ length: rows * shares.length }, (_, i) => shares[i % shares.length] ?? 0)

interface Ladder {
  classes?: number
  rows?: number
  seed?: number
  /** Skill of each model; null is a model that always says the same. The first two are baselines. */
  skills: (number | null)[]
}

export function ladder({ classes = 2, rows = 600, seed = 1, skills }: Ladder): JudgeInput {
  const from = random(seed)
  const validationTruth = truthOf(rows, classes, from)
  const testTruth = truthOf(rows, classes, from)
  const scores = (truth: Int32Array, skill: number | null) =>
    skill === null
      ? constantScores(truth.length, new Array<number>(classes).fill(1 / classes))
      : scoresOf(truth, classes, skill, from)
  const models = skills.map((skill, i): ScoredModel => {
    const kind = i < 2 ? 'baseline' : 'model'
    const validation = scores(validationTruth, skill)
    return { id: `${kind} ${String(i)}`, kind, validation, test: scores(testTruth, skill) }
  })
  return {
    question: questionOf(classes),
    headline: 'macroF1',
    models,
    validationTruth,
    testTruth,
    testUnits: null,
    slices: [],
    seed: 7,
    bar: null,
  }
}

export const find = (output: JudgeOutput, id: string) => {
  const model = output.models.find((one) => one.id === id)
  if (model === undefined) throw new Error(`no ${id}`)
  return model
}

export const metricOf = (output: JudgeOutput, id: string, metric: string) => {
  const measured = find(output, id).metrics[metric]
  if (measured === undefined) throw new Error(`no ${metric}`)
  return measured
}
