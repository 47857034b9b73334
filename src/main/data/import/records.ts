import { CsvError, Parser } from 'csv-parse'
import type { RefusalReason } from '#shared/project'

/** How a delimited file is written. */
export interface Dialect {
  delimiter: string
  /** `none`: quotation marks are ordinary characters. */
  quotes: 'standard' | 'none'
  /** Old Macintosh files end lines with CR alone. */
  lineEnds: readonly string[]
}

/**
 * Longest row, in bytes. A longer one is nearly always a missing quotation mark; no text to be judged is longer than a
 * few books, and every screen and model downstream has to hold it.
 */
const MAX_ROW_BYTES = 16 << 20
export const MAX_ROW_MB = MAX_ROW_BYTES >> 20

/** How much of a refused row is shown. */
const RAW_CHARACTERS = 500

const QUOTE = 0x22
const LF = 0x0a
const CR = 0x0d

/** Where a row lies in the UTF-8 of the file. */
export interface RecordPlace {
  /** 1-based line where it starts. */
  line: number
  /** Its bytes, line end included. Valid during the call only. */
  raw: Buffer
}

export interface RecordHandler {
  /** Each field holds one character per byte of UTF-8: no byte is lost, and short strings stay cheap. */
  onRecord(fields: string[], place: RecordPlace): void
  /** A line that cannot be split by the rules of quoting, or is too long. `fields`: split without them. */
  onBroken(reason: RefusalReason, fields: string[], place: RecordPlace): void
}

/**
 * Bytes to rows by csv-parse, going on after damage: when the quotation marks of a row do not fit together, its first
 * line is reported as broken and reading goes on with the next line, so one stray mark cannot swallow the rest.
 */
export class RecordReader {
  private parser: Parser
  /** What was fed since the end of the last row; it begins at `windowStart` of the whole input. */
  private window: Buffer = Buffer.alloc(0)
  private windowStart = 0
  /** Where the current parser's first byte and the next row lie in the whole input. */
  private parserStart = 0
  private position = 0
  private line = 1
  /** The rest of a line that is too long is being skipped. */
  private skipping = false

  constructor(
    private readonly dialect: Dialect,
    private readonly handler: RecordHandler,
  ) {
    this.parser = this.newParser()
  }

  /** `chunk` must not change afterwards. */
  async feed(chunk: Buffer): Promise<void> {
    this.window = this.window.length === 0 ? chunk : Buffer.concat([this.window, chunk])
    let next: Buffer | null = chunk
    while (next !== null) {
      if (this.skipping) {
        next = this.skipLine()
      } else {
        const failure = await push(this.parser, next)
        next = failure === null ? null : this.recover(failure, false)
      }
    }
    this.dropUntil(this.position)
  }

  /** Call once, after the last chunk. */
  async end(): Promise<void> {
    while (!this.skipping) {
      const failure = await finish(this.parser)
      if (failure === null) return
      let next = this.recover(failure, true)
      while (next !== null) {
        const again = await push(this.parser, next)
        next = again === null ? null : this.recover(again, true)
      }
    }
  }

  private newParser(): Parser {
    const quote = this.dialect.quotes === 'standard' ? '"' : null
    const parser: Parser = new Parser({
      delimiter: byteString(this.dialect.delimiter),
      record_delimiter: [...this.dialect.lineEnds],
      quote,
      escape: quote,
      encoding: 'latin1',
      // A mark inside an unquoted field is an ordinary character to every spreadsheet.
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: MAX_ROW_BYTES,
      on_record: (fields: string[], info) => {
        this.record(fields, this.parserStart + info.bytes)
        // csv-parse builds an error with a stack for each row that is not as long as the first, which takes ten times
        // as long as reading the row. Lengths are judged by the handler: for the parser every row is the first.
        Object.assign(parser.info, { records: 0 })
        return null
      },
    })
    parser.resume()
    return parser
  }

  private record(fields: string[], end: number): void {
    this.skipBlankLines(end)
    const raw = this.window.subarray(this.position - this.windowStart, end - this.windowStart)
    const place = { line: this.line, raw }
    if (this.dialect.quotes === 'standard' && anyQuote(fields) && quotedFields(raw, this.dialect) < 0) {
      if (firstLine(raw, this.dialect).length < raw.length) throw new BrokenRow()
      this.handler.onBroken('quote', splitLiterally(raw, this.dialect), place)
    } else {
      this.handler.onRecord(fields, place)
    }
    this.advance(end)
  }

