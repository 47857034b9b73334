/** Date cells of a file: from bytes, in the forms that tables really hold, as milliseconds UTC. */

const ZERO = 0x30
const NINE = 0x39
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const [EPOCH_FIRST, EPOCH_LAST] = [Date.UTC(2001, 0), Date.UTC(2039, 0)]
const FOUR_CENTURIES = 146_097 * 24 * HOUR

/**
 * The order of day and month where the year stands last. `12/5/2024` may be either: a column is read so only if one
 * of its cells rules the other order out.
 */
export type DayOrder = 'dmy' | 'mdy'

/** In which orders a cell is a valid date, as bits; 0 where it is none. */
export const YEAR_FIRST = 1
export const DAY_FIRST = 2
export const MONTH_FIRST = 4

type Kind = 'none' | 'year-first' | 'year-last'

/** Of the cell last read by `readDate`: its numbers as written, and the milliseconds since midnight UTC. */
const parts = { first: 0, second: 0, third: 0, offset: 0 }
let cursor = 0

/**
 * The orders in which this cell is a valid date. Understood are 2024-03-05, 2024/3/5, 2024.3.5, 2024年3月5日,
 * 5.3.2024, 5/3/2024 and 5-3-2024, each also with a time of day (T or space; seconds, fractions, Z or ±hh:mm).
 */
export function dateOrders(bytes: Uint8Array, from: number, to: number): number {
  const kind = readDate(bytes, from, to)
  if (kind === 'none') return 0
  const { first, second, third } = parts
  if (kind === 'year-first') return isDay(first, second, third) ? YEAR_FIRST : 0
  return (isDay(third, second, first) ? DAY_FIRST : 0) | (isDay(third, first, second) ? MONTH_FIRST : 0)
}

/**
 * Milliseconds since 1970 UTC; null where the cell is no date.
 * @param order how a date with its year last is read; null: such dates cannot be read
 */
export function timeOf(bytes: Uint8Array, from: number, to: number, order: DayOrder | null): number | null {
  const epoch = epochOf(bytes, from, to)
  if (epoch !== null) return epoch
  const kind = readDate(bytes, from, to)
  if (kind === 'none') return null
  const { first, second, third, offset } = parts
  if (kind === 'year-first') return atMidnight(first, second, third, offset)
  if (order === null) return null
  return order === 'dmy' ? atMidnight(third, second, first, offset) : atMidnight(third, first, second, offset)
}

/** Seconds (ten digits) or milliseconds (thirteen) since 1970 between 2001 and 2039, as milliseconds; else null. */
export function epochOf(bytes: Uint8Array, from: number, to: number): number | null {
  const length = to - from
  if (length !== 10 && length !== 13) return null
  let value = 0
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] as number) - ZERO
    if (digit < 0 || digit > 9) return null
    value = 10 * value + digit
  }
  const ms = length === 10 ? 1000 * value : value
  return ms >= EPOCH_FIRST && ms < EPOCH_LAST ? ms : null
}

/** The one order that a set of bits leaves for dates with the year last; null where none or both are left. */
export function orderOf(orders: number): DayOrder | null {
  const left = orders & (DAY_FIRST | MONTH_FIRST)
  return left === DAY_FIRST ? 'dmy' : left === MONTH_FIRST ? 'mdy' : null
}

function atMidnight(year: number, month: number, day: number, offset: number): number | null {
  if (!isDay(year, month, day)) return null
  // Date.UTC takes the years 0 to 99 for those of the last century; 400 years are always the same number of days.
  return Date.UTC(year + 400, month - 1, day) - FOUR_CENTURIES + offset
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || year < 1) return false
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const longest =
    month === 2 ? (leap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return day <= longest
}

/** Fills `parts`. */
function readDate(bytes: Uint8Array, from: number, to: number): Kind {
  // Shortest: 1/2/2024. Longest: Chinese with a time, fractions and an offset.
  if (to - from < 8 || to - from > 48) return 'none'
  cursor = from
  parts.first = digits(bytes, to)
  const length = cursor - from
  if (length === 4) return readYearFirst(bytes, to) && readClock(bytes, to) ? 'year-first' : 'none'
  if (length < 1 || length > 2) return 'none'
  return readYearLast(bytes, to) && readClock(bytes, to) ? 'year-last' : 'none'
}

function readYearLast(bytes: Uint8Array, to: number): boolean {
  const separator = bytes[cursor]
  if (!isSeparator(separator)) return false
  cursor++
  const secondAt = cursor
  parts.second = digits(bytes, to)
  if (cursor === secondAt || cursor - secondAt > 2 || bytes[cursor++] !== separator) return false
  const thirdAt = cursor
  parts.third = digits(bytes, to)
  return cursor - thirdAt === 4
}

