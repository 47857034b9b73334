/** Compressed sparse rows. Row i holds columns `columns[offsets[i] … offsets[i+1])` with `values` beside them. */
export interface SparseRows {
  readonly rows: number
  readonly width: number
  readonly offsets: Int32Array
  readonly columns: Int32Array
  readonly values: Float32Array
}

/** Columns and values of rows as they come; grows by doubling. */
export class SparseBuilder {
  private readonly offsets: number[] = [0]
  columns: Int32Array<ArrayBuffer>
  values: Float32Array<ArrayBuffer>
  /** Entries so far: the next one goes here. */
  filled = 0

  /** @param expected entries to hold without growing; more may come */
  constructor(expected = 1 << 16) {
    this.columns = new Int32Array(Math.max(1024, expected))
    this.values = new Float32Array(Math.max(1024, expected))
  }

  add(column: number, value: number): void {
    if (this.filled === this.columns.length) {
      const columns = new Int32Array(this.filled * 2)
      columns.set(this.columns)
      const values = new Float32Array(this.filled * 2)
      values.set(this.values)
      this.columns = columns
      this.values = values
    }
    this.columns[this.filled] = column
    this.values[this.filled] = value
    this.filled += 1
  }

  /** Counts an entry once more. */
  increment(at: number): void {
    this.values[at] = (this.values[at] ?? 0) + 1
  }

  endRow(): void {
    this.offsets.push(this.filled)
  }

  build(width: number): SparseRows {
    return {
      rows: this.offsets.length - 1,
      width,
      offsets: Int32Array.from(this.offsets),
      columns: this.columns.subarray(0, this.filled),
      values: this.values.subarray(0, this.filled),
    }
  }
}
