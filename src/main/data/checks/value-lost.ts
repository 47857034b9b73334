import { readLost } from '../import/listed'
import { EVIDENCE_ROWS, card, type Check } from './input'

/** From this share of a column's cells on its meaning is in doubt. */
const WARN_SHARE = 0.01

/** Cells listed before they are picked by column; more do not fit on cards. */
const LISTED = 100_000

/** Cells that became empty at import because they could not be read as their column's type. */
export const valueLost: Check = async ({ table, columns, lost }) => {
  const found = columns.filter((column) => column.lost > 0)
  if (found.length === 0) return []
  const { cells } = lost === null ? { cells: [] } : await readLost(lost, 0, LISTED)
  return found.map(({ name, lost: count }) =>
    card({
      code: 'value-lost',
      severity: count >= WARN_SHARE * table.rows ? 'warn' : 'info',
      column: name,
      params: { column: name, cells: count },
      evidence: cells
        .filter((cell) => cell.column === name)
        .slice(0, EVIDENCE_ROWS)
        .map(({ line, raw }) => ({ row: null, line, text: raw })),
    }),
  )
}
