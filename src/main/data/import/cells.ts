import type { Data, Utf8 } from 'apache-arrow'
import type { ColumnType } from '#shared/manifest'
import { textCells } from '../arrow-file'
import { numberOf } from './number'
import { nameSays } from '../mapping/names'
import { DAY_FIRST, MONTH_FIRST, YEAR_FIRST, dateOrders, epochOf, orderOf, type DayOrder } from './time'

/** Distinct values of a column are counted up to here; a larger count means "at least". */
const DISTINCT_CAP = 50_000

/** Cells shorter than this are copied byte by byte, which is faster than a call into the engine. */
const SHORT = 24

/** What all cells of a column together allow it to be. */
export interface TypeEvidence {
  /** Cells that are not empty. */
  filled: number
  /** Cells that are finite numbers, and cells like NaN or 1e999 that stand for a number but are none. */
  finite: number
  notFinite: number
  /** Numbers that could be moments counted from 1970. */
  epochs: number
  couldBeNumber: boolean
  couldBeTime: boolean
  /** Orders of day and month that every date with its year last allows so far. */
  dayOrders: number
  yearLast: boolean
}

/** How the cells of a column are read. */
export interface ColumnReading {
  type: ColumnType
  dayOrder: DayOrder | null
}

/**
 * One column being imported: the UTF-8 of its cells in one growing buffer and where each cell ends. Evidence of its
 * type and its distinct values is gathered when a batch is full.
 */
export class ColumnCells {
  private bytes: Buffer = Buffer.alloc(0)
  private offsets = new Int32Array(64)
  private rows = 0
  private used = 0
  readonly evidence: TypeEvidence = emptyEvidence()
  readonly distinct = new DistinctCounter()

  /** @param forced the type the user wants: its evidence is gathered to the end even where it cannot hold */
  constructor(private readonly forced: ColumnType | null) {}

  /** Bytes held since the last `take`. */
  get size(): number {
    return this.used
  }

  /** Adds a cell given as one character per byte; a cell of spaces only is empty. */
  add(cell: string): void {
    const { length } = cell
    if (this.used + length > this.bytes.length) this.grow(this.used + length)
    if (!isBlank(cell)) {
      if (length < SHORT) {
        const { bytes } = this
        for (let i = 0; i < length; i++) bytes[this.used + i] = cell.charCodeAt(i)
      } else {
        this.bytes.write(cell, this.used, 'latin1')
      }
      this.used += length
    }
    this.rows++
    if (this.rows >= this.offsets.length) {
      const wider = new Int32Array(this.offsets.length * 2)
      wider.set(this.offsets)
      this.offsets = wider
    }
    this.offsets[this.rows] = this.used
  }

  /** The batch as an Arrow column; its buffers are valid until the next `add`. */
  take(): Data<Utf8> {
    this.look()
    const cells = textCells(this.offsets.subarray(0, this.rows + 1), this.bytes.subarray(0, this.used))
    this.rows = 0
    this.used = 0
    return cells
  }

  private grow(needed: number): void {
    const wider = Buffer.allocUnsafe(Math.max(1024, needed, this.bytes.length * 2))
    this.bytes.copy(wider, 0, 0, this.used)
    this.bytes = wider
  }

  private look(): void {
    const { bytes, offsets, evidence, distinct } = this
    for (let row = 0; row < this.rows; row++) {
      const from = offsets[row] as number
      const to = offsets[row + 1] as number
      if (from === to) continue
      distinct.add(bytes, from, to)
      addEvidence(evidence, bytes, from, to, this.forced === 'time')
    }
  }
}

/** True for a cell that shows nothing: empty, or spaces, tabs, line ends and NBSP (C2 A0) only. */
function isBlank(cell: string): boolean {
  for (let i = 0; i < cell.length; i++) {
    const code = cell.charCodeAt(i)
    if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) continue
    if (code === 0xc2 && cell.charCodeAt(i + 1) === 0xa0) {
      i++
      continue
    }
    return false
  }
  return true
}

