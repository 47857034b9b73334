import type { ColumnType } from '#shared/manifest'

/** A text column. Strings are decoded when asked for, so a million rows cost no objects. */
export interface TextColumn {
  readonly length: number
  /** The cell, or null where it is empty. */
  get(row: number): string | null
}

/** One data version (its open rows), read from an Arrow IPC file as typed arrays. */
export interface Table {
  readonly rows: number
  readonly columns: readonly { name: string; type: ColumnType }[]
  /** @throws AppError `column-missing`, `column-type` */
  text(column: string): TextColumn
  /** NaN where empty. */
  number(column: string): Float64Array
  /** Milliseconds since 1970 UTC; NaN where empty. */
  time(column: string): Float64Array
}
