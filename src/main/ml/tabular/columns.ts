import type { Cells, Examples } from '../predictor'

/** A column as it enters preparation: numbers (NaN where empty) or words ('' where empty). */
export type RawColumn =
  | { name: string; kind: 'number'; values: Float64Array; computed: boolean }
  | { name: string; kind: 'words'; values: readonly string[] }

/** Which roles of a template hold what. */
export interface TableRoles {
  /** Columns that a model reads as they are. */
  features: readonly string[]
  /** Columns whose values are ids: read only through what is known of their past. */
  ids: readonly string[]
  /** When a row happened; null where no role says so. */
  time: string | null
}

const dayMs = 86_400_000

/** A moment says little by itself: it becomes days before the row's own time, or since 1970 where that is unknown. */
function asNumbers(cells: Exclude<Cells, { type: 'text' }>, times: Float64Array | null): Float64Array {
  if (cells.type === 'number') return cells.values
  return cells.values.map((value, row) => ((times?.[row] ?? 2 * value) - value) / dayMs)
}

/** The mapped columns of `roles`, then the derived ones, in an order that depends on the mapping alone. */
export function readColumns(examples: Examples, { features, time }: TableRoles): RawColumn[] {
  const times = time === null || examples.columnsOf(time).length === 0 ? null : examples.time(time)
  const derived = new Set(examples.columnsOf('derived'))
  const names = [...features.flatMap((role) => examples.columnsOf(role)), ...derived]
  return names.map((name): RawColumn => {
    const cells = examples.column(name)
    if (cells.type === 'text') return { name, kind: 'words', values: cells.values }
    const computed = cells.type === 'time' || derived.has(name)
    return { name, kind: 'number', values: asNumbers(cells, times), computed }
  })
}

/** Columns of ids as words: their numbers mean nothing. */
export function readIds(examples: Examples, { ids }: TableRoles): { name: string; values: string[] }[] {
  return ids
    .flatMap((role) => examples.columnsOf(role))
    .map((name) => {
      const cells = examples.column(name)
      const values =
        cells.type === 'text'
          ? cells.values
          : Array.from(cells.values, (value) => (Number.isNaN(value) ? '' : String(value)))
      return { name, values: [...values] }
    })
}
