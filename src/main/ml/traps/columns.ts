import type { Column } from '../boosting'
import { rank, rocAuc } from '../metrics'
import type { Cells } from '../predictor'

/** A column as the traps see it: numbers, or codes of categories; NaN where empty. */
export interface TrapColumn {
  name: string
  values: Float64Array
  /** Number of categories; 0 for numbers. */
  levels: number
}

/** More categories than this name rows rather than describe them. */
const mostLevels = 1000

/** Bins by which one number predicts alone. */
const bins = 20
/** Rows of prior that each bin or category begins with: a category seen once says little. */
const prior = 10

/** Null for text of too many different values. */
export function trapColumn(name: string, cells: Cells): TrapColumn | null {
  if (cells.type !== 'text') return { name, values: cells.values, levels: 0 }
  const codes = new Map<string, number>()
  const values = Float64Array.from(cells.values, (value) => {
    if (value === '') return Number.NaN
    const code = codes.get(value) ?? codes.size
    codes.set(value, code)
    return code
  })
  return codes.size > mostLevels ? null : { name, values, levels: codes.size }
}

/** Some rows of columns, for boosting. */
export function boostingColumns(columns: readonly TrapColumn[], rows: Int32Array): Column[] {
  return columns.map(({ name, values, levels }): Column =>
    levels === 0
      ? { kind: 'number', name, values: Float64Array.from(rows, (row) => values[row] ?? Number.NaN) }
      : {
          kind: 'category',
          name,
          count: levels,
          codes: Int32Array.from(rows, (row) =>
            Number.isNaN(values[row] ?? Number.NaN) ? -1 : (values[row] ?? -1),
          ),
        },
  )
}

/** The bin or category of each row; empty cells are one of their own. */
function groupsOf(
  { values, levels }: TrapColumn,
  learn: Int32Array,
): { of: (row: number) => number; count: number } {
  const valueOf = (row: number): number => values[row] ?? Number.NaN
  if (levels > 0)
    return { of: (row) => (Number.isNaN(valueOf(row)) ? levels : valueOf(row)), count: levels + 1 }
  const sorted = Float64Array.from(learn, valueOf).filter(Number.isFinite).sort()
  // Even over the rows, and even over the different values: what is nearly always 0 tells by the rest.
  const distinct = sorted.filter((value, at) => at === 0 || value !== sorted[at - 1])
  const evenly = (of: Float64Array): number[] =>
    Array.from({ length: bins - 1 }, (_, i) => of[Math.floor(((i + 1) * of.length) / bins)] ?? 0)
  const cuts = [...new Set([...evenly(sorted), ...evenly(distinct)])].sort((x, y) => x - y)
  const of = (row: number): number => {
    const value = valueOf(row)
    if (Number.isNaN(value)) return cuts.length + 1
    let bin = 0
    while (bin < cuts.length && value >= (cuts[bin] ?? 0)) bin += 1
    return bin
  }
  return { of, count: cuts.length + 2 }
}

/** What one column says of each row: the share of positives of its bin or category, learnt on `learn` only. */
export function encodeAlone(
  column: TrapColumn,
  labels: Uint8Array,
  learn: Int32Array,
  judge: Int32Array,
): Float64Array {
  const { of, count } = groupsOf(column, learn)
  const seen = new Float64Array(count)
  const held = new Float64Array(count)
  let all = 0
  for (const row of learn) {
    const group = of(row)
    seen[group] = (seen[group] ?? 0) + 1
    held[group] = (held[group] ?? 0) + (labels[row] ?? 0)
    all += labels[row] ?? 0
  }
  const share = all / Math.max(1, learn.length)
  return Float64Array.from(judge, (row) => {
    const group = of(row)
    return ((held[group] ?? 0) + prior * share) / ((seen[group] ?? 0) + prior)
  })
}

export const areaOf = (scores: Float64Array, labels: Uint8Array, judge: Int32Array): number =>
  rocAuc(
    rank(
      scores,
      Uint8Array.from(judge, (row) => labels[row] ?? 0),
    ),
  )

/** Area under the ROC curve of one column alone, learnt on some rows and judged on others. */
export const aloneArea = (
  column: TrapColumn,
  labels: Uint8Array,
  learn: Int32Array,
  judge: Int32Array,
): number => areaOf(encodeAlone(column, labels, learn, judge), labels, judge)
