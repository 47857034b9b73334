import type { Pace } from './pace'
import { NgramReader, type NgramSettings } from './ngrams'
import { SparseBuilder, type SparseRows } from './sparse'

/** Most features kept, the commonest first: 1,048,576 weights of 4 bytes a class. */
const maxFeatures = 1 << 20

/** Room made at once for the n-grams of train, most: 2 million take 32 MB, and growing from there is rare. */
const mostExpected = 1 << 21

/** Numbers n-grams by their two hashes: open addressing, linear probing, at most half full. */
class KeyTable {
  size = 0
  a: Int32Array<ArrayBuffer>
  b: Int32Array<ArrayBuffer>
  private slots: Int32Array<ArrayBuffer>

  /** @param expected n-grams to hold without growing; more may come */
  constructor(expected: number) {
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(1024, expected)))
    this.a = new Int32Array(capacity)
    this.b = new Int32Array(capacity)
    this.slots = new Int32Array(capacity * 2)
  }

  private slotOf(a: number, b: number): number {
    const mask = this.slots.length - 1
    const mixed = Math.imul(a ^ (b >>> 13), 0x9e3779b1)
    for (let slot = (mixed ^ (mixed >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const id = (this.slots[slot] ?? 0) - 1
      if (id < 0 || (this.a[id] === a && this.b[id] === b)) return slot
    }
  }

  /** -1 where unknown. */
  find(a: number, b: number): number {
    return (this.slots[this.slotOf(a, b)] ?? 0) - 1
  }

  /** The number of an n-gram; a new one gets the next. */
  add(a: number, b: number): number {
    const slot = this.slotOf(a, b)
    const found = (this.slots[slot] ?? 0) - 1
    if (found >= 0) return found
    const id = this.size
    if (id === this.a.length) this.grow()
    this.a[id] = a
    this.b[id] = b
    this.size = id + 1
    this.slots[this.slotOf(a, b)] = id + 1
    return id
  }

  private grow(): void {
    for (const name of ['a', 'b'] as const) {
      const larger = new Int32Array(this[name].length * 2)
      larger.set(this[name])
      this[name] = larger
    }
    this.slots = new Int32Array(this.slots.length * 2)
    for (let id = 0; id < this.size; id += 1)
      this.slots[this.slotOf(this.a[id] ?? 0, this.b[id] ?? 0)] = id + 1
  }
}

/** `tfidf`: (1 + ln tf) · idf. `binary`: whether the n-gram is there at all. */
export type Weighting = 'tfidf' | 'binary'

/** What is learnt from train, as it is stored: the n-grams that are features, commonest first. */
export interface TfidfParts {
  settings: NgramSettings
  weighting: Weighting
  /** The two hashes of each feature. */
  a: Int32Array
  b: Int32Array
  /** Inverse document frequency, smoothed: ln((1 + n) / (1 + df)) + 1; 1 where the weighting is binary. */
  idf: Float32Array
  /** The n-grams as text, one a line. */
  names: string
}

/**
 * Texts → rows of TF-IDF, as scikit-learn defines it with sublinear_tf and smooth_idf: (1 + ln tf) · idf, each row
 * of length 1. The vocabulary is learnt once, from train; n-grams that train did not have are left out.
 */
export class Tfidf {
  readonly width: number
  private readonly table: KeyTable
  private readonly reader: NgramReader
  /** By feature: where in the row being made it stands, and which row that was. */
  private readonly place: Int32Array
  private readonly seenIn: Int32Array
  private rowNumber = 0

  constructor(readonly parts: TfidfParts) {
    this.width = parts.idf.length
    this.table = new KeyTable(this.width)
    for (let id = 0; id < this.width; id += 1) this.table.add(parts.a[id] ?? 0, parts.b[id] ?? 0)
    this.reader = new NgramReader(parts.settings)
    this.place = new Int32Array(this.width)
    this.seenIn = new Int32Array(this.width)
  }

  async transform(texts: readonly string[], pace: Pace): Promise<SparseRows> {
    const rows = new SparseBuilder()
    for (const text of texts) {
      if (pace.due()) await pace.rest()
      this.appendRow(text, rows)
    }
    return rows.build(this.width)
  }

  private appendRow(text: string, rows: SparseBuilder): void {
    const { reader, table } = this
    reader.read(text)
    this.rowNumber += 1
    const start = rows.filled
    for (let i = 0; i < reader.count; i += 1) {
      const id = table.find(reader.hashA[i] ?? 0, reader.hashB[i] ?? 0)
      if (id < 0) continue
      if (this.seenIn[id] === this.rowNumber) rows.increment(this.place[id] ?? 0)
      else {
        this.seenIn[id] = this.rowNumber
        this.place[id] = rows.filled
        rows.add(id, 1)
      }
    }
    weigh(rows.columns, rows.values, start, rows.filled, this.parts)
    rows.endRow()
  }

  /**
   * The features of one text, each with its weight in the row and where in the text it stands, as often as it does.
   * Weights are per occurrence: the feature's weight over its number of occurrences.
   */
  occurrences(text: string): { id: number; start: number; end: number; value: number }[] {
    const rows = new SparseBuilder()
    this.appendRow(text, rows)
    const row = rows.build(this.width)
    const value = new Map(Array.from(row.columns, (id, i) => [id, row.values[i] ?? 0]))
    const found: { id: number; start: number; end: number; value: number }[] = []
    const times = new Map<number, number>()
    for (let i = 0; i < this.reader.count; i += 1) {
      const id = this.table.find(this.reader.hashA[i] ?? 0, this.reader.hashB[i] ?? 0)
      if (id < 0) continue
      times.set(id, (times.get(id) ?? 0) + 1)
      found.push({
        id,
        start: this.reader.starts[i] ?? 0,
        end: this.reader.ends[i] ?? 0,
        value: value.get(id) ?? 0,
      })
    }
    return found.map((one) => ({ ...one, value: one.value / (times.get(one.id) ?? 1) }))
  }
}

/** Counts → TF-IDF, in place, for the row that starts at `from`. */
function weigh(
  columns: Int32Array,
  values: Float32Array,
  from: number,
  to: number,
  { weighting, idf }: Pick<TfidfParts, 'weighting' | 'idf'>,
): void {
  let squares = 0
  for (let i = from; i < to; i += 1) {
    const tf = values[i] ?? 0
    const value = weighting === 'binary' ? 1 : (tf === 1 ? 1 : 1 + Math.log(tf)) * (idf[columns[i] ?? 0] ?? 0)
    values[i] = value
    squares += value * value
  }
  if (squares === 0) return
  const scale = 1 / Math.sqrt(squares)
  for (let i = from; i < to; i += 1) values[i] = (values[i] ?? 0) * scale
}

/** Feature numbers by falling document frequency; equal ones stay in the order in which train showed them. */
function commonestFirst(documents: Int32Array, size: number, least: number): Int32Array {
  const kept = Int32Array.from({ length: size }, (_, id) => id).filter((id) => (documents[id] ?? 0) >= least)
  return kept.sort((x, y) => (documents[y] ?? 0) - (documents[x] ?? 0) || x - y).slice(0, maxFeatures)
}

/**
 * Learns the vocabulary from the prepared texts of train and gives their rows with it: one pass over the texts.
 * @param minDocuments texts in which an n-gram must occur to be a feature
 */
export async function learnTfidf(
  texts: readonly string[],
  settings: NgramSettings,
  weighting: Weighting,
  minDocuments: number,
  pace: Pace,
): Promise<{ tfidf: Tfidf; rows: SparseRows }> {
  const reader = new NgramReader(settings)
  const characters = texts.reduce((sum, text) => sum + text.length, 0)
  const table = new KeyTable(Math.min(mostExpected, characters))
  const counts = new SparseBuilder()
  let documents = new Int32Array(1 << 16)
  let place = new Int32Array(1 << 16).fill(-1)
  let firstText = new Int32Array(1 << 16)
  let firstStart = new Int32Array(1 << 16)
  let firstEnd = new Int32Array(1 << 16)
  const double = (array: Int32Array<ArrayBuffer>, fill = 0): Int32Array<ArrayBuffer> => {
    const larger = new Int32Array(array.length * 2).fill(fill)
    larger.set(array)
    return larger
  }
  for (const [index, text] of texts.entries()) {
    if (pace.due()) await pace.rest()
    reader.read(text)
    const start = counts.filled
    for (let i = 0; i < reader.count; i += 1) {
      const before = table.size
      const id = table.add(reader.hashA[i] ?? 0, reader.hashB[i] ?? 0)
      if (id === before) {
        if (id === documents.length) {
          documents = double(documents)
          place = double(place, -1)
          firstText = double(firstText)
          firstStart = double(firstStart)
          firstEnd = double(firstEnd)
        }
        firstText[id] = index
        firstStart[id] = reader.starts[i] ?? 0
        firstEnd[id] = reader.ends[i] ?? 0
      }
      const at = place[id] ?? -1
      if (at >= start) counts.increment(at)
      else {
        place[id] = counts.filled
        documents[id] = (documents[id] ?? 0) + 1
        counts.add(id, 1)
      }
    }
    counts.endRow()
  }
  const kept = commonestFirst(documents, table.size, minDocuments)
  const renumbered = new Int32Array(table.size).fill(-1)
  kept.forEach((id, rank) => {
    renumbered[id] = rank
  })
  const idf = Float32Array.from(kept, (id) =>
    weighting === 'binary' ? 1 : Math.log((1 + texts.length) / (1 + (documents[id] ?? 0))) + 1,
  )
  const name = (id: number): string => (texts[firstText[id] ?? 0] ?? '').slice(firstStart[id], firstEnd[id])
  const parts: TfidfParts = {
    settings,
    weighting,
    a: kept.map((id) => table.a[id] ?? 0),
    b: kept.map((id) => table.b[id] ?? 0),
    idf,
    names: Array.from(kept, name).join('\n'),
  }
  return { tfidf: new Tfidf(parts), rows: keptRows(counts.build(table.size), renumbered, parts) }
}

/** Raw counts over all n-grams → weighted rows over the kept ones. */
function keptRows(counts: SparseRows, renumbered: Int32Array, parts: TfidfParts): SparseRows {
  const rows = new SparseBuilder()
  for (let row = 0; row < counts.rows; row += 1) {
    const start = rows.filled
    for (let i = counts.offsets[row] ?? 0; i < (counts.offsets[row + 1] ?? 0); i += 1) {
      const column = renumbered[counts.columns[i] ?? 0] ?? -1
      if (column >= 0) rows.add(column, counts.values[i] ?? 0)
    }
    weigh(rows.columns, rows.values, start, rows.filled, parts)
    rows.endRow()
  }
  return rows.build(parts.idf.length)
}
