import { AppError } from '#shared/errors'
import type { ImportOptions } from '#shared/project'
import { numberOf } from './number'
import { RecordReader, fieldText, quotedFields, type Dialect, type RecordHandler } from './records'
import { dateOrders } from './time'

/** Widest table that is imported: as many columns as a spreadsheet can have. */
const MAX_COLUMNS = 16_384

const delimiters = [',', '\t', ';', '|'] as const

/** From this share of broken among all quoted fields the marks of a file are taken for ordinary characters. */
const BROKEN_QUOTES = 0.1

/** Header cells are names: longer ones, or ones of more words, are data. */
const NAME_CHARACTERS = 60
const NAME_WORDS = 6

/** A row of the sample, decoded. */
export interface SampleRow {
  fields: string[]
  broken: boolean
}

/** What the sample at the start of a file tells about the whole of it. */
export interface Layout {
  dialect: Dialect
  header: boolean
  names: string[]
  /** Data rows of the sample. */
  rows: SampleRow[]
}

interface Sample {
  text: Buffer
  complete: boolean
  lineEnds: readonly string[]
}

interface Trial {
  dialect: Dialect
  rows: SampleRow[]
  /** Most frequent number of fields and the share of rows that have it. */
  width: number
  share: number
  quoted: number
  brokenQuotes: number
}

/**
 * Delimiter, quoting, header and names from a sample of the file's UTF-8.
 * @param complete the sample is the whole file; otherwise its last, cut row is left out
 * @throws AppError `file-empty`, `too-many-columns`, `invalid-input`, `quote-unclosed`
 */
export async function findLayout(
  sample: Buffer,
  complete: boolean,
  options: ImportOptions,
  path: string,
): Promise<Layout> {
  const lineEnds = sample.includes(0x0a) || !sample.includes(0x0d) ? ['\r\n', '\n'] : ['\r']
  const trial = await bestTrial({ text: sample, complete, lineEnds }, options)
  const [first, ...rest] = trial.rows
  if (first === undefined) throw new AppError('file-empty', { path })
  if (first.broken) throw new AppError('quote-unclosed', { line: 1 })
  const header =
    options.header ??
    looksLikeHeader(
      first.fields,
      rest.map(({ fields }) => fields),
    )
  // A header one short (row names) or long rows in general: the rows decide, and the extra columns get visible names.
  const width = header ? Math.max(first.fields.length, trial.width) : trial.width
  if (width > MAX_COLUMNS)
    throw new AppError('too-many-columns', { path, columns: width, limit: MAX_COLUMNS })
  return {
    dialect: trial.dialect,
    header,
    names: columnNames(header ? first.fields : [], width),
    rows: header ? rest : trial.rows,
  }
}

