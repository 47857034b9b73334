/** Number cells of a file: from bytes, exactly, and without guessing. */

const MINUS = 0x2d
const DOT = 0x2e
const ZERO = 0x30
const NINE = 0x39

/** Exact powers of ten in a double. */
const powers = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))

/** More digits than this do not survive a double: such cells are ids or codes and stay text. */
const MAX_DIGITS = 17
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER)

/**
 * The number that a cell shows, null where it is not one. A cell is a number only if writing the number back loses
 * nothing but trailing zeros: no leading zeros or plus sign, no integer beyond 2^53, no spaces, no separators.
 * NaN stands for what looks like a number but is not finite: NaN, Infinity, 1e999.
 */
export function numberOf(bytes: Uint8Array, from: number, to: number): number | null {
  let at = from
  const negative = bytes[at] === MINUS
  if (negative) at++
  const start = at
  let mantissa = 0
  let digits = 0
  let decimals = 0
  for (; at < to; at++) {
    const byte = bytes[at] as number
    if (byte < ZERO || byte > NINE) break
    mantissa = mantissa * 10 + (byte - ZERO)
    digits++
  }
  const whole = digits
  if (whole > 1 && bytes[start] === ZERO) return null
  if (at < to && bytes[at] === DOT) {
    at++
    for (; at < to; at++) {
      const byte = bytes[at] as number
      if (byte < ZERO || byte > NINE) break
      mantissa = mantissa * 10 + (byte - ZERO)
      digits++
      decimals++
    }
    if (decimals === 0) return null
  }
  if (digits === 0) return notFinite(bytes, from, to) ? NaN : null
  if (at === to) {
    if (decimals === 0 && digits >= 16) return longInteger(bytes, from, to)
    // Up to 15 digits and 22 decimals both parts are exact, so one division rounds once (Clinger 1990).
    if (digits <= 15 && decimals <= 22) {
      const value = mantissa / (powers[decimals] as number)
      return negative ? -value : value
    }
    return digits - leadingZeros(bytes, start, to) > MAX_DIGITS ? null : Number(ascii(bytes, from, to))
  }
  return withExponent(bytes, from, to, at)
}

function withExponent(bytes: Uint8Array, from: number, to: number, at: number): number | null {
  if (to - from > 40) return null
  if (!/^[eE][+-]?\d{1,5}$/.test(ascii(bytes, at, to))) return null
  const value = Number(ascii(bytes, from, to))
  return Number.isFinite(value) ? value : NaN
}

function longInteger(bytes: Uint8Array, from: number, to: number): number | null {
  if (to - from > 20) return null
  const value = BigInt(ascii(bytes, from, to))
  return value <= MAX_SAFE && value >= -MAX_SAFE ? Number(value) : null
}

function leadingZeros(bytes: Uint8Array, from: number, to: number): number {
  let zeros = 0
  for (let at = from; at < to && (bytes[at] === ZERO || bytes[at] === DOT); at++)
    if (bytes[at] === ZERO) zeros++
  return zeros
}

/** The usual spellings of "not a finite number" in exports of statistics programs. */
function notFinite(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from > 9) return false
  return /^[+-]?(nan|inf|infinity)$/i.test(ascii(bytes, from, to))
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at] as number)
  return text
}
