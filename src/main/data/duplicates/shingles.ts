/** Texts are compared on their first characters: enough to tell copies apart, and no text can stall the search. */
const MAX_CHARACTERS = 10_000

/** Characters of a shingle. A Chinese character says about as much as a short Latin word, so two are enough there. */
const LATIN_SHINGLE = 4
const CJK_SHINGLE = 2

/** From this share of CJK characters a text is cut into shingles of two. */
const CJK_SHARE = 0.3

/** Shorter texts are near-duplicates only when they are equal: one word changed is another meaning there. */
export const MIN_SHINGLES = 8

/** How texts are compared: full and half width, case and runs of spaces make no difference. */
export function foldText(text: string): string {
  return text.slice(0, MAX_CHARACTERS).normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}

/** The distinct 32-bit hashes of a folded text's shingles, ascending. */
export function shingles(folded: string): Uint32Array {
  const size = shingleSize(folded)
  const count = folded.length - size + 1
  if (count <= 0) return new Uint32Array()
  const hashes = new Uint32Array(count)
  for (let i = 0; i < count; i++) {
    let hash = size
    for (let j = i; j < i + size; j++) hash = Math.imul(hash ^ folded.charCodeAt(j), 0x9e3779b1)
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    hashes[i] = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) ^ (hash >>> 16)
  }
  hashes.sort()
  let distinct = 0
  for (let i = 0; i < count; i++) {
    if (i === 0 || hashes[i] !== hashes[i - 1]) hashes[distinct++] = hashes[i] as number
  }
  return hashes.subarray(0, distinct)
}

function shingleSize(text: string): number {
  let cjk = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 0x3040 && code <= 0x9fff) cjk++
  }
  return cjk >= CJK_SHARE * text.length ? CJK_SHINGLE : LATIN_SHINGLE
}

/** Shared shingles over all shingles of two texts (Jaccard 1901), from ascending distinct hashes. */
export function jaccard(a: Uint32Array, b: Uint32Array): number {
  let shared = 0
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const left = a[i] as number
    const right = b[j] as number
    if (left === right) shared++
    if (left <= right) i++
    if (right <= left) j++
  }
  const all = a.length + b.length - shared
  return all === 0 ? 0 : shared / all
}
