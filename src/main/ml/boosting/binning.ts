import { findColumnBins, sampleRows, writeBins, type Bins } from './bins.ts'
import type { Layout } from './layout.ts'
import type { BoostingSettings, Column } from './types.ts'

/** Binning as every thread is given it: columns are taken one by one, whoever is free. */
export interface Binning {
  columns: readonly Column[]
  rows: number
  settings: BoostingSettings
  /** Rows that bins are found from; null for all. */
  sample: Int32Array | null
  /** Shared: the next column to find bins of, and to write. */
  next: Int32Array
}

/** Bins by the column's number. */
export type Found = [column: number, bins: Bins][]

/** Columns in memory that threads can share; as they are where one thread does all. */
export function binningOf(
  columns: readonly Column[],
  rows: number,
  settings: BoostingSettings,
  seed: number,
  shared: boolean,
): Binning {
  const sample = sampleRows(rows, settings, seed)
  const next = new Int32Array(new SharedArrayBuffer(8))
  if (!shared) return { columns, rows, settings, sample, next }
  return {
    columns: columns.map((column): Column =>
      column.kind === 'number'
        ? { ...column, values: sharedFloats(column.values, rows) }
        : { ...column, codes: sharedInts(column.codes, rows) },
    ),
    rows,
    settings,
    sample: sample && sharedInts(sample, sample.length),
    next,
  }
}

function sharedFloats(values: Float64Array | Float32Array, rows: number): Float64Array | Float32Array {
  const bytes = new SharedArrayBuffer(rows * values.BYTES_PER_ELEMENT)
  const copy = values instanceof Float64Array ? new Float64Array(bytes) : new Float32Array(bytes)
  copy.set(values.subarray(0, rows))
  return copy
}

function sharedInts(values: Int32Array, rows: number): Int32Array {
  const copy = new Int32Array(new SharedArrayBuffer(rows * 4))
  copy.set(values.subarray(0, rows))
  return copy
}

/** Takes columns until none is left. */
function* columnsLeft({ next, columns }: Binning, place: 0 | 1): Generator<number> {
  for (;;) {
    const column = Atomics.add(next, place, 1)
    if (column >= columns.length) return
    yield column
  }
}

/** This thread's share of the search for bins. */
export function findShare(binning: Binning): Found {
  const { columns, rows, settings, sample } = binning
  const found: Found = []
  for (const at of columnsLeft(binning, 0)) {
    const column = columns[at]
    if (column) found.push([at, findColumnBins(column, rows, settings, sample)])
  }
  return found
}

/** This thread's share of writing every row's bins. @returns the columns it wrote */
export function writeShare(
  binning: Binning,
  bins: readonly Bins[],
  { groups }: Layout,
  bytes: Uint8Array,
): number[] {
  const written: number[] = []
  for (const at of columnsLeft(binning, 1)) {
    writeColumn(binning, bins, groups, bytes, at)
    written.push(at)
  }
  return written
}

export function writeColumn(
  { columns, rows }: Binning,
  bins: readonly Bins[],
  groups: Layout['groups'],
  bytes: Uint8Array,
  at: number,
): void {
  const group = groups.findLast(({ first }) => first <= at)
  const [column, own] = [columns[at], bins[at]]
  if (!group || !column || !own) throw new Error(`there is no column ${String(at)}`)
  writeBins(column, own, rows, bytes, group.bins + at - group.first, group.width)
}
