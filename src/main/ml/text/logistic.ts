import type { Random } from '#shared/random'
import type { Pace } from './pace'
import type { SparseRows } from './sparse'

/** Passes over the rows after which the solver stops in any case; it needs 5 to 30. */
const maxPasses = 200
/**
 * Largest violation of optimality in one pass at which the dual counts as solved (LIBLINEAR's rule and value). On real
 * reviews the probabilities are then within 0.005 of those of a solution a hundred times as exact.
 */
const tolerance = 0.1

/** One linear score w·x + b, and the dual variables it came from, so that the next strength starts warm. */
export interface LinearState {
  weights: Float64Array
  bias: number
  alphas: Float64Array
}

export function emptyState(rows: SparseRows): LinearState {
  return { weights: new Float64Array(rows.width), bias: 0, alphas: new Float64Array(rows.rows) }
}

/**
 * L2-regularised logistic regression by dual coordinate descent (Yu, Huang and Lin 2011, algorithm 5):
 * min ½‖w‖² + ½b² + C Σ ln(1 + exp(−yᵢ(w·xᵢ + b))).
 * @param labels +1 or −1 for each row
 * @param state where to start from, of the same rows and labels; changed in place
 * @param previousC strength that `state` was solved for; its dual variables are scaled to the new box
 */
export async function solveLogistic(
  rows: SparseRows,
  labels: Int8Array,
  c: number,
  state: LinearState,
  previousC: number | null,
  random: Random,
  pace: Pace,
): Promise<void> {
  const { offsets, columns, values } = rows
  const { weights, alphas } = state
  const total = rows.rows
  const norms = new Float64Array(total)
  for (let row = 0; row < total; row += 1) {
    let sum = 1
    const to = offsets[row + 1] ?? 0
    for (let i = offsets[row] ?? 0; i < to; i += 1) sum += (values[i] ?? 0) ** 2
    norms[row] = sum
  }
  startFrom(rows, labels, c, state, previousC)
  const order = Int32Array.from({ length: total }, (_, i) => i)
  // Where a variable meets its bound, Newton's step is cut to this share of the way.
  const cut = 0.1
  let innerTolerance = 1e-2
  const leastInnerTolerance = Math.min(1e-8, tolerance)
  for (let pass = 0; pass < maxPasses; pass += 1) {
    random.shuffle(order)
    let worst = 0
    let newtonSteps = 0
    for (let k = 0; k < total; k += 1) {
      if ((k & 63) === 0 && pace.due()) await pace.rest()
      const row = order[k] ?? 0
      const from = offsets[row] ?? 0
      const to = offsets[row + 1] ?? 0
      const y = labels[row] ?? 1
      let score = state.bias
      for (let i = from; i < to; i += 1) score += (weights[columns[i] ?? 0] ?? 0) * (values[i] ?? 0)
      const b = y * score
      const a = norms[row] ?? 1
      const alpha = alphas[row] ?? 0
      // Solve for α or for C − α, whichever is the smaller half, to keep the logarithm exact.
      const lower = 0.5 * a * (c - 2 * alpha) + b >= 0
      const old = lower ? alpha : c - alpha
      const sign = lower ? 1 : -1
      let z = c - old < 0.5 * c ? cut * old : old
      let gradient = a * (z - old) + sign * b + Math.log(z / (c - z))
      worst = Math.max(worst, Math.abs(gradient))
      for (let step = 0; step < 100 && Math.abs(gradient) >= innerTolerance; step += 1) {
        const next = z - gradient / (a + c / (c - z) / z)
        z = next <= 0 ? z * cut : next
        gradient = a * (z - old) + sign * b + Math.log(z / (c - z))
        newtonSteps += 1
      }
      const change = sign * (z - old) * y
      if (change === 0) continue
      alphas[row] = lower ? z : c - z
      state.bias += change
      for (let i = from; i < to; i += 1) {
        const column = columns[i] ?? 0
        weights[column] = (weights[column] ?? 0) + change * (values[i] ?? 0)
      }
    }
    if (worst < tolerance) break
    if (newtonSteps <= total / 10) innerTolerance = Math.max(leastInnerTolerance, 0.1 * innerTolerance)
  }
}

/** Dual variables inside (0, C), and the weights that belong to them. */
function startFrom(
  rows: SparseRows,
  labels: Int8Array,
  c: number,
  state: LinearState,
  previousC: number | null,
): void {
  const { weights, alphas } = state
  const scale = previousC === null ? 1 : c / previousC
  const least = Math.min(0.001 * c, 1e-8)
  weights.fill(0)
  state.bias = 0
  for (let row = 0; row < rows.rows; row += 1) {
    const alpha = Math.min(c - least, Math.max(least, (alphas[row] ?? 0) * scale))
    alphas[row] = alpha
    const push = alpha * (labels[row] ?? 1)
    state.bias += push
    for (let i = rows.offsets[row] ?? 0; i < (rows.offsets[row + 1] ?? 0); i += 1) {
      const column = rows.columns[i] ?? 0
      weights[column] = (weights[column] ?? 0) + push * (rows.values[i] ?? 0)
    }
  }
}