/** `-`, `/` or `.` */
const isSeparator = (byte: number | undefined) => byte === 0x2d || byte === 0x2f || byte === 0x2e

function readYearFirst(bytes: Uint8Array, to: number): boolean {
  const separator = bytes[cursor]
  const chinese = has(bytes, to, '年')
  if (!chinese && !isSeparator(bytes[cursor++])) return false
  const secondAt = cursor
  parts.second = digits(bytes, to)
  if (cursor === secondAt || cursor - secondAt > 2) return false
  if (chinese ? !has(bytes, to, '月') : bytes[cursor++] !== separator) return false
  const thirdAt = cursor
  parts.third = digits(bytes, to)
  if (cursor === thirdAt || cursor - thirdAt > 2) return false
  return !chinese || has(bytes, to, '日')
}

const marks = {
  年: Buffer.from('年'),
  月: Buffer.from('月'),
  日: Buffer.from('日'),
  时: Buffer.from('时'),
  点: Buffer.from('点'),
  分: Buffer.from('分'),
  秒: Buffer.from('秒'),
}

/** Moves past a Chinese mark if it comes next. */
function has(bytes: Uint8Array, to: number, mark: keyof typeof marks): boolean {
  const wanted = marks[mark]
  if (cursor + wanted.length > to) return false
  for (let i = 0; i < wanted.length; i++) if (bytes[cursor + i] !== wanted[i]) return false
  cursor += wanted.length
  return true
}

function digits(bytes: Uint8Array, to: number): number {
  let value = 0
  while (cursor < to) {
    const byte = bytes[cursor] as number
    if (byte < ZERO || byte > NINE) break
    value = value * 10 + (byte - ZERO)
    cursor++
  }
  return value
}

/** The time of day and the offset from UTC, into `parts.offset`; true when the cell ends with them. */
function readClock(bytes: Uint8Array, to: number): boolean {
  parts.offset = 0
  if (cursor === to) return true
  const gap = bytes[cursor]
  if (gap === 0x54 || gap === 0x74) cursor++
  else while (bytes[cursor] === 0x20) cursor++
  const hours = pair(bytes, to)
  if (hours < 0 || hours > 24) return false
  const chinese = has(bytes, to, '时') || has(bytes, to, '点')
  if (!chinese && bytes[cursor++] !== 0x3a) return false
  if (chinese && cursor === to) return setClock(hours, 0, 0)
  const minutes = pair(bytes, to)
  if (minutes < 0 || minutes > 59) return false
  if (chinese && !has(bytes, to, '分')) return false
  let seconds = 0
  const more = chinese ? cursor < to : bytes[cursor] === 0x3a
  if (cursor < to && more) {
    if (!chinese) cursor++
    seconds = pair(bytes, to)
    if (seconds < 0 || seconds > 60) return false
    if (chinese && !has(bytes, to, '秒')) return false
    if (cursor < to && (bytes[cursor] === 0x2e || bytes[cursor] === 0x2c)) {
      const start = ++cursor
      const fraction = digits(bytes, to)
      if (cursor === start) return false
      seconds += fraction / 10 ** (cursor - start)
    }
  }
  if (!setClock(hours, minutes, seconds)) return false
  return cursor === to || readOffset(bytes, to)
}

/** One or two digits; -1 where there are none. */
function pair(bytes: Uint8Array, to: number): number {
  const start = cursor
  const value = digits(bytes, to)
  return cursor === start || cursor - start > 2 ? -1 : value
}

function setClock(hours: number, minutes: number, seconds: number): boolean {
  parts.offset = hours * HOUR + minutes * MINUTE + Math.floor(seconds * 1000)
  return hours < 24 || (minutes === 0 && seconds === 0)
}

function readOffset(bytes: Uint8Array, to: number): boolean {
  while (bytes[cursor] === 0x20 && cursor < to) cursor++
  const sign = bytes[cursor++]
  if (sign === 0x5a || sign === 0x7a) return cursor === to
  if (sign !== 0x2b && sign !== 0x2d) return false
  const start = cursor
  const value = digits(bytes, to)
  const length = cursor - start
  let hours = value
  let minutes = 0
  if (length === 4) {
    hours = Math.floor(value / 100)
    minutes = value % 100
  } else if (length === 2 && bytes[cursor] === 0x3a) {
    cursor++
    minutes = pair(bytes, to)
  } else if (length !== 2) {
    return false
  }
  if (hours > 14 || minutes < 0 || minutes > 59 || cursor !== to) return false
  const shift = hours * HOUR + minutes * MINUTE
  parts.offset += sign === 0x2b ? -shift : shift
  return true
}
