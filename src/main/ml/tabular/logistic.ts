import { minimise } from './lbfgs'

/** log-odds = matrix · weights + bias. */
export interface LogisticWeights {
  weights: number[]
  bias: number
  /** Inverse strength of the penalty that validation chose. */
  strength: number
}

/** Rows of numbers, row-major. */
export interface Matrix {
  values: Float32Array | Float64Array
  width: number
  rows: number
}

/** log(1 + e^x) without overflow. */
const softplus = (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)))
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/** Log-odds of each row. */
export function logisticMargins(
  matrix: Matrix,
  { weights, bias }: Pick<LogisticWeights, 'weights' | 'bias'>,
): Float64Array {
  const own = Float64Array.from(weights)
  const { values, width, rows } = matrix
  const margins = new Float64Array(rows)
  for (let row = 0; row < rows; row += 1) {
    let sum = bias
    const base = row * width
    for (let i = 0; i < width; i += 1) sum += (values[base + i] ?? 0) * (own[i] ?? 0)
    margins[row] = sum
  }
  return margins
}

/** Mean of −ln p(truth), in nats. */
function marginLoss(margins: Float64Array, positive: Uint8Array): number {
  let sum = 0
  margins.forEach((margin, row) => {
    sum += softplus(positive[row] === 1 ? -margin : margin)
  })
  return sum / Math.max(1, margins.length)
}

/**
 * L2-regularised logistic regression: min ½‖w‖² / C + Σ ln(1 + exp(∓(w·x + b))), the bias free. The strength C is
 * chosen on validation by log loss, from the strongest penalty on, each start where the last one ended.
 */
export async function fitLogistic(
  train: Matrix,
  positive: Uint8Array,
  validation: Matrix,
  truth: Uint8Array,
  strengths: readonly number[],
  breathe: () => Promise<void>,
): Promise<LogisticWeights> {
  const { values, width, rows } = train
  const at = new Float64Array(width + 1)
  const share = (positive.reduce((sum, one) => sum + one, 0) + 1) / (rows + 2)
  at[width] = Math.log(share / (1 - share))
  let best: { fitted: LogisticWeights; loss: number } | null = null
  for (const strength of [...strengths].sort((a, b) => a - b)) {
    await minimise(
      (point, gradient) => {
        gradient.fill(0)
        let loss = 0
        for (let i = 0; i < width; i += 1) {
          const weight = point[i] ?? 0
          loss += (weight * weight) / (2 * strength)
          gradient[i] = weight / strength
        }
        for (let row = 0; row < rows; row += 1) {
          const base = row * width
          let margin = point[width] ?? 0
          for (let i = 0; i < width; i += 1) margin += (values[base + i] ?? 0) * (point[i] ?? 0)
          const truth = positive[row] ?? 0
          loss += softplus(truth === 1 ? -margin : margin)
          const error = sigmoid(margin) - truth
          for (let i = 0; i < width; i += 1)
            gradient[i] = (gradient[i] ?? 0) + error * (values[base + i] ?? 0)
          gradient[width] = (gradient[width] ?? 0) + error
        }
        for (let i = 0; i <= width; i += 1) gradient[i] = (gradient[i] ?? 0) / rows
        return loss / rows
      },
      at,
      breathe,
    )
    const fitted = { weights: [...at.subarray(0, width)], bias: at[width] ?? 0, strength }
    const loss = marginLoss(logisticMargins(validation, fitted), truth)
    if (best !== null && loss >= best.loss) break
    best = { fitted, loss }
  }
  if (best === null) throw new RangeError('a linear model needs at least one strength to try')
  return best.fitted
}
