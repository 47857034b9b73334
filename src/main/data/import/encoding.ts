import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import type { Encoding } from '#shared/project'

/** Bytes read at once: 10 ms of parsing, so that a cancel is seen soon. */
const CHUNK_BYTES = 256 << 10

/**
 * Stands for a byte sequence that could not be decoded, in the UTF-8 that `utf8Chunks` yields. The byte 0xFF occurs
 * in no valid UTF-8, so such rows can be told from rows that really hold U+FFFD.
 */
export const UNDECODABLE = 0xff

export interface Decoding {
  /** null: not known, one of `candidates` must be chosen. */
  encoding: Encoding | null
  from: 'bom' | 'strict' | 'chosen' | 'ask'
  /** Bytes of the byte order mark at the start. */
  bom: number
  /** Every byte of what was read is valid in `encoding`. */
  valid: boolean
  candidates: Encoding[]
}

const boms: readonly { encoding: Encoding; bytes: readonly number[] }[] = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
]

/** Share of NUL bytes from which a file without a mark looks like UTF-16: Latin text there has every second one. */
const UTF16_NUL_SHARE = 0.05

/**
 * GB18030 accepts nearly any pairs of bytes, so Big5, Shift-JIS or Latin-1 often pass strictly. What a person wrote in
 * simplified Chinese consists nearly only of the 3,755 characters of GB 2312 level 1, level 2 names and punctuation.
 */
const COMMON_SHARE = 0.85
/**
 * Korean (EUC-KR) read as GBK also gives only common characters, but all of them from the first 25 rows of the table;
 * Chinese, sorted there by its sound, has about half its characters (S to Z) after them.
 */
const LATE_SHARE = 0.15
/** Below this many characters the late rows may be missing by chance. */
const LATE_FROM = 50

/**
 * How the bytes of a file are to be read: byte order mark, strict UTF-8, strict GB18030, else ask.
 * The whole file is read unless `limit` says otherwise, since one late byte decides.
 * @param limit bytes to look at; a character cut at the end is then no error
 * @throws errors of the file system
 */
export async function detectEncoding(
  path: string,
  chosen: Encoding | undefined,
  limit = Infinity,
  signal?: AbortSignal,
): Promise<Decoding> {
  const head = await readHead(path, 3)
  const mark = boms.find(({ bytes }) => bytes.every((byte, i) => head[i] === byte))
  const bom = mark?.bytes.length ?? 0
  const known = (encoding: Encoding, from: Decoding['from'], valid: boolean, skip: number): Decoding => ({
    encoding,
    from,
    bom: skip,
    valid,
    candidates: [],
  })
  if (chosen !== undefined) {
    const skip = mark?.encoding === chosen ? bom : 0
    return known(chosen, 'chosen', await isValid(path, chosen, skip, limit, signal), skip)
  }
  if (mark !== undefined) {
    return known(mark.encoding, 'bom', await isValid(path, mark.encoding, bom, limit, signal), bom)
  }
  const nulShare = await nulShareOf(path, Math.min(limit, 1 << 20))
  if (nulShare > UTF16_NUL_SHARE) return ask(['utf-16le', 'utf-16be'])
  if (await isValid(path, 'utf-8', 0, limit, signal)) return known('utf-8', 'strict', true, 0)
  if (await looksChinese(path, limit, signal)) return known('gb18030', 'strict', true, 0)
  const candidates: Encoding[] = ['utf-8', 'gb18030', 'big5', 'shift_jis', 'windows-1252']
  const fitting: Encoding[] = []
  for (const candidate of candidates) {
    // UTF-8 is offered though it is not valid: a file with a few damaged rows is read best so.
    if (candidate === 'utf-8' || (await isValid(path, candidate, 0, limit, signal))) fitting.push(candidate)
  }
  return ask(fitting)
}

const ask = (candidates: Encoding[]): Decoding => ({
  encoding: null,
  from: 'ask',
  bom: 0,
  valid: false,
  candidates,
})

async function* chunks(path: string, start: number, limit: number, signal?: AbortSignal) {
  const stream = createReadStream(path, {
    start,
    end: Math.max(start, limit) - 1,
    highWaterMark: CHUNK_BYTES,
    ...(signal === undefined ? {} : { signal }),
  })
  for await (const chunk of stream) yield chunk as Buffer
}

