/** A column as models read it: numbers and times (ms since 1970 UTC) NaN, texts '' where empty. */
export type Cells =
  { type: 'number' | 'time'; values: Float64Array } | { type: 'text'; values: readonly string[] }

/** Rows of one part with their roles, as a template's models see them. Never holds rows of the vault. */
export interface Examples {
  readonly length: number
  /** Row numbers in the open data, ascending. */
  readonly rows: Int32Array
  /** Class index of each row; empty where the template has no label or the rows are to be predicted. */
  readonly labels: Int32Array
  /** Texts of a role, '' where the cell is empty. */
  text(role: string): readonly string[]
  /** NaN where empty. */
  number(role: string): Float64Array
  /** Milliseconds since 1970 UTC, NaN where empty. */
  time(role: string): Float64Array
  /** The columns of a repeatable role, in mapping order; of `derived` those computed from the rows' past. */
  columnsOf(role: string): readonly string[]
  /** A column by its name: one that plays a role, or a derived one. All empty where there is none. */
  column(name: string): Cells
  /**
   * Rows of earlier parts than these: what is known of an entity when it is scored, though the model may not have
   * learnt from it. Absent where no part is earlier.
   */
  readonly past?: Examples
}
