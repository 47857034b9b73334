import { createHash } from 'node:crypto'
import type { Remedy } from '#shared/project'
import { cellTexts, type Table } from '../../data'

const digits = 16

/** Names each row by all of its cells: the same wherever the row comes to stand, and for rows that are equal. */
export function rowKeys(table: Table): (row: number) => string {
  const cells = table.columns.map(({ name }) => cellTexts(table, name))
  return (row) =>
    createHash('sha256')
      .update(JSON.stringify(cells.map((column) => column.get(row))))
      .digest('hex')
      .slice(0, digits)
}

/** Whether a remedy leaves a row out by its name. */
export function rowsLeftOut(table: Table, remedies: readonly Remedy[]): (row: number) => boolean {
  const gone = new Set(remedies.flatMap((remedy) => (remedy.op === 'leave-out-rows' ? remedy.rows : [])))
  if (gone.size === 0) return () => false
  const keyOf = rowKeys(table)
  return (row) => gone.has(keyOf(row))
}
