import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImportProgress } from '#shared/contract/index'
import { AppError } from '#shared/errors'
import type { DataVersion, Encoding, ImportOptions, RefusedRow } from '#shared/project'
import { ArrowFileWriter, BATCH_BYTES, BATCH_ROWS, int32Cells } from '../arrow-file'
import { BufferedWriter, fileError, removeUnfinished, stopIfCancelled, writeFolderAtomically } from '../files'
import { ColumnCells, chosenReading } from './cells'
import { convertCells } from './convert'
import { findLayout, type Layout } from './dialect'
import { detectEncoding, utf8Chunks, UNDECODABLE, type Decoding } from './encoding'
import { readSample, sizeOf } from './inspect'
import {
  MAX_ROW_MB,
  RecordReader,
  fieldText,
  shownRaw,
  type RecordHandler,
  type RecordPlace,
} from './records'

export interface ImportInput {
  path: string
  /** Where the folder of this data version is made. One import at a time writes there. */
  folder: string
  options: ImportOptions
  signal?: AbortSignal
  onProgress?: (progress: ImportProgress) => void
}

export interface Imported {
  arrow: string
  refused: string
  lost: string
  sourceHash: string
  encoding: DataVersion['encoding']
  delimiter: string
  rows: DataVersion['rows']
  columns: DataVersion['columns']
}

const ARROW = 'rows.arrow'
const REFUSED = 'refused.jsonl'
const LOST = 'lost.jsonl'
const SPILL = 'cells.arrow'

/**
 * Imports a delimited file: read once, cells kept as bytes by column, types decided from all values, written as one
 * Arrow IPC file. Rows that do not fit are listed in refused.jsonl, cells that could not be read as their type in
 * lost.jsonl. The three files appear together, in a folder of their own, or not at all.
 * @throws AppError `file-not-found`, `file-unreadable`, `file-empty`, `encoding-unknown`, `too-many-columns`,
 * `no-data-rows`, `quote-unclosed`, `cell-too-large`, `disk-full`, `not-writable`, `invalid-input`, `cancelled`
 */
export async function importFile(input: ImportInput): Promise<Imported> {
  const { path, folder, options, signal } = input
  const totalBytes = await sizeOf(path)
  try {
    stopIfCancelled(signal)
    const decoding = await knownEncoding(path, options, signal)
    const sample = await readSample(path, decoding, totalBytes)
    const layout = await findLayout(sample.text, sample.complete, options, path)
    await removeUnfinished(folder)
    const target = freeName(folder)
    const result = await writeFolderAtomically(target, (work) =>
      importInto(work, { ...input, decoding, layout, totalBytes }),
    )
    return {
      ...result,
      arrow: join(target, ARROW),
      refused: join(target, REFUSED),
      lost: join(target, LOST),
      encoding: decoding.encoding,
      delimiter: layout.dialect.delimiter,
    }
  } catch (error) {
    if (signal?.aborted === true) throw new AppError('cancelled', {}, { cause: error })
    throw fileError(error, path, 'read')
  }
}

/** Versions never overwrite each other: the next number that is free. */
function freeName(folder: string): string {
  for (let number = 1; ; number++) {
    const name = join(folder, `import-${number}`)
    if (!existsSync(name)) return name
  }
}

async function knownEncoding(
  path: string,
  options: ImportOptions,
  signal: AbortSignal | undefined,
): Promise<Decoding & { encoding: Encoding }> {
  const decoding = await detectEncoding(path, options.encoding, Infinity, signal)
  const { encoding } = decoding
  if (encoding === null) {
    throw new AppError('encoding-unknown', { path, candidates: decoding.candidates.join(', ') })
  }
  return { ...decoding, encoding }
}

interface Job extends ImportInput {
  decoding: Decoding & { encoding: Encoding }
  layout: Layout
  totalBytes: number
}

async function importInto(work: string, job: Job) {
  const spillPath = join(work, SPILL)
  await using refusedFile = await open(join(work, REFUSED), 'wx')
  await using lostFile = await open(join(work, LOST), 'wx')
  await using spill = await open(spillPath, 'wx+')
  const refused = new BufferedWriter(refusedFile)
  const lost = new BufferedWriter(lostFile)
  const rows = new RowCollector(job, new ArrowFileWriter(spill, spillFields(job.layout.names)), refused, lost)
  const sourceHash = await readRows(job, rows)
  if (rows.used === 0) throw nothingUsed(job, rows)

  const columns = await convertTo(join(work, ARROW), job, rows, lost, spillPath)
  await refused.drain(0)
  await lost.drain(0)
  await refusedFile.sync()
  await lostFile.sync()
  await rm(spillPath)
  return { sourceHash, rows: { read: rows.read, used: rows.used, refused: rows.refusals }, columns }
}

const spillFields = (names: readonly string[]) => [
  { name: 'line', type: 'int32' as const },
  ...names.map((name) => ({ name, type: 'text' as const })),
]

async function readRows(job: Job, rows: RowCollector): Promise<string> {
  const hash = createHash('sha256')
  let bytes = 0
  const reader = new RecordReader(job.layout.dialect, rows)
  for await (const chunk of utf8Chunks(job.path, job.decoding, (raw) => {
    hash.update(raw)
    bytes += raw.length
  })) {
    stopIfCancelled(job.signal)
    await reader.feed(chunk)
    await rows.drain()
    job.onProgress?.({ phase: 'reading', bytes, totalBytes: job.totalBytes, rows: rows.used })
  }
  await reader.end()
  await rows.finish()
  return hash.digest('hex')
}

