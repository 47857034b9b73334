const digitBits = 11
const digits = 1 << digitBits
const passes = 6

/**
 * Sorts numbers without NaN in place, as their bit patterns, digit by digit (LSD radix sort; the sign is turned so that
 * patterns order as numbers do): twice as fast as comparing a hundred thousand of them.
 * @param spare at least as long
 */
export function sortNumbers(values: Float64Array, spare: Float64Array): void {
  const n = values.length
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * n)
  let from = words
  let to = new Uint32Array(spare.buffer, spare.byteOffset, 2 * n)
  const places = new Uint32Array(passes * digits)
  for (let at = 0; at < 2 * n; at += 2) {
    const sign = -((words[at + 1] as number) >>> 31)
    const low = ((words[at] as number) ^ sign) >>> 0
    const high = ((words[at + 1] as number) ^ (sign | 0x80000000)) >>> 0
    words[at] = low
    words[at + 1] = high
    for (let pass = 0; pass < passes; pass++) {
      const place = pass * digits + digitOf(low, high, pass)
      places[place] = (places[place] as number) + 1
    }
  }
  for (let pass = 0; pass < passes; pass++) {
    let sum = 0
    for (let place = pass * digits; place < (pass + 1) * digits; place++) {
      const count = places[place] as number
      places[place] = sum
      sum += count
    }
  }
  for (let pass = 0; pass < passes; pass++) {
    move(from, to, places.subarray(pass * digits, (pass + 1) * digits), pass)
    const moved = to
    to = from
    from = moved
  }
  // An even number of passes: the words are back in their place.
  for (let at = 0; at < 2 * n; at += 2) {
    const sign = ~-((words[at + 1] as number) >>> 31)
    words[at] = (words[at] as number) ^ sign
    words[at + 1] = (words[at + 1] as number) ^ (sign | 0x80000000)
  }
}

function digitOf(low: number, high: number, pass: number): number {
  switch (pass) {
    case 0:
      return low & (digits - 1)
    case 1:
      return (low >>> digitBits) & (digits - 1)
    case 2:
      return (low >>> (2 * digitBits)) | ((high & 1) << 10)
    case 3:
      return (high >>> 1) & (digits - 1)
    case 4:
      return (high >>> 12) & (digits - 1)
    default:
      return high >>> 23
  }
}

function move(from: Uint32Array, to: Uint32Array, places: Uint32Array, pass: number): void {
  for (let at = 0; at < from.length; at += 2) {
    const low = from[at] as number
    const high = from[at + 1] as number
    const digit = digitOf(low, high, pass)
    const place = places[digit] as number
    places[digit] = place + 1
    to[2 * place] = low
    to[2 * place + 1] = high
  }
}
