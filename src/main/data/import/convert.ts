import { RecordBatchReader, type Data } from 'apache-arrow'
import type { FileHandle } from 'node:fs/promises'
import type { StoredColumn } from '#shared/project'
import { ArrowFileWriter, numberCells, textCells, textParts, timeCells, type Cells } from '../arrow-file'
import { stopIfCancelled, type BufferedWriter } from '../files'
import type { ColumnReading } from './cells'
import { numberOf } from './number'
import { timeOf } from './time'

export interface ConvertInput {
  /** Arrow file whose first column holds line numbers and whose others hold the cells as text. */
  spill: FileHandle
  target: FileHandle
  names: readonly string[]
  readings: readonly ColumnReading[]
  /** Distinct cells as counted while reading. */
  distinct: readonly number[]
  lost: BufferedWriter
  signal: AbortSignal | undefined
  onRows(rows: number): void
}

/**
 * Second half of an import: the cells as text become the columns of their types. Each cell that cannot be read as its
 * column's type becomes empty and a line of lost.jsonl.
 */
export async function convertCells(input: ConvertInput): Promise<StoredColumn[]> {
  const { names, readings, lost } = input
  const columns = names.map((name, i): StoredColumn => ({
    name,
    type: readings[i]?.type ?? 'text',
    nulls: 0,
    distinct: input.distinct[i] ?? 0,
    lost: 0,
  }))
  const writer = new ArrowFileWriter(
    input.target,
    columns.map(({ name, type }) => ({ name, type })),
  )
  const reader = await RecordBatchReader.from(input.spill)
  await reader.open()
  for await (const batch of reader) {
    stopIfCancelled(input.signal)
    const [lines, ...cells] = batch.data.children
    const lineNumbers: unknown = lines?.values
    if (!(lineNumbers instanceof Int32Array)) throw new Error('the lines of an import are numbers')
    const converted = cells.map((cell, i): Cells => {
      const column = columns[i] as StoredColumn
      const result = convertColumn(cell, readings[i] as ColumnReading, (row, raw) => {
        column.lost++
        lost.add(`${JSON.stringify({ line: lineNumbers[row], column: column.name, raw })}\n`)
      })
      column.nulls += result.nullCount
      return result
    })
    await lost.drain()
    await writer.write(batch.numRows, converted)
    input.onRows(batch.numRows)
  }
  await writer.finish()
  return columns
}

function convertColumn(
  data: Data,
  { type, dayOrder }: ColumnReading,
  onLost: (row: number, raw: string) => void,
): Cells {
  const { bytes, offsets } = textParts(data)
  if (type === 'text') return textCells(offsets, bytes)
  const values = new Float64Array(data.length)
  for (let row = 0; row < data.length; row++) {
    const from = offsets[row] as number
    const to = offsets[row + 1] as number
    let value: number | null = NaN
    if (from !== to) {
      if (type === 'number') value = numberOf(bytes, from, to)
      else value = timeOf(bytes, from, to, dayOrder)
      if (value === null || Number.isNaN(value))
        onLost(row, Buffer.from(bytes.subarray(from, to)).toString('utf8'))
    }
    values[row] = value ?? NaN
  }
  return type === 'number' ? numberCells(values) : timeCells(values)
}
