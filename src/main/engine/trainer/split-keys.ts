import { cellTexts, nearDuplicateClusters, type Table } from '../../data'

/** Cells by row; null where empty. */
interface Cells {
  length: number
  get(row: number): string | null
}

/** One column of several tables, one below the other; a table without the column has empty cells. */
function stacked(tables: readonly Table[], column: string): Cells {
  const parts = tables.map((table) => ({
    rows: table.rows,
    cells: table.columns.some(({ name }) => name === column) ? cellTexts(table, column) : null,
  }))
  return {
    length: parts.reduce((sum, { rows }) => sum + rows, 0),
    get(row) {
      let at = row
      for (const { rows, cells } of parts) {
        if (at < rows) return cells?.get(at) ?? null
        at -= rows
      }
      return null
    },
  }
}

/** A number for each value; -1 where the cell is empty. */
export function codesOf(cells: Cells): Int32Array {
  const codes = new Map<string, number>()
  return Int32Array.from({ length: cells.length }, (_, row) => {
    const value = cells.get(row)
    if (value === null) return -1
    const code = codes.get(value) ?? codes.size
    codes.set(value, code)
    return code
  })
}

/** What says which rows belong together: of sealed rows this is all that is ever read before the vault is opened. */
export interface SplitKeys {
  /** Open rows and the sealed ones that follow them. */
  rows: number
  /** Rows whose texts are nearly the same have the same number. */
  clusters: Int32Array
  /** Rows of one group have the same number, -1 without one; null where nothing groups. */
  groups: Int32Array | null
}

export async function readKeys(
  tables: readonly Table[],
  textColumn: string | null,
  groupColumn: string | null,
  signal: AbortSignal,
): Promise<SplitKeys> {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  return {
    rows,
    clusters:
      textColumn === null
        ? Int32Array.from({ length: rows }, (_, row) => row)
        : await nearDuplicateClusters(stacked(tables, textColumn), { signal }),
    groups: groupColumn === null ? null : codesOf(stacked(tables, groupColumn)),
  }
}

/** Clusters of two rows or more among the first `rows`. */
export function countClusters(clusters: Int32Array, rows: number): number {
  const sizes = new Map<number, number>()
  for (const id of clusters.subarray(0, rows)) sizes.set(id, (sizes.get(id) ?? 0) + 1)
  return [...sizes.values()].filter((size) => size > 1).length
}