async function readHead(path: string, bytes: number): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const chunk of chunks(path, 0, bytes)) parts.push(chunk)
  return Buffer.concat(parts)
}

/** Counts NUL bytes near the start. */
async function nulShareOf(path: string, limit: number): Promise<number> {
  let zeros = 0
  let total = 0
  for await (const chunk of chunks(path, 0, limit)) {
    for (const byte of chunk) if (byte === 0) zeros++
    total += chunk.length
  }
  return total === 0 ? 0 : zeros / total
}

/** Bytes at the end that begin a UTF-8 character without finishing it. */
function cutUtf8(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number
    if ((byte & 0xc0) === 0x80) continue
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return needed > back ? back : 0
  }
  return 0
}

async function isValid(
  path: string,
  encoding: Encoding,
  start: number,
  limit: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const check = strictCheck(encoding)
  let read = start
  for await (const chunk of chunks(path, start, limit, signal)) {
    read += chunk.length
    if (!check(chunk, false)) return false
  }
  // A sample may end inside a character; a file may not.
  return read >= limit || check(Buffer.alloc(0), true)
}

/** A function that is fed chunk by chunk and says whether everything so far was valid. */
function strictCheck(encoding: Encoding): (chunk: Buffer, end: boolean) => boolean {
  if (encoding !== 'utf-8') {
    const decoder = new TextDecoder(encoding, { fatal: true })
    return (chunk, end) => {
      try {
        decoder.decode(chunk, { stream: !end })
        return true
      } catch (error) {
        if (error instanceof TypeError) return false
        throw error
      }
    }
  }
  let rest: Buffer = Buffer.alloc(0)
  return (chunk, end) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const cut = end ? 0 : cutUtf8(bytes)
    rest = bytes.subarray(bytes.length - cut)
    return isUtf8(bytes.subarray(0, bytes.length - cut))
  }
}

const PUNCTUATION = 1
const EARLY = 2
const LATE = 3
let commonChinese: Uint8Array | null = null

/** The characters that ordinary simplified Chinese is written with: GB 2312 rows 1 to 3 and 16 to 55. */
function commonCharacters(): Uint8Array {
  if (commonChinese !== null) return commonChinese
  const table = new Uint8Array(0x10000)
  const decoder = new TextDecoder('gb18030')
  const rows = [
    [0xa1, 0xa3, PUNCTUATION],
    [0xb0, 0xc8, EARLY],
    [0xc9, 0xd7, LATE],
  ] as const
  for (const [from, to, kind] of rows) {
    for (let lead = from; lead <= to; lead++) {
      for (let trail = 0xa1; trail <= 0xfe; trail++) {
        table[decoder.decode(Uint8Array.of(lead, trail)).charCodeAt(0)] = kind
      }
    }
  }
  commonChinese = table
  return table
}

/** Is the file strictly GB18030, and does it then read like Chinese? */
async function looksChinese(path: string, limit: number, signal?: AbortSignal): Promise<boolean> {
  const common = commonCharacters()
  const decoder = new TextDecoder('gb18030', { fatal: true })
  const counts = [0, 0, 0, 0]
  let read = 0
  const look = (text: string) => {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code < 0x80) continue
      const kind = common[code] as number
      counts[kind] = (counts[kind] as number) + 1
    }
  }
  try {
    for await (const chunk of chunks(path, 0, limit, signal)) {
      read += chunk.length
      look(decoder.decode(chunk, { stream: true }))
    }
    if (read < limit) look(decoder.decode())
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
  const [other = 0, punctuation = 0, early = 0, late = 0] = counts
  const characters = early + late
  const enough = characters + punctuation >= COMMON_SHARE * (other + punctuation + characters)
  return enough && (characters < LATE_FROM || late >= LATE_SHARE * characters)
}

/** The text of a few bytes in a candidate encoding, for the user to judge; damaged places show as U+FFFD. */
export function decodeSample(bytes: Uint8Array, encoding: Encoding): string {
  return new TextDecoder(encoding).decode(bytes)
}

