import { openSync, closeSync, fstatSync, readSync } from 'node:fs'
import { DataType, tableFromIPC, type Data } from 'apache-arrow'
import { AppError } from '#shared/errors'
import type { ColumnType } from '#shared/manifest'
import { textParts } from './arrow-file'
import { fileError } from './files'
import type { Table, TextColumn } from './table'

/** One column as it lies in the file: a piece for each record batch. */
interface StoredPieces {
  type: ColumnType
  pieces: readonly Data[]
}

/** Reads a whole file into memory of its own: Arrow needs its buffers aligned, which pooled ones are not. */
function readBytes(path: string): Uint8Array {
  const file = openSync(path, 'r')
  try {
    const bytes = new Uint8Array(fstatSync(file).size)
    let at = 0
    while (at < bytes.length) {
      // One read takes less than 2 GB on every platform.
      const read = readSync(file, bytes, at, Math.min(bytes.length - at, 1 << 30), at)
      if (read === 0) break
      at += read
    }
    return bytes
  } finally {
    closeSync(file)
  }
}

function typeOf(type: DataType): ColumnType {
  if (DataType.isUtf8(type)) return 'text'
  if (DataType.isTimestamp(type)) return 'time'
  return 'number'
}

/**
 * Opens an Arrow IPC file of this project. Numbers are views of the file's bytes, texts are decoded when asked for.
 * @throws AppError `file-not-found`, `file-unreadable`
 */
export function openTable(path: string): Table {
  let table
  try {
    table = tableFromIPC(readBytes(path))
  } catch (error) {
    const known = fileError(error, path, 'read')
    if (known instanceof AppError) throw known
    throw new AppError('file-unreadable', { path, detail: String(error) }, { cause: error })
  }
  const { fields } = table.schema
  const names = fields.map(({ name }) => name)
  const stored = fields.map((field, index): StoredPieces => ({
    type: typeOf(field.type as DataType),
    pieces: table.batches.map((batch) => batch.data.children[index] as Data),
  }))
  const starts = [0]
  for (const batch of table.batches) starts.push((starts.at(-1) ?? 0) + batch.numRows)
  return makeTable(table.numRows, names, stored, starts)
}

function makeTable(
  rows: number,
  names: readonly string[],
  stored: readonly StoredPieces[],
  starts: readonly number[],
): Table {
  const index = new Map(names.map((name, i) => [name, i]))
  const numbers = new Map<string, Float64Array>()

  function find(name: string, type: ColumnType): StoredPieces {
    const column = stored[index.get(name) ?? -1]
    if (column === undefined)
      throw new AppError('column-missing', { column: name, columns: names.join(', ') })
    if (column.type !== type)
      throw new AppError('column-type', { column: name, type: column.type, role: type })
    return column
  }

  function floats(name: string, type: 'number' | 'time'): Float64Array {
    const column = find(name, type)
    const key = `${type} ${name}`
    const known = numbers.get(key)
    if (known !== undefined) return known
    const values = gather(rows, column)
    numbers.set(key, values)
    return values
  }

  return {
    rows,
    columns: names.map((name, i) => ({ name, type: (stored[i] as StoredPieces).type })),
    text: (column) => textColumn(rows, find(column, 'text').pieces as Data<never>[], starts),
    number: (column) => floats(column, 'number'),
    time: (column) => floats(column, 'time'),
  }
}

/** All batches of a numeric column in one array; a single batch is not copied. */
function gather(rows: number, { type, pieces }: StoredPieces): Float64Array {
  const only = pieces[0]
  if (type === 'number' && pieces.length === 1 && only?.values instanceof Float64Array) {
    return only.values.subarray(0, rows)
  }
  const values = new Float64Array(rows)
  let at = 0
  for (const piece of pieces) {
    const source: unknown = piece.values
    if (source instanceof BigInt64Array) {
      for (let i = 0; i < piece.length; i++) {
        values[at + i] = piece.getValid(i) ? Number(source[i]) : NaN
      }
    } else if (source instanceof Float64Array || source instanceof Int32Array) {
      values.set(source.subarray(0, piece.length), at)
    }
    at += piece.length
  }
  return values
}

function textColumn(rows: number, pieces: readonly Data[], starts: readonly number[]): TextColumn {
  const views = pieces.map((piece) => {
    const { offsets, bytes } = textParts(piece)
    return { offsets, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) }
  })
  // Rows are nearly always asked for in order: the batch of the last one is tried first.
  let current = 0
  return {
    length: rows,
    get(row) {
      if (!(row >= 0 && row < rows)) return null
      while (row < (starts[current] as number)) current--
      while (row >= (starts[current + 1] as number)) current++
      const view = views[current]
      if (view === undefined) return null
      const local = row - (starts[current] as number)
      const from = view.offsets[local] as number
      const to = view.offsets[local + 1] as number
      return from === to ? null : view.bytes.toString('utf8', from, to)
    },
  }
}
