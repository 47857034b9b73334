import { open } from 'node:fs/promises'
import { DataType, RecordBatchReader, type Data } from 'apache-arrow'
import type { ColumnType } from '#shared/manifest'
import {
  ArrowFileWriter,
  int32Cells,
  numberCells,
  textCells,
  textParts,
  timeCells,
  type Cells,
  type FieldSpec,
} from './arrow-file'
import { fileError, stopIfCancelled, writeAtomically } from './files'

/**
 * Copies some rows of an Arrow file of this project into a file of their own, batch by batch: moves sealed rows away.
 * @param rows row numbers of `source`, ascending
 * @throws AppError `file-not-found`, `disk-full`, `not-writable`, `cancelled`
 */
export async function selectRows(
  source: string,
  rows: Int32Array,
  target: string,
  signal?: AbortSignal,
): Promise<void> {
  await using input = await open(source, 'r').catch((error: unknown) => {
    throw fileError(error, source, 'read')
  })
  await writeAtomically(target, async (output) => {
    const reader = await RecordBatchReader.from(input)
    await reader.open()
    const types = reader.schema.fields.map((field) => fieldType(field.type as DataType))
    const fields = reader.schema.fields.map(({ name }, i): FieldSpec => ({ name, type: types[i] ?? 'text' }))
    const writer = new ArrowFileWriter(output, fields)
    let start = 0
    let next = 0
    for await (const batch of reader) {
      stopIfCancelled(signal)
      const first = next
      while (next < rows.length && (rows[next] as number) < start + batch.numRows) next++
      const local = rows.subarray(first, next).map((row) => row - start)
      start += batch.numRows
      if (local.length === 0) continue
      await writer.write(
        local.length,
        batch.data.children.map((column, i) => pick(column, types[i] ?? 'text', local)),
      )
    }
    await writer.finish()
  })
}

function fieldType(type: DataType): ColumnType | 'int32' {
  if (DataType.isUtf8(type)) return 'text'
  if (DataType.isTimestamp(type)) return 'time'
  return DataType.isInt(type) ? 'int32' : 'number'
}

function pick(column: Data, type: FieldSpec['type'], rows: Int32Array): Cells {
  const values: unknown = column.values
  if (type === 'text') return pickText(column, rows)
  if (type === 'int32')
    return int32Cells(Int32Array.from(rows, (row) => (values as Int32Array)[row] as number))
  const numbers = values as Float64Array | BigInt64Array
  const picked = Float64Array.from(rows, (row) => (column.getValid(row) ? Number(numbers[row]) : NaN))
  return type === 'time' ? timeCells(picked) : numberCells(picked)
}

function pickText(column: Data, rows: Int32Array): Cells {
  const { offsets: from, bytes } = textParts(column)
  const offsets = new Int32Array(rows.length + 1)
  rows.forEach((row, i) => {
    offsets[i + 1] = (offsets[i] as number) + (from[row + 1] as number) - (from[row] as number)
  })
  const picked = new Uint8Array(offsets[rows.length] as number)
  rows.forEach((row, i) => {
    picked.set(bytes.subarray(from[row], from[row + 1]), offsets[i])
  })
  return textCells(offsets, picked)
}
