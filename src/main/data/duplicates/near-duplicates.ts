import { random } from '#shared/random'
import { breathe, stopIfCancelled } from '../files'
import type { Cells } from './row-clusters'
import { MIN_SHINGLES, foldText, jaccard, shingles } from './shingles'
import { disjointSets, type Sets } from './union-find'

/** Texts that share at least this much of their shingles (Jaccard) are near-duplicates. */
const NEAR_DUPLICATE_JACCARD = 0.8

/**
 * Bands and rows of the MinHash signature. A pair at the threshold meets in at least one of 14 bands of 4 with
 * probability 1 − (1 − 0.8⁴)¹⁴ = 0.9994; a pair at 0.4 with 0.30 and is then turned away by its true Jaccard.
 */
const BANDS = 14
const BAND_ROWS = 4

/** Texts of one bucket that a new one is compared with, and that it is passed by, before it is given up. */
const MAX_COMPARED = 24
const MAX_STEPS = 500

/** Texts between two looks at the signal: a few milliseconds of work. */
const STRIDE = 500

/** The search is part of what is derived from data: its hash functions never change. */
const HASH_SEED = 0x6d696e68

/**
 * Rows whose texts are equal or nearly equal get the same id, the smallest row among them; a row like no other, or
 * without a text, has its own. MinHash (Broder 1997) with banding finds candidates, the true Jaccard decides.
 * @throws AppError `cancelled`
 */
export async function nearDuplicateClusters(
  texts: Cells,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<Int32Array> {
  const rows = texts.length
  const sets = disjointSets(rows)
  const distinct = await joinEqual(texts, sets, signal)
  const { members, keys } = await bandKeys(texts, distinct, signal)
  const cache = new ShingleCache(texts)
  for (let band = 0; band < BANDS; band++) {
    await joinBand(
      members,
      keys.subarray(band * members.length, (band + 1) * members.length),
      cache,
      sets,
      signal,
    )
  }
  return sets.ids()
}

/** Joins rows whose folded texts are equal; gives the first row of each different text. */
async function joinEqual(texts: Cells, sets: Sets, signal?: AbortSignal): Promise<Int32Array> {
  const first = new Map<string, number>()
  for (let row = 0; row < texts.length; row++) {
    if (row % STRIDE === 0) await pause(signal)
    const folded = foldText(texts.get(row) ?? '')
    if (folded === '') continue
    const known = first.get(folded)
    if (known === undefined) first.set(folded, row)
    else sets.join(known, row)
  }
  return Int32Array.from(first.values())
}

/** One key for each band and text: texts with the same key are candidates. */
async function bandKeys(texts: Cells, rows: Int32Array, signal?: AbortSignal) {
  const { multipliers, addends } = hashFunctions()
  const long: number[] = []
  const byText: number[][] = []
  const lowest = new Uint32Array(BANDS * BAND_ROWS)
  for (const [index, row] of rows.entries()) {
    if (index % STRIDE === 0) await pause(signal)
    const hashes = shingles(foldText(texts.get(row) ?? ''))
    if (hashes.length < MIN_SHINGLES) continue
    lowest.fill(0xffffffff)
    for (const hash of hashes) {
      for (let i = 0; i < lowest.length; i++) {
        const value = (Math.imul(hash, multipliers[i] as number) + (addends[i] as number)) >>> 0
        if (value < (lowest[i] as number)) lowest[i] = value
      }
    }
    long.push(row)
    byText.push(Array.from({ length: BANDS }, (_, band) => bandKey(lowest, band)))
  }
  const keys = new Uint32Array(BANDS * long.length)
  byText.forEach((ofText, i) => {
    ofText.forEach((key, band) => (keys[band * long.length + i] = key))
  })
  return { members: Int32Array.from(long), keys }
}

/** x → a·x + b mod 2³², a odd: a permutation of 32-bit values. */
function hashFunctions() {
  const rng = random(HASH_SEED)
  const count = BANDS * BAND_ROWS
  const multipliers = Int32Array.from({ length: count }, () => rng.int(2 ** 32) | 1)
  const addends = Int32Array.from({ length: count }, () => rng.int(2 ** 32) | 0)
  return { multipliers, addends }
}

function bandKey(lowest: Uint32Array, band: number): number {
  let key = band
  for (let i = band * BAND_ROWS; i < (band + 1) * BAND_ROWS; i++) {
    key = Math.imul(key ^ (lowest[i] as number), 0x85ebca6b)
    key ^= key >>> 15
  }
  return key >>> 0
}

async function joinBand(
  members: Int32Array,
  keys: Uint32Array,
  cache: ShingleCache,
  sets: Sets,
  signal?: AbortSignal,
) {
  const newest = new Map<number, number>()
  const older = new Int32Array(members.length).fill(-1)
  for (const [index, row] of members.entries()) {
    if (index % STRIDE === 0) await pause(signal)
    const key = keys[index] as number
    let at = newest.get(key) ?? -1
    older[index] = at
    newest.set(key, index)
    let compared = 0
    for (let step = 0; at !== -1 && step < MAX_STEPS && compared < MAX_COMPARED; step++) {
      const other = members[at] as number
      // Rows that are together already need no comparison, but others of the bucket may not be.
      if (sets.find(other) !== sets.find(row)) {
        compared++
        if (jaccard(cache.get(row), cache.get(other)) >= NEAR_DUPLICATE_JACCARD) sets.join(other, row)
      }
      at = older[at] as number
    }
  }
}

/** Shingles of the texts compared last; all of them at once would not fit in memory. */
class ShingleCache {
  private readonly held = new Map<number, Uint32Array>()

  constructor(private readonly texts: Cells) {}

  get(row: number): Uint32Array {
    const known = this.held.get(row)
    if (known !== undefined) return known
    if (this.held.size >= 20_000) this.held.clear()
    const made = shingles(foldText(this.texts.get(row) ?? ''))
    this.held.set(row, made)
    return made
  }
}

async function pause(signal: AbortSignal | undefined): Promise<void> {
  await breathe()
  stopIfCancelled(signal)
}
