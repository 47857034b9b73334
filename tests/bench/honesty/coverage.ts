import { random, type Random } from '#shared/random'
import { classificationJudge, type ClassificationMetric, type Question } from '../../../src/main/ml'
import { gauss, softmaxInto, truthOf } from './draws'

/**
 * A world in which the true value of every metric is known: each class has its own mean in a space of normal noise,
 * and the model knows the world, so that its scores are true probabilities.
 */
export interface World {
  name: string
  shares: readonly number[]
  /** Distance of the class means from each other, in standard deviations of the noise. */
  distance: number
  rows: number
  /** Rows of a unit share a part of their noise; 1 where each row stands for itself. */
  unitRows: number
  /** Share of the noise's variance that a unit's rows have in common. */
  common: number
  metrics: readonly ClassificationMetric[]
}

const questionOf = ({ shares }: World): Question => ({
  classes: shares.map((_, k) => `class ${String(k)}`),
  positive: shares.length === 2 ? 1 : null,
  ordinal: false,
  lang: 'other',
})

interface DataSet {
  truth: Int32Array
  scores: Float64Array
  units: Int32Array | null
}

/**
 * Scores by Bayes' rule. Two classes lie on a line; more lie at the corners of a simplex, equally far apart, each with
 * a coordinate of its own.
 */
function draw(world: World, rows: number, random: Random): DataSet {
  const { shares, distance, unitRows, common } = world
  const classes = shares.length
  const truth = truthOf(rows, shares, random)
  const scores = new Float64Array(rows * classes)
  const own = Math.sqrt(1 - common)
  // Corners of a simplex lie the root of two edges from each other.
  const edge = distance / Math.SQRT2
  let together: number[] = []
  for (let row = 0; row < rows; row++) {
    if (row % unitRows === 0) together = shares.map(() => Math.sqrt(common) * gauss(random))
    const logits = shares.map((share, k) => {
      const x = (truth[row] === k ? edge : 0) + (together[k] ?? 0) + own * gauss(random)
      return Math.log(share) + edge * x
    })
    softmaxInto(scores, row, logits)
  }
  const units = unitRows === 1 ? null : truth.map((_, row) => Math.floor(row / unitRows))
  return { truth, scores, units }
}

/** Rows of the sample that gives true values: its error is a twentieth of what a set's own is, or less. */
const truthRows = 500_000

/** The true value of each metric, from a sample so large that its error does not matter. */
export function trueValues(world: World, rows = truthRows): Map<ClassificationMetric, number> {
  const { truth, scores } = draw({ ...world, unitRows: 1, common: 0 }, rows, random(0).fork(world.name))
  return new Map(
    world.metrics.map((metric) => [
      metric,
      classificationJudge.headline(metric, questionOf(world), scores, truth),
    ]),
  )
}

/** Whether the interval of each metric holds the true value, on one simulated data set; null where there is none. */
export async function coveredOnce(
  world: World,
  truths: ReadonlyMap<ClassificationMetric, number>,
  seed: number,
): Promise<Map<ClassificationMetric, boolean | null>> {
  const { truth, scores, units } = draw(world, world.rows, random(seed))
  const measured = await classificationJudge.measure({
    question: questionOf(world),
    scores,
    calibration: { kind: 'none' },
    truth,
    units,
    seed,
  })
  return new Map(
    world.metrics.map((metric) => {
      const { low, high } = measured[metric]
      const value = truths.get(metric) ?? Number.NaN
      return [metric, low === null || high === null ? null : low <= value && value <= high]
    }),
  )
}

const counted = ['accuracy', 'macroF1', 'f1', 'precision', 'recall', 'kappa', 'mcc'] as const
const areas = ['rocAuc', 'prAuc'] as const

/** 100 positives of 500 rows; three classes of unequal size; rows in units of five that hang together. */
export const worlds: readonly World[] = [
  {
    name: 'two classes, 500 rows, 20 % positive',
    shares: [0.8, 0.2],
    distance: 2,
    rows: 500,
    unitRows: 1,
    common: 0,
    metrics: [...counted, 'logLoss', ...areas],
  },
  {
    name: 'three classes, 300 rows',
    shares: [0.5, 0.3, 0.2],
    distance: 2.2,
    rows: 300,
    unitRows: 1,
    common: 0,
    metrics: ['accuracy', 'macroF1', 'kappa', 'mcc', 'logLoss', ...areas],
  },
  {
    name: 'two classes, 600 rows in 120 units',
    shares: [0.5, 0.5],
    distance: 2,
    rows: 600,
    unitRows: 5,
    common: 0.5,
    metrics: ['accuracy', 'macroF1', 'f1', 'rocAuc', 'prAuc'],
  },
]