async function convertTo(
  target: string,
  job: Job,
  rows: RowCollector,
  lost: BufferedWriter,
  spillPath: string,
) {
  await using spill = await open(spillPath, 'r')
  await using arrow = await open(target, 'wx')
  let converted = 0
  const columns = await convertCells({
    spill,
    target: arrow,
    names: job.layout.names,
    readings: rows.cells.map((cells, i) =>
      chosenReading(cells.evidence, forcedType(job, i), job.layout.names[i] ?? ''),
    ),
    distinct: rows.cells.map((cells) => cells.distinct.count),
    lost,
    signal: job.signal,
    onRows(count) {
      converted += count
      job.onProgress?.({
        phase: 'writing',
        bytes: job.totalBytes,
        totalBytes: job.totalBytes,
        rows: converted,
      })
    },
  })
  await arrow.sync()
  return columns
}

function forcedType({ options, layout }: Pick<Job, 'options' | 'layout'>, column: number) {
  const { types } = options
  const name = layout.names[column]
  return types !== undefined && name !== undefined && Object.hasOwn(types, name)
    ? (types[name] ?? null)
    : null
}

function nothingUsed(job: Job, rows: RowCollector): AppError {
  const { first } = rows
  if (first?.reason === 'cell-too-large') {
    return new AppError('cell-too-large', { line: first.line, limit: MAX_ROW_MB })
  }
  if (first?.reason === 'quote') return new AppError('quote-unclosed', { line: first.line })
  return new AppError('no-data-rows', { path: job.path, refused: rows.refusals })
}

/** Takes rows as they are read: good ones into the columns, the others into refused.jsonl. */
class RowCollector implements RecordHandler {
  read = 0
  used = 0
  refusals = 0
  first: RefusedRow | null = null
  readonly cells: ColumnCells[]
  private lines = new Int32Array(BATCH_ROWS)
  private batchRows = 0
  private headerSeen: boolean

  constructor(
    private readonly job: Job,
    private readonly spill: ArrowFileWriter,
    private readonly refused: BufferedWriter,
    private readonly lost: BufferedWriter,
  ) {
    this.cells = job.layout.names.map((_, i) => new ColumnCells(forcedType(job, i)))
    this.headerSeen = !job.layout.header
  }

  onRecord(fields: string[], place: RecordPlace): void {
    if (!this.headerSeen) {
      this.headerSeen = true
      return
    }
    this.read++
    if (!this.job.decoding.valid && place.raw.includes(UNDECODABLE)) this.refuse('undecodable', fields, place)
    else if (fields.length === this.cells.length) this.keep(fields, place.line)
    else if (this.job.options.ragged === 'keep') this.fit(fields, place.line)
    else this.refuse('ragged', fields, place)
  }

  onBroken(reason: RefusedRow['reason'], fields: string[], place: RecordPlace): void {
    this.read++
    const damaged = !this.job.decoding.valid && place.raw.includes(UNDECODABLE)
    if (reason === 'quote' && this.job.options.ragged === 'keep' && !damaged) this.fit(fields, place.line)
    else this.refuse(damaged ? 'undecodable' : reason, fields, place)
  }

  /** Writes what has gathered, between two chunks. */
  async drain(): Promise<void> {
    const bytes = this.cells.reduce((sum, cells) => sum + cells.size, 0)
    if (this.batchRows >= BATCH_ROWS || bytes >= BATCH_BYTES) await this.flush()
    await this.refused.drain()
    await this.lost.drain()
  }

  async finish(): Promise<void> {
    if (this.batchRows > 0) await this.flush()
    await this.spill.finish()
  }

  private async flush(): Promise<void> {
    const lines = int32Cells(this.lines.subarray(0, this.batchRows))
    await this.spill.write(this.batchRows, [lines, ...this.cells.map((cells) => cells.take())])
    this.batchRows = 0
  }

  private keep(fields: readonly string[], line: number): void {
    if (this.batchRows === this.lines.length) {
      const wider = new Int32Array(this.lines.length * 2)
      wider.set(this.lines)
      this.lines = wider
    }
    this.lines[this.batchRows++] = line
    this.used++
    const { cells } = this
    for (let i = 0; i < cells.length; i++) (cells[i] as ColumnCells).add(fields[i] as string)
  }

  /** A row of another length: short ones are padded, what is cut from long ones is listed as lost. */
  private fit(fields: readonly string[], line: number): void {
    const width = this.cells.length
    fields.slice(width).forEach((field, i) => {
      if (field === '') return
      const column = `column ${width + i + 1}`
      this.lost.add(`${JSON.stringify({ line, column, raw: fieldText(field) })}\n`)
    })
    this.keep(
      Array.from({ length: width }, (_, i) => fields[i] ?? ''),
      line,
    )
  }

  private refuse(reason: RefusedRow['reason'], fields: readonly string[], { line, raw }: RecordPlace): void {
    this.refusals++
    const row: RefusedRow = {
      line,
      reason,
      fields: fields.length,
      expected: this.cells.length,
      raw: shownRaw(raw),
    }
    this.first ??= row
    this.refused.add(`${JSON.stringify(row)}\n`)
  }
}
