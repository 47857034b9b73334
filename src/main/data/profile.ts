import type { ColumnType } from '#shared/manifest'
import type { Table } from './table'
import { cellTexts } from './table-from-columns'

/** Distinct values are counted up to here. */
const DISTINCT_CAP = 50_000

/** Most frequent values shown of a column. */
const TOP_VALUES = 10

export interface ColumnProfile {
  name: string
  type: ColumnType
  rows: number
  nulls: number
  /** Exact below 50,000; there it means "at least". */
  distinct: number
  /** Of numbers and times (milliseconds UTC); null where every cell is empty. */
  range: { min: number; max: number; mean: number } | null
  /** Of texts with few distinct values, most frequent first. */
  top: { value: string; rows: number }[]
}

/** What the open rows of a table hold, column by column. */
export function profileTable(table: Table): ColumnProfile[] {
  return table.columns.map(({ name, type }) => profileColumn(table, name, type))
}

function profileColumn(table: Table, name: string, type: ColumnType): ColumnProfile {
  const cells = cellTexts(table, name)
  const counts = new Map<string, number>()
  let nulls = 0
  for (let row = 0; row < table.rows; row++) {
    const cell = cells.get(row)
    if (cell === null) nulls++
    else if (counts.size < DISTINCT_CAP || counts.has(cell)) counts.set(cell, (counts.get(cell) ?? 0) + 1)
  }
  const top = [...counts]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, TOP_VALUES)
    .map(([value, rows]) => ({ value, rows }))
  return {
    name,
    type,
    rows: table.rows,
    nulls,
    distinct: counts.size,
    range: type === 'text' ? null : rangeOf(type === 'number' ? table.number(name) : table.time(name)),
    top: type === 'text' && counts.size < DISTINCT_CAP ? top : [],
  }
}

function rangeOf(values: Float64Array): ColumnProfile['range'] {
  let [min, max, sum, count] = [Infinity, -Infinity, 0, 0]
  for (const value of values) {
    if (Number.isNaN(value)) continue
    min = Math.min(min, value)
    max = Math.max(max, value)
    sum += value
    count++
  }
  return count === 0 ? null : { min, max, mean: sum / count }
}
