import type { FileHandle } from 'node:fs/promises'
import {
  AsyncByteQueue,
  Field,
  Float64,
  Int32,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  TimestampMillisecond,
  Utf8,
  makeData,
  type Data,
  type DataType,
} from 'apache-arrow'
import type { ColumnType } from '#shared/manifest'

/** Bytes of a batch, and rows of a batch, after which it is written: small enough to hold several in memory. */
export const BATCH_BYTES = 16 << 20
export const BATCH_ROWS = 65_536

export type Cells = Data<Utf8> | Data<Float64> | Data<TimestampMillisecond> | Data<Int32>

/** A named column of a file and its Arrow type. */
export interface FieldSpec {
  name: string
  type: ColumnType | 'int32'
}

const arrowTypes: Record<FieldSpec['type'], () => DataType> = {
  text: () => new Utf8(),
  number: () => new Float64(),
  time: () => new TimestampMillisecond(),
  int32: () => new Int32(),
}

function schemaOf(fields: readonly FieldSpec[]): Schema {
  return new Schema(fields.map(({ name, type }) => new Field(name, arrowTypes[type](), true)))
}

/** Collects what the Arrow writer produces until it is taken; the library's own queue can only be read as a stream. */
class ByteSink extends AsyncByteQueue {
  private chunks: Uint8Array[] = []

  override write(value: Uint8Array): void {
    this.chunks.push(value)
  }

  take(): Uint8Array[] {
    const taken = this.chunks
    this.chunks = []
    return taken
  }
}

/** Writes record batches to an Arrow IPC file one by one, so that only one is held in memory. */
export class ArrowFileWriter {
  private readonly sink = new ByteSink()
  private readonly writer = new RecordBatchFileWriter()
  private readonly schema: Schema

  constructor(
    private readonly handle: FileHandle,
    fields: readonly FieldSpec[],
  ) {
    this.schema = schemaOf(fields)
    this.writer.reset(this.sink, this.schema)
  }

  /** `columns` in the order of the fields, each `rows` long; they may be reused after the promise. */
  async write(rows: number, columns: readonly Cells[]): Promise<void> {
    const struct = makeData({
      type: new Struct(this.schema.fields),
      length: rows,
      nullCount: 0,
      children: [...columns] as Data[],
    })
    this.writer.write(new RecordBatch(this.schema, struct))
    await this.flush()
  }

  async finish(): Promise<void> {
    this.writer.finish()
    await this.flush()
  }

  private async flush(): Promise<void> {
    const chunks = this.sink.take()
    // The kernel takes at most 1,024 pieces at once (IOV_MAX); a wide table has more.
    for (let i = 0; i < chunks.length; i += 512) await writeAll(this.handle, chunks.slice(i, i + 512))
  }
}

async function writeAll(handle: FileHandle, chunks: Uint8Array[]): Promise<void> {
  const total = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0)
  const { bytesWritten } = await handle.writev(chunks)
  if (bytesWritten === total) return
  // A short write: finish with plain writes, which go on until everything is out.
  const rest = Buffer.concat(chunks).subarray(bytesWritten)
  await handle.appendFile(rest)
}

/** The validity bitmap of Arrow: bit i set where cell i is not empty. */
function bitmapOf(rows: number, isNull: (row: number) => boolean): { bitmap: Uint8Array; nulls: number } {
  const bitmap = new Uint8Array((rows + 7) >> 3)
  let nulls = 0
  for (let row = 0; row < rows; row++) {
    if (isNull(row)) nulls++
    else bitmap[row >> 3] = (bitmap[row >> 3] as number) | (1 << (row & 7))
  }
  return { bitmap, nulls }
}

/** NaN becomes an empty cell; its slot keeps the NaN, so that reading needs no second look at the bitmap. */
export function numberCells(values: Float64Array): Data<Float64> {
  const { bitmap, nulls } = bitmapOf(values.length, (row) => Number.isNaN(values[row]))
  return makeData({
    type: new Float64(),
    length: values.length,
    nullCount: nulls,
    nullBitmap: bitmap,
    data: values,
  })
}

export function timeCells(values: Float64Array): Data<TimestampMillisecond> {
  const { bitmap, nulls } = bitmapOf(values.length, (row) => Number.isNaN(values[row]))
  const milliseconds = new BigInt64Array(values.length)
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number
    if (!Number.isNaN(value)) milliseconds[row] = BigInt(value)
  }
  return makeData({
    type: new TimestampMillisecond(),
    length: values.length,
    nullCount: nulls,
    nullBitmap: bitmap,
    data: milliseconds,
  })
}

export function int32Cells(values: Int32Array): Data<Int32> {
  return makeData({ type: new Int32(), length: values.length, nullCount: 0, data: values })
}

/** Where the cells of a text column end, and their UTF-8. */
export function textParts(column: Data): { offsets: Int32Array; bytes: Uint8Array } {
  const bytes: unknown = column.values
  const offsets: unknown = column.valueOffsets
  if (bytes instanceof Uint8Array && offsets instanceof Int32Array) {
    // Files pad their buffers: what comes after the last cell means nothing.
    return { offsets: offsets.subarray(0, column.length + 1), bytes }
  }
  throw new Error('a text column has bytes and offsets')
}

/** `offsets` has one more entry than there are rows; an empty cell is a null. */
export function textCells(offsets: Int32Array, bytes: Uint8Array): Data<Utf8> {
  const rows = offsets.length - 1
  const { bitmap, nulls } = bitmapOf(rows, (row) => offsets[row] === offsets[row + 1])
  return makeData({
    type: new Utf8(),
    length: rows,
    nullCount: nulls,
    nullBitmap: bitmap,
    valueOffsets: offsets,
    data: bytes,
  })
}