async function bestTrial(sample: Sample, options: ImportOptions): Promise<Trial> {
  const { delimiter } = options
  if (delimiter !== undefined && /["\r\n]/.test(delimiter)) {
    throw new AppError('invalid-input', { detail: 'a quotation mark or line end cannot separate columns' })
  }
  let best: Trial | null = null
  const occurring = delimiters.filter((candidate) => sample.text.includes(candidate))
  const candidates = delimiter !== undefined ? [delimiter] : occurring.length > 0 ? occurring : [',']
  for (const candidate of candidates) {
    const trial = await tryQuotes(sample, candidate)
    if (best === null || isBetter(trial, best)) best = trial
  }
  if (best === null) throw new Error('no delimiter to try')
  return best
}

function isBetter(trial: Trial, than: Trial): boolean {
  const separates = Number(trial.width > 1) - Number(than.width > 1)
  if (separates !== 0) return separates > 0
  return trial.share !== than.share ? trial.share > than.share : trial.width > than.width
}

/** Reads the sample by the rules of quoting and, where many marks do not fit, without them. */
async function tryQuotes(sample: Sample, delimiter: string): Promise<Trial> {
  const { lineEnds } = sample
  const standard = await tryDialect(sample, { delimiter, quotes: 'standard', lineEnds })
  if (standard.brokenQuotes === 0) return standard
  if (standard.brokenQuotes < BROKEN_QUOTES * (standard.brokenQuotes + standard.quoted)) return standard
  const literal = await tryDialect(sample, { delimiter, quotes: 'none', lineEnds })
  return literal.share > standard.share ? literal : standard
}

async function tryDialect({ text, complete }: Sample, dialect: Dialect): Promise<Trial> {
  const rows: SampleRow[] = []
  let quoted = 0
  let brokenQuotes = 0
  const widths = new Map<number, number>()
  const merged: number[][] = []
  const add = (fields: string[], broken: boolean) => {
    rows.push({ fields: fields.map(fieldText), broken })
    if (!broken) widths.set(fields.length, (widths.get(fields.length) ?? 0) + 1)
  }
  const handler: RecordHandler = {
    onRecord(fields, { raw }) {
      add(fields, false)
      if (dialect.quotes === 'none') return
      quoted += Math.max(0, quotedFields(raw, dialect))
      const lines = splitLines(raw)
      if (lines.length > 1) merged.push(lines.map((line) => line.split(dialect.delimiter).length))
    },
    onBroken(_reason, fields) {
      brokenQuotes++
      add(fields, true)
    },
  }
  const reader = new RecordReader(dialect, handler)
  await reader.feed(text)
  // The last row of a sample is cut; it counts only where it is all there is.
  if (complete || rows.length === 0) await reader.end()
  let width = 1
  let count = 0
  for (const [fields, times] of widths) if (times > count) [width, count] = [fields, times]
  // A row of several lines, each of which is a complete row by itself: marks that belong to different rows met.
  if (width > 1) brokenQuotes += merged.filter((lines) => lines.every((fields) => fields === width)).length
  return { dialect, rows, width, share: count / Math.max(1, rows.length), quoted, brokenQuotes }
}

const splitLines = (raw: Buffer) =>
  raw
    .toString('latin1')
    .replace(/[\r\n]+$/, '')
    .split(/\r?\n/)

/**
 * Is the first row a header? Names are short, filled and no numbers or dates. A column of nothing but numbers or dates
 * under a word proves it; else names must not recur among the values below them.
 */
function looksLikeHeader(first: readonly string[], rest: readonly (readonly string[])[]): boolean {
  const names = first.map((name) => name.trim())
  if (names.every((name) => name === '') || !names.every(couldBeName)) return false
  const below = names.map((_, column) => rest.map((row) => row[column] ?? '').filter((cell) => cell !== ''))
  if (below.some((cells, column) => names[column] !== '' && cells.length > 0 && cells.every(isMeasured)))
    return true
  return below.every((cells, column) => names[column] === '' || !cells.includes(first[column] ?? ''))
}

function couldBeName(name: string): boolean {
  if (name.length > NAME_CHARACTERS || name.split(/\s+/).length > NAME_WORDS) return false
  return !/[.!?。！？]$/.test(name) && !isMeasured(name)
}

/** A number or a date. */
function isMeasured(cell: string): boolean {
  const bytes = Buffer.from(cell)
  return numberOf(bytes, 0, bytes.length) !== null || dateOrders(bytes, 0, bytes.length) !== 0
}

/**
 * Visible names for all columns: an empty one becomes "column 3", a repeated one "name (2)". Kept as they are
 * otherwise, `__proto__` included: names are never used as keys of objects.
 */
function columnNames(header: readonly string[], width: number): string[] {
  const taken = new Set<string>()
  return Array.from({ length: width }, (_, i) => {
    const given = (header[i] ?? '').replaceAll('\0', '').trim()
    const base = given === '' ? `column ${i + 1}` : given
    let name = base
    for (let n = 2; taken.has(name); n++) name = `${base} (${n})`
    taken.add(name)
    return name
  })
}
