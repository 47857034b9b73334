import { expect, it } from 'vitest'
import { random } from '#shared/random'
import { emptyState, solveLogistic } from './logistic'
import { paceUntil } from './pace'
import { SparseBuilder, type SparseRows } from './sparse'

/** Rows with signal in the first columns and noise in the others. */
function planted(rows: number, width: number): { rows: SparseRows; labels: Int8Array } {
  const draw = random(7)
  const builder = new SparseBuilder()
  const labels = new Int8Array(rows)
  for (let row = 0; row < rows; row += 1) {
    let signal = 0.5
    for (let column = 0; column < width; column += 1) {
      if (draw.next() > 0.4) continue
      const value = draw.next() * 2 - 1
      if (column < 3) signal += 2 * value
      builder.add(column, value)
    }
    builder.endRow()
    labels[row] = draw.next() < 1 / (1 + Math.exp(-signal)) ? 1 : -1
  }
  return { rows: builder.build(width), labels }
}

/** Largest component of the gradient of ½‖w‖² + ½b² + C Σ ln(1 + exp(−y(w·x + b))): 0 at the solution. */
function gradientSize(
  { rows, labels }: ReturnType<typeof planted>,
  c: number,
  weights: Float64Array,
  bias: number,
): number {
  const gradient = Float64Array.from(weights)
  let ofBias = bias
  for (let row = 0; row < rows.rows; row += 1) {
    const range = Array.from(
      { length: rows.offsets[row + 1]! - rows.offsets[row]! },
      (_, i) => rows.offsets[row]! + i,
    )
    const score = range.reduce((sum, i) => sum + weights[rows.columns[i]!]! * rows.values[i]!, bias)
    const pull = (-c * labels[row]!) / (1 + Math.exp(labels[row]! * score))
    for (const i of range) gradient[rows.columns[i]!]! += pull * rows.values[i]!
    ofBias += pull
  }
  return Math.max(Math.abs(ofBias), ...gradient.map(Math.abs))
}

it.each([0.1, 1, 10])('meets the optimality condition at C = %f', async (c) => {
  const data = planted(400, 12)
  const state = emptyState(data.rows)
  await solveLogistic(data.rows, data.labels, c, state, null, random(1), paceUntil(undefined))
  const start = gradientSize(data, c, new Float64Array(12), 0)
  expect(gradientSize(data, c, state.weights, state.bias)).toBeLessThan(0.02 * start)
})

it('comes to the same solution from a warm start', async () => {
  const data = planted(400, 12)
  const cold = emptyState(data.rows)
  await solveLogistic(data.rows, data.labels, 10, cold, null, random(1), paceUntil(undefined))
  const warm = emptyState(data.rows)
  await solveLogistic(data.rows, data.labels, 1, warm, null, random(1), paceUntil(undefined))
  await solveLogistic(data.rows, data.labels, 10, warm, 1, random(1), paceUntil(undefined))
  warm.weights.forEach((weight, column) => {
    expect(weight).toBeCloseTo(cold.weights[column]!, 1)
  })
})

it('stops when it is told to', async () => {
  const data = planted(20_000, 60)
  const signal = AbortSignal.timeout(1)
  const solving = solveLogistic(
    data.rows,
    data.labels,
    1e5,
    emptyState(data.rows),
    null,
    random(1),
    paceUntil(signal),
  )
  await expect(solving).rejects.toThrow(/abort|time/i)
})