  /** Reports the first line of the row that failed; gives what must be parsed again, null when more is needed. */
  private recover(failure: Error, atEnd: boolean): Buffer | null {
    if (!(failure instanceof CsvError || failure instanceof BrokenRow)) throw failure
    this.skipBlankLines(this.windowStart + this.window.length)
    const rest = this.window.subarray(this.position - this.windowStart)
    const line = firstLine(rest, this.dialect)
    const place = { line: this.line, raw: rest.subarray(0, line.length) }
    if (line.length >= MAX_ROW_BYTES) this.handler.onBroken('cell-too-large', [], place)
    else this.handler.onBroken('quote', splitLiterally(place.raw, this.dialect), place)
    this.advance(this.position + line.length)
    this.parser = this.newParser()
    this.parserStart = this.position
    this.skipping = !line.ended && !atEnd
    this.dropUntil(this.position)
    return this.window.length === 0 ? null : this.window
  }

  /** Looks for the end of a line that was too long. */
  private skipLine(): Buffer | null {
    const line = firstLine(this.window, this.dialect)
    this.advance(this.position + line.length)
    this.dropUntil(this.position)
    if (!line.ended) return null
    this.skipping = false
    this.parserStart = this.position
    return this.window.length === 0 ? null : this.window
  }

  private skipBlankLines(before: number): void {
    let at = this.position
    while (at < before) {
      const byte = this.window[at - this.windowStart]
      if (byte !== LF && byte !== CR) break
      at++
    }
    this.advance(at)
  }

  /** Moves to `end`, counting lines. */
  private advance(end: number): void {
    const { window } = this
    const mark = lineMark(this.dialect)
    const to = end - this.windowStart
    let lines = 0
    for (let at = this.position - this.windowStart; at < to; at++) if (window[at] === mark) lines++
    this.line += lines
    this.position = end
  }

  private dropUntil(position: number): void {
    this.window = this.window.subarray(position - this.windowStart)
    this.windowStart = position
  }
}

/** Thrown through csv-parse to stop it where the quotation marks of a row of several lines do not fit. */
class BrokenRow extends Error {}

function anyQuote(fields: readonly string[]): boolean {
  for (const field of fields) if (field.charCodeAt(0) === QUOTE) return true
  return false
}

/** The error by which the parser refused a piece, or null. */
function push(parser: Parser, chunk: Buffer): Promise<Error | null> {
  return new Promise((resolve) => {
    // The same error is also emitted, after the call-back; unheard, it would end the process.
    parser.once('error', resolve)
    parser.write(chunk, (error) => {
      if (error === null || error === undefined) parser.off('error', resolve)
      resolve(error ?? null)
    })
  })
}

function finish(parser: Parser): Promise<Error | null> {
  return new Promise((resolve) => {
    parser.once('error', resolve)
    parser.once('end', () => resolve(null))
    parser.end()
  })
}

/** Characters as the parser sees them: one for each byte of UTF-8. */
const byteString = (text: string) => Buffer.from(text, 'utf8').toString('latin1')

const lineMark = ({ lineEnds }: Dialect) => (lineEnds.includes('\n') ? LF : CR)

/** Length of the first line with its end, and whether that end was there. */
function firstLine(bytes: Buffer, dialect: Dialect): { length: number; ended: boolean } {
  const at = bytes.indexOf(lineMark(dialect))
  return at === -1 ? { length: bytes.length, ended: false } : { length: at + 1, ended: true }
}

function trimEnd(bytes: Buffer): Buffer {
  let end = bytes.length
  while (end > 0 && (bytes[end - 1] === LF || bytes[end - 1] === CR)) end--
  return bytes.subarray(0, end)
}

/** A row split at every delimiter, quotation marks being ordinary characters. */
function splitLiterally(raw: Buffer, { delimiter }: Dialect): string[] {
  return trimEnd(raw).toString('latin1').split(byteString(delimiter))
}

/**
 * Do the quotation marks of one row fit together? A field that opens with one must close with one just before a
 * delimiter or the end. Counts such fields; -1 where one does not fit.
 */
export function quotedFields(raw: Buffer, { delimiter }: Dialect): number {
  const bytes = trimEnd(raw)
  const separator = Buffer.from(delimiter, 'utf8')
  let quoted = 0
  let at = 0
  while (at < bytes.length) {
    if (bytes[at] !== QUOTE) {
      const next = bytes.indexOf(separator, at)
      if (next === -1) return quoted
      at = next + separator.length
      continue
    }
    at++
    for (;;) {
      const mark = bytes.indexOf(QUOTE, at)
      if (mark === -1) return -1
      if (bytes[mark + 1] !== QUOTE) {
        if (mark + 1 === bytes.length) return quoted + 1
        if (!bytes.subarray(mark + 1, mark + 1 + separator.length).equals(separator)) return -1
        at = mark + 1 + separator.length
        break
      }
      at = mark + 2
    }
    quoted++
  }
  return quoted
}

/** The start of a refused row, for people; undecodable bytes show as U+FFFD. */
export function shownRaw(raw: Buffer): string {
  const start = trimEnd(raw).subarray(0, 4 * RAW_CHARACTERS)
  return start.toString('utf8').slice(0, RAW_CHARACTERS)
}

/** A field's real characters from its bytes. */
export const fieldText = (field: string) => Buffer.from(field, 'latin1').toString('utf8')
