import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError } from '#shared/errors'
import type { ColumnPreview, Encoding, ImportOptions, Preview } from '#shared/project'
import { fileError } from '../files'
import { addEvidence, chosenReading, emptyEvidence } from './cells'
import { findLayout, type Layout, type SampleRow } from './dialect'
import { decodeSample, detectEncoding, utf8Chunks, type Decoding } from './encoding'

/** Bytes at the start of a file from which delimiter, quoting, header and preview come. */
const SAMPLE_BYTES = 256 << 10
/** Where that holds few lines (a wide table, long texts), this much is looked at. */
const WIDE_SAMPLE_BYTES = 4 << 20
const ENOUGH_LINES = 20

/** Encodings are judged on this much of a file when it is only looked at; an import judges all of it. */
const INSPECT_BYTES = 64 << 20

const PREVIEW_ROWS = 50
/** A wide table shows fewer rows, so that a preview stays a few megabytes. */
const PREVIEW_CELLS = 100_000
const EXAMPLES = 5
/** Characters of a cell that a preview shows. */
const SHOWN_CHARACTERS = 1000
/** Bytes of the sample shown for each candidate when the encoding must be chosen. */
const CANDIDATE_BYTES = 600

/** @throws AppError `file-not-found`, `file-unreadable`, `file-empty` */
export async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((error: unknown) => {
    throw fileError(error, path, 'read')
  })
  if (!found.isFile()) throw new AppError('file-unreadable', { path, detail: 'not a file' })
  if (found.size === 0) throw new AppError('file-empty', { path })
  return found.size
}

/** The start of the file as UTF-8, and whether that is all of it. */
export async function readSample(
  path: string,
  decoding: Decoding & { encoding: Encoding },
  bytes: number,
): Promise<{ text: Buffer; complete: boolean }> {
  const sample = await readStart(path, decoding, bytes, SAMPLE_BYTES)
  if (sample.complete || countLines(sample.text) >= ENOUGH_LINES) return sample
  return readStart(path, decoding, bytes, WIDE_SAMPLE_BYTES)
}

async function readStart(
  path: string,
  decoding: Decoding & { encoding: Encoding },
  bytes: number,
  limit: number,
): Promise<{ text: Buffer; complete: boolean }> {
  const complete = bytes <= limit
  const pieces: Buffer[] = []
  for await (const piece of utf8Chunks(path, decoding, () => undefined, complete ? Infinity : limit)) {
    pieces.push(piece)
  }
  return { text: Buffer.concat(pieces), complete }
}

const countLines = (text: Buffer) =>
  text.reduce((lines, byte) => lines + Number(byte === 0x0a || byte === 0x0d), 0)

/**
 * The first look at a file, before anything is imported: how it is encoded and separated, its columns with proposed
 * types, its first rows. Where the encoding is not known, the candidates are shown decoded instead.
 * @throws AppError `file-not-found`, `file-unreadable`, `file-empty`, `too-many-columns`, `quote-unclosed`,
 * `invalid-input`
 */
export async function inspect(path: string, options: ImportOptions): Promise<Preview> {
  const bytes = await sizeOf(path)
  try {
    const decoding = await detectEncoding(path, options.encoding, INSPECT_BYTES)
    const { encoding } = decoding
    if (encoding === null) return await askPreview(path, bytes, decoding)
    const sample = await readSample(path, { ...decoding, encoding }, bytes)
    const layout = await findLayout(sample.text, sample.complete, options, path)
    return {
      ...emptyPreview(path, bytes),
      encoding,
      encodingFrom: decoding.from,
      ...shown(layout, options),
    }
  } catch (error) {
    throw fileError(error, path, 'read')
  }
}

function emptyPreview(path: string, bytes: number): Preview {
  return {
    fileName: basename(path),
    bytes,
    encoding: null,
    encodingFrom: 'ask',
    candidates: [],
    delimiter: ',',
    quotes: 'standard',
    header: true,
    columns: [],
    rows: [],
    ragged: 0,
  }
}

async function askPreview(path: string, bytes: number, decoding: Decoding): Promise<Preview> {
  const around = await bytesAroundForeign(path, bytes)
  const candidates = decoding.candidates.map((encoding) => ({
    encoding,
    sample: decodeSample(around, encoding),
  }))
  return { ...emptyPreview(path, bytes), candidates }
}

/** The first stretch that holds bytes beyond ASCII: the only place where the candidates differ. */
async function bytesAroundForeign(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const buffer = Buffer.alloc(Math.min(bytes, INSPECT_BYTES))
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0)
    const all = buffer.subarray(0, bytesRead)
    const first = all.findIndex((byte) => byte >= 0x80 || byte === 0)
    const lineStart = first <= 0 ? 0 : all.lastIndexOf(0x0a, first) + 1
    // An even start keeps the pairs of UTF-16 together.
    const start = Math.max(lineStart, first - CANDIDATE_BYTES / 2) & ~1
    return all.subarray(start, start + CANDIDATE_BYTES)
  } finally {
    await file.close()
  }
}

function shown(layout: Layout, options: ImportOptions) {
  const { names, rows, dialect, header } = layout
  const width = names.length
  const readable = rows.filter((row) => isWhole(row, width))
  const limit = Math.max(1, Math.min(PREVIEW_ROWS, Math.floor(PREVIEW_CELLS / width)))
  return {
    delimiter: dialect.delimiter,
    quotes: dialect.quotes,
    header,
    columns: names.map((name, i) => previewColumn(name, i, readable, options)),
    rows: rows.slice(0, limit).map(({ fields }) => fields.map((field) => field.slice(0, SHOWN_CHARACTERS))),
    ragged: rows.length - readable.length,
  }
}

const isWhole = ({ fields, broken }: SampleRow, width: number) => !broken && fields.length === width

function previewColumn(
  name: string,
  column: number,
  rows: SampleRow[],
  options: ImportOptions,
): ColumnPreview {
  const evidence = emptyEvidence()
  const distinct = new Set<string>()
  for (const { fields } of rows) {
    const cell = fields[column] ?? ''
    if (cell.trim() === '') continue
    distinct.add(cell)
    const bytes = Buffer.from(cell, 'utf8')
    addEvidence(evidence, bytes, 0, bytes.length)
  }
  return {
    name,
    proposed: options.types?.[name] ?? chosenReading(evidence, null, name).type,
    empty: rows.length === 0 ? 0 : 1 - evidence.filled / rows.length,
    distinct: distinct.size,
    examples: [...distinct].slice(0, EXAMPLES).map((cell) => cell.slice(0, SHOWN_CHARACTERS)),
  }
}