/**
 * The file as UTF-8 without its mark. Where `decoding.valid` is false, sequences that cannot be decoded become the
 * byte `UNDECODABLE`, line by line, so that only the damaged rows are refused.
 * @param tap sees the bytes as they are in the file, for its hash and the progress
 */
export async function* utf8Chunks(
  path: string,
  decoding: Decoding & { encoding: Encoding },
  tap: (bytes: Buffer) => void,
  limit = Infinity,
): AsyncGenerator<Buffer> {
  const convert = decoding.valid ? strictConverter(decoding.encoding) : markingConverter(decoding.encoding)
  let skip = decoding.bom
  for await (const chunk of chunks(path, 0, limit)) {
    tap(chunk)
    const bytes = skip > 0 ? chunk.subarray(Math.min(skip, chunk.length)) : chunk
    skip -= chunk.length - bytes.length
    const converted = convert(bytes, false)
    if (converted.length > 0) yield converted
  }
  const last = convert(Buffer.alloc(0), limit === Infinity)
  if (last.length > 0) yield last
}

type Converter = (bytes: Buffer, end: boolean) => Buffer

function strictConverter(encoding: Encoding): Converter {
  if (encoding === 'utf-8') return (bytes) => bytes
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  return (bytes, end) => Buffer.from(decoder.decode(bytes, { stream: !end }), 'utf8')
}

/** Longest stretch without a line end that is kept together; a longer one is decoded in pieces. */
const LINE_BYTES = 32 << 20

function markingConverter(encoding: Encoding): Converter {
  const wide = encoding === 'utf-16le' || encoding === 'utf-16be'
  let rest: Buffer = Buffer.alloc(0)
  return (bytes, end) => {
    const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
    const upTo = end ? all.length : completeLines(all, wide, encoding === 'utf-16be')
    rest = all.subarray(upTo)
    return markLines(all.subarray(0, upTo), encoding, wide)
  }
}

/** Length of the part of `bytes` that ends with a line end; all of it when it has become too long to wait. */
function completeLines(bytes: Buffer, wide: boolean, bigEndian: boolean): number {
  if (!wide) {
    // No encoding offered here has 0x0A as the second byte of a character.
    const at = bytes.lastIndexOf(0x0a) + 1
    return at === 0 && bytes.length > LINE_BYTES ? bytes.length : at
  }
  for (let at = (bytes.length & ~1) - 2; at >= 0; at -= 2) {
    const unit = bigEndian ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at)
    if (unit === 0x0a) return at + 2
  }
  return bytes.length > LINE_BYTES ? bytes.length & ~1 : 0
}

function markLines(bytes: Buffer, encoding: Encoding, wide: boolean): Buffer {
  const strict = tryDecode(bytes, encoding)
  if (strict !== null) return Buffer.from(strict, 'utf8')
  const pieces: Buffer[] = []
  let from = 0
  while (from < bytes.length) {
    const to = lineEnd(bytes, from, wide, encoding === 'utf-16be')
    const line = bytes.subarray(from, to)
    const text = tryDecode(line, encoding)
    pieces.push(text === null ? markLine(line, encoding) : Buffer.from(text, 'utf8'))
    from = to
  }
  return Buffer.concat(pieces)
}

function lineEnd(bytes: Buffer, from: number, wide: boolean, bigEndian: boolean): number {
  if (!wide) {
    const at = bytes.indexOf(0x0a, from)
    return at === -1 ? bytes.length : at + 1
  }
  for (let at = from; at + 1 < bytes.length; at += 2) {
    if ((bigEndian ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at)) === 0x0a) return at + 2
  }
  return bytes.length
}

function tryDecode(bytes: Buffer, encoding: Encoding): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

/** A damaged line: what can be read of it, with a mark where it cannot. */
function markLine(line: Buffer, encoding: Encoding): Buffer {
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(line)
  const pieces: Buffer[] = []
  text.split('\uFFFD').forEach((piece, i) => {
    if (i > 0) pieces.push(Buffer.of(UNDECODABLE))
    pieces.push(Buffer.from(piece, 'utf8'))
  })
  return Buffer.concat(pieces)
}
