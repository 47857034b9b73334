import { normalQuantile } from '../stats'
import type { Frame, TableColumn } from './plan'

/** Points of a column's distribution that quantile scaling keeps. */
const quantilePoints = 256
/** Scaled numbers stay within this: what train never saw is not extrapolated without end. */
const furthest = 20

/** How one column becomes numbers around 0; learnt on train. */
type DenseColumn =
  | { kind: 'quantile'; median: number; points: number[]; missing: boolean }
  | { kind: 'standard'; median: number; mean: number; deviation: number; missing: boolean }
  | { kind: 'one-hot'; count: number; missing: boolean }

/** How a frame becomes a matrix; JSON, stored with a model. */
export interface DensePlan {
  columns: DenseColumn[]
  /** What each column of the matrix tells: a number, a category's code, or that the cell is unknown. */
  features: { column: number; code: number | null; missing: boolean }[]
}

export type Scaling = 'quantile' | 'standard'

function fitColumn(column: TableColumn, scaling: Scaling): DenseColumn {
  if (column.kind === 'category') {
    return { kind: 'one-hot', count: column.count, missing: column.codes.includes(-1) }
  }
  const known = column.values.filter((value) => !Number.isNaN(value)).sort()
  const missing = known.length < column.values.length
  const at = (share: number): number => known[Math.round(share * (known.length - 1))] ?? 0
  const median = at(0.5)
  if (scaling === 'quantile') {
    const points = Array.from({ length: quantilePoints + 1 }, (_, i) => at(i / quantilePoints))
    return { kind: 'quantile', median, points, missing }
  }
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length)
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, known.length)
  return { kind: 'standard', median, mean, deviation: Math.sqrt(variance) || 1, missing }
}

/** Learns scaling, imputation and indicators on train's frame. */
export function fitDense(frame: Frame, scaling: Scaling): DensePlan {
  const columns = frame.columns.map((column) => fitColumn(column, scaling))
  const features = columns.flatMap((plan, column): DensePlan['features'] => {
    const own =
      plan.kind === 'one-hot'
        ? Array.from({ length: plan.count }, (_, code) => ({ column, code, missing: false }))
        : [{ column, code: null, missing: false }]
    return plan.missing ? [...own, { column, code: null, missing: true }] : own
  })
  return { columns, features }
}

/** Normal scores of half steps between the points, ends drawn in. */
const scores = Float64Array.from({ length: 2 * quantilePoints + 1 }, (_, i) =>
  normalQuantile(Math.min(1 - 1e-6, Math.max(1e-6, i / (2 * quantilePoints)))),
)

/** Place of a value in train's distribution, as a standard normal number (ties in their middle). */
function quantileScaled(value: number, points: readonly number[]): number {
  const last = points.length - 1
  const bound = (from: (point: number) => boolean): number => {
    let [low, high] = [0, points.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (from(points[middle] ?? 0)) high = middle
      else low = middle + 1
    }
    return low
  }
  const first = bound((point) => point >= value)
  const after = bound((point) => point > value)
  let place: number
  if (first < after) place = (first + after - 1) / 2
  else if (first === 0) place = 0
  else if (first > last) place = last
  else {
    const [low, high] = [points[first - 1] ?? 0, points[first] ?? 0]
    place = first - 1 + (value - low) / (high - low)
  }
  const step = Math.min(2 * quantilePoints, Math.max(0, 2 * place))
  const below = Math.floor(step)
  const [low, high] = [scores[below] ?? 0, scores[below + 1] ?? scores[below] ?? 0]
  return low + (step - below) * (high - low)
}

function scaled(value: number, plan: DenseColumn): number {
  if (plan.kind === 'quantile') return quantileScaled(value, plan.points)
  if (plan.kind === 'one-hot') return value
  return Math.max(-furthest, Math.min(furthest, (value - plan.mean) / plan.deviation))
}

/** `rows × features`, row-major: medians where numbers are unknown, beside an indicator that says so. */
export function toDense(plan: DensePlan, frame: Frame): Float32Array {
  const width = plan.features.length
  const matrix = new Float32Array(frame.rows * width)
  let at = 0
  frame.columns.forEach((column, index) => {
    const own = plan.columns[index]
    if (own === undefined) return
    if (column.kind === 'category') {
      const count = own.kind === 'one-hot' ? own.count : 0
      column.codes.forEach((code, row) => {
        if (code >= 0 && code < count) matrix[row * width + at + code] = 1
        else if (code < 0 && own.missing) matrix[row * width + at + count] = 1
      })
      at += count + Number(own.missing)
    } else {
      const median = own.kind === 'one-hot' ? 0 : own.median
      const place = at
      column.values.forEach((value, row) => {
        const unknown = Number.isNaN(value)
        matrix[row * width + place] = scaled(unknown ? median : value, own)
        if (unknown && own.missing) matrix[row * width + place + 1] = 1
      })
      at += 1 + Number(own.missing)
    }
  })
  return matrix
}
