import type { Examples } from '../predictor'
import {
  featuresIn,
  matrixOf,
  targetsOf,
  type Matrix,
  type TradingContextOf,
  type TradingSettings,
} from './task'

/** Ridge regression of scaled returns on standardised features. */
export interface Ridge {
  names: string[]
  mean: number[]
  scale: number[]
  weights: number[]
  intercept: number
  strength: number
}

/** Sums over rows that any penalty can be solved from: X'X and X'y of standardised features, unknown values as 0. */
interface Gram {
  width: number
  xx: Float64Array
  xy: Float64Array
  mean: Float64Array
  scale: Float64Array
  target: number
  rows: number
}

function gramOf({ columns, targets }: Matrix): Gram {
  const width = columns.length
  const rows = targets.length
  const target = targets.reduce((sum, y) => sum + y, 0) / Math.max(1, rows)
  const mean = new Float64Array(width)
  const scale = new Float64Array(width)
  const standard = columns.map((column, j) => {
    let [n, sum, squares] = [0, 0, 0]
    for (const x of column) {
      if (Number.isNaN(x)) continue
      n += 1
      sum += x
      squares += x * x
    }
    const own = n === 0 ? 0 : sum / n
    const deviation = n === 0 ? 0 : Math.sqrt(Math.max(0, squares / n - own * own))
    mean[j] = own
    // A column that never changes says nothing.
    scale[j] = deviation > 1e-9 ? 1 / deviation : 0
    return column.map((x) => (Number.isNaN(x) ? 0 : (x - own) * (scale[j] ?? 0)))
  })
  const xx = new Float64Array(width * width)
  const xy = new Float64Array(width)
  standard.forEach((a, i) => {
    for (let j = 0; j <= i; j += 1) {
      const b = standard[j] ?? a
      let sum = 0
      for (let row = 0; row < rows; row += 1) sum += (a[row] as number) * (b[row] as number)
      xx[i * width + j] = sum
      xx[j * width + i] = sum
    }
    let sum = 0
    for (let row = 0; row < rows; row += 1) sum += (a[row] as number) * ((targets[row] as number) - target)
    xy[i] = sum
  })
  return { width, xx, xy, mean, scale, target, rows }
}

/** Solves (X'X + λ n I) w = X'y by Cholesky. */
function solve({ width, xx, xy, rows }: Gram, strength: number): Float64Array {
  const l = new Float64Array(width * width)
  for (let i = 0; i < width; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = (xx[i * width + j] as number) + (i === j ? strength * rows + 1e-9 : 0)
      for (let k = 0; k < j; k += 1) sum -= (l[i * width + k] as number) * (l[j * width + k] as number)
      l[i * width + j] = i === j ? Math.sqrt(Math.max(1e-12, sum)) : sum / (l[j * width + j] as number)
    }
  }
  const z = new Float64Array(width)
  for (let i = 0; i < width; i += 1) {
    let sum = xy[i] as number
    for (let k = 0; k < i; k += 1) sum -= (l[i * width + k] as number) * (z[k] as number)
    z[i] = sum / (l[i * width + i] as number)
  }
  const w = new Float64Array(width)
  for (let i = width - 1; i >= 0; i -= 1) {
    let sum = z[i] as number
    for (let k = i + 1; k < width; k += 1) sum -= (l[k * width + i] as number) * (w[k] as number)
    w[i] = sum / (l[i * width + i] as number)
  }
  return w
}

/** Forecasts of prepared rows. */
export function ridgeScores(model: Ridge, { columns, rows }: Pick<Matrix, 'columns' | 'rows'>): Float64Array {
  const out = new Float64Array(rows.length).fill(model.intercept)
  columns.forEach((column, j) => {
    const factor = (model.weights[j] ?? 0) * (model.scale[j] ?? 0)
    const mean = model.mean[j] ?? 0
    if (factor === 0) return
    for (let row = 0; row < column.length; row += 1) {
      const x = column[row] as number
      if (!Number.isNaN(x)) out[row] = (out[row] as number) + factor * (x - mean)
    }
  })
  return out
}

const squaredError = (scores: Float64Array, targets: Float64Array): number =>
  scores.reduce((sum, score, row) => sum + (score - (targets[row] ?? 0)) ** 2, 0)

/**
 * Fits on train; the strength of the penalty is the one with the smallest squared error on validation.
 * @param strengths penalties per row, on standardised features
 */
export async function fitRidge(
  context: Pick<TradingContextOf, 'train' | 'validation' | 'breathe'>,
  settings: TradingSettings,
  strengths: readonly number[],
): Promise<Ridge> {
  const { train, validation } = context
  const names = featuresIn(train)
  const prepared = (examples: Examples): Matrix =>
    matrixOf(examples, names, targetsOf(examples, settings).values)
  const learnt = prepared(train)
  await context.breathe()
  const gram = gramOf(learnt)
  const chooses = prepared(validation)
  await context.breathe()
  let best: { model: Ridge; error: number } | null = null
  for (const strength of strengths) {
    const model: Ridge = {
      names,
      mean: [...gram.mean],
      scale: [...gram.scale],
      weights: [...solve(gram, strength)],
      intercept: gram.target,
      strength,
    }
    const error = squaredError(ridgeScores(model, chooses), chooses.targets)
    if (best === null || error < best.error) best = { model, error }
  }
  if (best === null) throw new RangeError('no strength to choose from')
  return best.model
}
