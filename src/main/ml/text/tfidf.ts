import type { Pace } from './pace'
import { NgramReader, type NgramSettings } from './ngrams'
import { SparseBuilder, type SparseRows } from './sparse'

/** Most features kept, the commonest first: 1,048,576 weights of 4 bytes a class. */
const maxFeatures = 1 << 20

/** Room made at once for the n-grams of train, most: 4 million take 96 MB, and growing from there is rare. */
const mostExpected = 1 << 22
/** Share of the slots that may be taken before the table doubles. */
const fullest = 0.7

/**
 * Numbers n-grams by their two hashes: open addressing with linear probing. A slot is four integers side by side (the
 * hashes, the number plus one, and a note of the caller's), because what counts is how much memory a look-up touches.
 */
class KeyTable {
  size = 0
  cells: Int32Array<ArrayBuffer>
  private mask: number

  /** @param expected n-grams to hold without growing; more may come */
  constructor(expected: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(1024, expected / fullest)))
    this.cells = new Int32Array(slots * 4)
    this.mask = slots - 1
  }

  /** Where in `cells` an n-gram stands, or would stand: there cells[at + 2] is 0. */
  find(a: number, b: number): number {
    const { cells, mask } = this
    const mixed = Math.imul(a ^ (b >>> 13), 0x9e3779b1)
    let slot = (mixed ^ (mixed >>> 15)) & mask
    for (;;) {
      const at = slot * 4
      if (cells[at + 2] === 0 || (cells[at] === a && cells[at + 1] === b)) return at
      slot = (slot + 1) & mask
    }
  }

  /** The number of an n-gram, −1 where unknown. */
  numberOf(a: number, b: number): number {
    return (this.cells[this.find(a, b) + 2] ?? 0) - 1
  }

  /** Gives the next number to an n-gram that `find` did not find. */
  add(a: number, b: number, note: number): void {
    if (this.size >= fullest * (this.mask + 1)) this.grow()
    this.put(a, b, this.size + 1, note)
    this.size += 1
  }

  private put(a: number, b: number, number: number, note: number): void {
    const at = this.find(a, b)
    this.cells[at] = a
    this.cells[at + 1] = b
    this.cells[at + 2] = number
    this.cells[at + 3] = note
  }

  private grow(): void {
    const old = this.cells
    this.cells = new Int32Array(old.length * 2)
    this.mask = this.cells.length / 4 - 1
    for (let at = 0; at < old.length; at += 4) {
      const number = old[at + 2] ?? 0
      if (number !== 0) this.put(old[at] ?? 0, old[at + 1] ?? 0, number, old[at + 3] ?? 0)
    }
  }
}

