import { random } from '#shared/random'
import { emptyState, solveLogistic, type LinearState } from './logistic'
import type { Pace } from './pace'
import type { SparseRows } from './sparse'

/** Smoothing of the counts behind the log-count ratios (Wang and Manning 2012, alpha). */
const smoothing = 1

/** One weight row a class, or a single one for the second of two classes. */
export interface LinearWeights {
  classes: number
  width: number
  /** `outputs × width`, where outputs is 1 for two classes. */
  weights: Float32Array
  bias: Float64Array
  /** Inverse strength of the penalty that validation chose. */
  strength: number
}

export interface LabelledRows {
  rows: SparseRows
  labels: Int32Array
}

export interface LinearSettings {
  classes: number
  /** Inverse strengths of the L2 penalty to choose from. */
  strengths: readonly number[]
  /** Multiply each feature by its log-count ratio first: NB-SVM. */
  naiveBayes: boolean
  /** NB-SVM only: share of the learnt weights against their mean size, which leaves naive Bayes (beta). */
  interpolation: number
  seed: number
  pace: Pace
  /** Share done, 0 to 1. */
  report(done: number): void
}

export function outputsOf(classes: number): number {
  return classes === 2 ? 1 : classes
}

/** +1 for rows of the class that the output stands for, else −1. */
function signs(labels: Int32Array, output: number, classes: number): Int8Array {
  const target = classes === 2 ? 1 : output
  return Int8Array.from(labels, (label) => (label === target ? 1 : -1))
}

/** ln of how much likelier each feature is in rows of one class than in the others (Wang and Manning 2012, eq. 2). */
function logCountRatios({ offsets, columns, rows, width }: SparseRows, labels: Int8Array): Float64Array {
  const inside = new Float64Array(width).fill(smoothing)
  const outside = new Float64Array(width).fill(smoothing)
  for (let row = 0; row < rows; row += 1) {
    const counts = labels[row] === 1 ? inside : outside
    for (let i = offsets[row] ?? 0; i < (offsets[row + 1] ?? 0); i += 1) {
      const column = columns[i] ?? 0
      counts[column] = (counts[column] ?? 0) + 1
    }
  }
  const sum = (counts: Float64Array): number => counts.reduce((total, count) => total + count, 0)
  const balance = Math.log(sum(outside) / sum(inside))
  return inside.map((count, column) => Math.log(count / (outside[column] ?? 1)) + balance)
}

function scaled(rows: SparseRows, factors: Float64Array): SparseRows {
  const values = rows.values.map((value, i) => value * (factors[rows.columns[i] ?? 0] ?? 0))
  return { ...rows, values }
}

/** Scores w·x + b of each row and output: `rows × outputs`. */
export function margins(rows: SparseRows, { weights, bias, width }: LinearWeights): Float64Array {
  const outputs = bias.length
  const scores = new Float64Array(rows.rows * outputs)
  for (let row = 0; row < rows.rows; row += 1) {
    for (let output = 0; output < outputs; output += 1) {
      let score = bias[output] ?? 0
      const base = output * width
      for (let i = rows.offsets[row] ?? 0; i < (rows.offsets[row + 1] ?? 0); i += 1) {
        score += (weights[base + (rows.columns[i] ?? 0)] ?? 0) * (rows.values[i] ?? 0)
      }
      scores[row * outputs + output] = score
    }
  }
  return scores
}

/** Margins → probabilities that sum to 1: the logistic function, normalised over one-vs-rest outputs. */
export function probabilities(scores: Float64Array, classes: number): Float64Array {
  const logistic = (score: number): number => 1 / (1 + Math.exp(-score))
  if (classes === 2) {
    const both = new Float64Array(scores.length * 2)
    scores.forEach((score, row) => {
      const second = logistic(score)
      both[2 * row] = 1 - second
      both[2 * row + 1] = second
    })
    return both
  }
  const shares = scores.map(logistic)
  for (let at = 0; at < shares.length; at += classes) {
    const row = shares.subarray(at, at + classes)
    const sum = row.reduce((total, share) => total + share, 0)
    row.forEach((share, i) => {
      row[i] = sum > 0 ? share / sum : 1 / classes
    })
  }
  return shares
}

/** Mean of −ln p(truth): smoother than accuracy, so it chooses a strength on few rows. */
function logLoss(shares: Float64Array, labels: Int32Array, classes: number): number {
  let sum = 0
  labels.forEach((label, row) => {
    sum -= Math.log(Math.max(1e-15, shares[row * classes + label] ?? 0))
  })
  return labels.length === 0 ? 0 : sum / labels.length
}

/** One output's problem: its signs, its features as the solver sees them, and where the solver stands. */
interface Problem {
  labels: Int8Array
  rows: SparseRows
  ratios: Float64Array | null
  state: LinearState
}

function problems(train: LabelledRows, settings: LinearSettings): Problem[] {
  return Array.from({ length: outputsOf(settings.classes) }, (_, output) => {
    const labels = signs(train.labels, output, settings.classes)
    const ratios = settings.naiveBayes ? logCountRatios(train.rows, labels) : null
    const rows = ratios ? scaled(train.rows, ratios) : train.rows
    return { labels, rows, ratios, state: emptyState(rows) }
  })
}

/** The solver's weights in terms of the unscaled features, rounded to what is stored. */
function weightsOf(solved: readonly Problem[], strength: number, settings: LinearSettings): LinearWeights {
  const width = solved[0]?.rows.width ?? 0
  const weights = new Float32Array(solved.length * width)
  solved.forEach(({ state, ratios }, output) => {
    const own = ratios ? settings.interpolation : 1
    const mean = state.weights.reduce((sum, weight) => sum + Math.abs(weight), 0) / Math.max(1, width)
    for (let column = 0; column < width; column += 1) {
      const weight = (1 - own) * mean + own * (state.weights[column] ?? 0)
      weights[output * width + column] = weight * (ratios?.[column] ?? 1)
    }
  })
  const bias = Float64Array.from(solved, ({ state }) => state.bias)
  return { classes: settings.classes, width, weights, bias, strength }
}

/**
 * One-vs-rest logistic regression, its strength chosen on validation by log loss: strengths rise from the
 * strongest penalty, each starting where the last one ended, until validation gets worse.
 */
export async function fitLinear(
  train: LabelledRows,
  validation: LabelledRows,
  settings: LinearSettings,
): Promise<LinearWeights> {
  const solved = problems(train, settings)
  const order = random(settings.seed).fork('order')
  const grid = [...settings.strengths].sort((x, y) => x - y)
  let best: { weights: LinearWeights; loss: number } | null = null
  let previous: number | null = null
  for (const [index, strength] of grid.entries()) {
    for (const [output, { rows, labels, state }] of solved.entries()) {
      await solveLogistic(rows, labels, strength, state, previous, order, settings.pace)
      settings.report((index + (output + 1) / solved.length) / grid.length)
    }
    previous = strength
    const weights = weightsOf(solved, strength, settings)
    const shares = probabilities(margins(validation.rows, weights), settings.classes)
    const loss = logLoss(shares, validation.labels, settings.classes)
    if (best && loss >= best.loss) break
    best = { weights, loss }
  }
  if (!best) throw new RangeError('a linear model needs at least one strength to try')
  return best.weights
}
