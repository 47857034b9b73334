import type { TextColumn } from './table'

/** Share of distinct values from which a column names its rows. */
const DISTINCT_SHARE = 0.99

/** The values of a column in which nearly every row has its own; null as soon as too many repeat. */
export function nearlyDistinct(cells: TextColumn): { values: Set<string>; filled: number } | null {
  const values = new Set<string>()
  let filled = 0
  for (let row = 0; row < cells.length; row++) {
    const cell = cells.get(row)
    if (cell === null) continue
    filled++
    values.add(cell)
    if (filled - values.size > (1 - DISTINCT_SHARE) * cells.length) return null
  }
  return values.size >= DISTINCT_SHARE * filled ? { values, filled } : null
}
