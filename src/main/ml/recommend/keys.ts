const half = 2 ** 26

/** FNV-1a over UTF-16 units, finished as MurmurHash3 is. */
function hash(text: string, basis: number): number {
  let value = basis
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

/**
 * A user or an item as a number that a file of scores can hold: the same in every model, part and process. 52 bits: of
 * a million ids two share a number once in nine thousand data sets.
 */
export function keyOf(id: string): number {
  return (hash(id, 0x811c9dc5) % half) * half + (hash(id, 0x5bd1e995) % half)
}