export function emptyEvidence(): TypeEvidence {
  return {
    filled: 0,
    finite: 0,
    notFinite: 0,
    epochs: 0,
    couldBeNumber: true,
    couldBeTime: true,
    dayOrders: DAY_FIRST | MONTH_FIRST,
    yearLast: false,
  }
}

/** @param allDates go on looking at dates after a cell that is none */
export function addEvidence(
  evidence: TypeEvidence,
  bytes: Uint8Array,
  from: number,
  to: number,
  allDates = false,
): void {
  evidence.filled++
  if (evidence.couldBeNumber) {
    const value = numberOf(bytes, from, to)
    if (value === null) evidence.couldBeNumber = false
    else if (Number.isNaN(value)) evidence.notFinite++
    else {
      evidence.finite++
      if (epochOf(bytes, from, to) !== null) evidence.epochs++
    }
  }
  if (evidence.couldBeTime || allDates) {
    const orders = dateOrders(bytes, from, to)
    if (orders === 0) {
      evidence.couldBeTime = false
    } else if (orders !== YEAR_FIRST) {
      evidence.dayOrders &= orders
      evidence.yearLast = true
    }
  }
}

/** What a column is proposed to be: a number or a time only where every cell that is not empty is one. */
function proposedReading(evidence: TypeEvidence, name: string): ColumnReading {
  // As many logs write time: seconds since 1970. A telephone number may look the same, so the name must say it too.
  const isClock = evidence.finite > 0 && evidence.epochs === evidence.filled && nameSays(name, 'time') > 0
  if (isClock) return { type: 'time', dayOrder: null }
  if (evidence.couldBeNumber && evidence.finite > 0) return { type: 'number', dayOrder: null }
  const dayOrder = orderOf(evidence.dayOrders)
  const allDates = evidence.couldBeTime && evidence.filled > 0 && (!evidence.yearLast || dayOrder !== null)
  return allDates ? { type: 'time', dayOrder } : { type: 'text', dayOrder: null }
}

/** As proposed, unless the user wants another type. */
export function chosenReading(
  evidence: TypeEvidence,
  forced: ColumnType | null,
  name: string,
): ColumnReading {
  if (forced === null) return proposedReading(evidence, name)
  return { type: forced, dayOrder: forced === 'time' ? orderOf(evidence.dayOrders) : null }
}

/** Counts distinct cells by 53-bit hashes in an open-addressing table: exact but for one collision in 10^7 at the cap. */
class DistinctCounter {
  private table = new Float64Array(64)
  count = 0

  add(bytes: Uint8Array, from: number, to: number): void {
    if (this.count >= DISTINCT_CAP) return
    const key = hashBytes(bytes, from, to)
    let slot = this.slotOf(key)
    for (;;) {
      const held = this.table[slot] as number
      if (held === key) return
      if (held === 0) break
      slot = slot + 1 === this.table.length ? 0 : slot + 1
    }
    this.table[slot] = key
    this.count++
    if (this.count * 2 > this.table.length) this.rehash()
    if (this.count >= DISTINCT_CAP) this.table = new Float64Array(0)
  }

  /** The table's length is a power of two; the high bits of the key are the better mixed ones. */
  private slotOf(key: number): number {
    return Math.floor(key / 2_097_152) & (this.table.length - 1)
  }

  private rehash(): void {
    const old = this.table
    this.table = new Float64Array(old.length * 2)
    for (const key of old) {
      if (key === 0) continue
      let slot = this.slotOf(key)
      while (this.table[slot] !== 0) slot = slot + 1 === this.table.length ? 0 : slot + 1
      this.table[slot] = key
    }
  }
}

/** Two 32-bit FNV-like hashes in one number from 1 to 2^53. */
function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let a = 0x811c9dc5
  let b = 0x9e3779b1
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number
    a = Math.imul(a ^ byte, 0x01000193)
    b = Math.imul(b ^ byte, 0x85ebca6b)
    b ^= b >>> 15
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b)
  a ^= a >>> 13
  return (a >>> 0) * 2_097_152 + ((b ^ (b >>> 11)) >>> 11) + 1
}