/** Integers one after the other; grows by doubling. */
class Integers {
  values = new Int32Array(1 << 16)
  length = 0

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Int32Array(this.length * 2)
      larger.set(this.values)
      this.values = larger
    }
    this.values[this.length] = value
    this.length += 1
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
    for (let id = 0; id < this.width; id += 1) this.table.add(parts.a[id] ?? 0, parts.b[id] ?? 0, 0)
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

  /** The same for a few short texts, at once. */
  rowsOf(texts: readonly string[]): SparseRows {
    const rows = new SparseBuilder()
    for (const text of texts) this.appendRow(text, rows)
    return rows.build(this.width)
  }

  private appendRow(text: string, rows: SparseBuilder): void {
    const { reader, table } = this
    reader.read(text)
    this.rowNumber += 1
    const start = rows.filled
    for (let i = 0; i < reader.count; i += 1) {
      const id = table.numberOf(reader.hashA[i] ?? 0, reader.hashB[i] ?? 0)
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
    const row = this.rowsOf([text])
    const value = new Map(Array.from(row.columns, (id, i) => [id, row.values[i] ?? 0]))
    const found: { id: number; start: number; end: number; value: number }[] = []
    const times = new Map<number, number>()
    for (let i = 0; i < this.reader.count; i += 1) {
      const id = this.table.numberOf(this.reader.hashA[i] ?? 0, this.reader.hashB[i] ?? 0)
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
function commonestFirst(documents: Int32Array, least: number): Int32Array {
  const most = documents.reduce((a, b) => Math.max(a, b), 0)
  // A counting sort: starts[most − d] is where features of d documents begin.
  const starts = new Int32Array(most + 2)
  for (const count of documents)
    if (count >= least) starts[most - count + 1] = (starts[most - count + 1] ?? 0) + 1
  for (let i = 1; i < starts.length; i += 1) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0)
  const ordered = new Int32Array(starts.at(-1) ?? 0)
  documents.forEach((count, id) => {
    if (count < least) return
    const at = starts[most - count] ?? 0
    ordered[at] = id
    starts[most - count] = at + 1
  })
  return ordered.slice(0, maxFeatures)
}

/** Every n-gram of every text: counts by text, and of each n-gram its hashes and where it stood first. */
interface Counted {
  counts: SparseRows
  a: Int32Array
  b: Int32Array
  text: Int32Array
  start: Int32Array
  end: Int32Array
}

async function countNgrams(texts: readonly string[], settings: NgramSettings, pace: Pace): Promise<Counted> {
  const reader = new NgramReader(settings)
  // A text of n characters has at most about 2n n-grams that no text before it had.
  const expected = 2 * texts.reduce((sum, text) => sum + text.length, 0)
  const table = new KeyTable(Math.min(mostExpected, expected))
  const counts = new SparseBuilder(Math.min(mostExpected, 2 * expected))
  const first = {
    a: new Integers(),
    b: new Integers(),
    text: new Integers(),
    start: new Integers(),
    end: new Integers(),
  }
  for (const [index, text] of texts.entries()) {
    if (pace.due()) await pace.rest()
    reader.read(text)
    const rowStart = counts.filled
    for (let i = 0; i < reader.count; i += 1) {
      const a = reader.hashA[i] ?? 0
      const b = reader.hashB[i] ?? 0
      const at = table.find(a, b)
      const number = table.cells[at + 2] ?? 0
      if (number === 0) {
        first.a.push(a)
        first.b.push(b)
        first.text.push(index)
        first.start.push(reader.starts[i] ?? 0)
        first.end.push(reader.ends[i] ?? 0)
        counts.add(table.size, 1)
        table.add(a, b, counts.filled - 1)
        continue
      }
      // The note is where the n-gram was counted last: in this text, or in an earlier one.
      const place = table.cells[at + 3] ?? 0
      if (place >= rowStart) counts.increment(place)
      else {
        table.cells[at + 3] = counts.filled
        counts.add(number - 1, 1)
      }
    }
    counts.endRow()
  }
  const cut = ({ values, length }: Integers): Int32Array => values.subarray(0, length)
  return {
    counts: counts.build(table.size),
    a: cut(first.a),
    b: cut(first.b),
    text: cut(first.text),
    start: cut(first.start),
    end: cut(first.end),
  }
}

/**
 * Learns the vocabulary from the prepared texts of train and gives their rows with it.
 * @param minDocuments texts in which an n-gram must occur to be a feature
 */
export async function learnTfidf(
  texts: readonly string[],
  settings: NgramSettings,
  weighting: Weighting,
  minDocuments: number,
  pace: Pace,
): Promise<{ tfidf: Tfidf; rows: SparseRows }> {
  const { counts, a, b, text, start, end } = await countNgrams(texts, settings, pace)
  const documents = new Int32Array(counts.width)
  for (const id of counts.columns) documents[id] = (documents[id] ?? 0) + 1
  const kept = commonestFirst(documents, minDocuments)
  const renumbered = new Int32Array(counts.width).fill(-1)
  kept.forEach((id, rank) => {
    renumbered[id] = rank
  })
  const idf = Float32Array.from(kept, (id) =>
    weighting === 'binary' ? 1 : Math.log((1 + texts.length) / (1 + (documents[id] ?? 0))) + 1,
  )
  // Two words may stand on two lines; a name stands on one.
  const name = (id: number): string =>
    (texts[text[id] ?? 0] ?? '').slice(start[id], end[id]).replaceAll(/\s+/g, ' ')
  const parts: TfidfParts = {
    settings,
    weighting,
    a: kept.map((id) => a[id] ?? 0),
    b: kept.map((id) => b[id] ?? 0),
    idf,
    names: Array.from(kept, name).join('\n'),
  }
  return { tfidf: new Tfidf(parts), rows: keptRows(counts, renumbered, parts) }
}

/** Raw counts over all n-grams → weighted rows over the kept ones, in the same memory: rows only get shorter. */
function keptRows(counts: SparseRows, renumbered: Int32Array, parts: TfidfParts): SparseRows {
  const { rows, offsets, columns, values } = counts
  const kept = new Int32Array(rows + 1)
  let filled = 0
  for (let row = 0; row < rows; row += 1) {
    const start = filled
    for (let i = offsets[row] ?? 0; i < (offsets[row + 1] ?? 0); i += 1) {
      const column = renumbered[columns[i] ?? 0] ?? -1
      if (column < 0) continue
      columns[filled] = column
      values[filled] = values[i] ?? 0
      filled += 1
    }
    weigh(columns, values, start, filled, parts)
    kept[row + 1] = filled
  }
  return {
    rows,
    width: parts.idf.length,
    offsets: kept,
    columns: columns.slice(0, filled),
    values: values.slice(0, filled),
  }
}
