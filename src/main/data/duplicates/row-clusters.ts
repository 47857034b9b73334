import { breathe, stopIfCancelled } from '../files'

/** Cells of a column by row; null where empty. */
export interface Cells {
  readonly length: number
  get(row: number): string | null
}

/** Rows between two looks at the signal. */
const STRIDE = 20_000

/**
 * Rows that are equal in all the given columns get the same id: the smallest row number among them. Empty equals empty,
 * but a row with nothing in any column is like no other.
 */
export async function rowClusters(
  columns: readonly Cells[],
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<Int32Array> {
  const rows = columns[0]?.length ?? 0
  const ids = new Int32Array(rows)
  const first = new Map<string, number>()
  for (let row = 0; row < rows; row++) {
    if (row % STRIDE === 0) {
      await breathe()
      stopIfCancelled(signal)
    }
    const cells = columns.map((column) => column.get(row))
    if (cells.every((cell) => cell === null)) {
      ids[row] = row
      continue
    }
    // JSON keeps cells apart whatever they hold, and null apart from the word.
    const key = cells.length === 1 ? String(cells[0]) : JSON.stringify(cells)
    const known = first.get(key)
    if (known === undefined) first.set(key, row)
    ids[row] = known ?? row
  }
  return ids
}
