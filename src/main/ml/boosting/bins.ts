import type { Column, BoostingSettings } from './types.ts'
import { sampleOf, randomOf } from './random.ts'
import { sortNumbers } from './sort.ts'

/** How a column's values become bins of one byte. */
export type Bins =
  | {
      kind: 'number'
      /** Largest value of each bin but the last; ascending. */
      bounds: Float64Array
      /** Whether the last bin is that of missing values. */
      missing: boolean
      count: number
      low: number
      high: number
    }
  | {
      kind: 'category'
      /** Codes by bin − 1; bin 0 is for whatever is missing, rare or unknown. */
      codes: Int32Array
      count: number
    }

/**
 * A bound between two neighbours a < b that separates them whatever the rounding, and that a text file can hold.
 */
function between(a: number, b: number): number {
  const middle = a / 2 + b / 2
  const bound = middle >= a && middle < b ? middle : a
  return Math.min(Math.max(bound, -1e300), 1e300)
}

/**
 * Bounds of at most `maxBins` bins of about equal size over distinct values; a value of more than a bin's size has one
 * of its own. After LightGBM's greedy search (Ke et al. 2017, section 2.2 and its documentation of min_data_in_bin).
 * @param values distinct, ascending  @param counts how often each occurs
 */
function boundsOf(values: Float64Array, counts: Int32Array, maxBins: number, minData: number): Float64Array {
  const bounds: number[] = []
  const cut = (at: number): void => {
    bounds.push(between(values[at] ?? 0, values[at + 1] ?? 0))
  }
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (values.length <= maxBins) {
    let held = 0
    for (let at = 0; at < values.length - 1; at++) {
      held += counts[at] ?? 0
      if (held < minData) continue
      cut(at)
      held = 0
    }
    return Float64Array.from(bounds)
  }
  const most = Math.max(1, Math.min(maxBins, Math.floor(total / minData)))
  const usual = total / most
  const isBig = (at: number): boolean => (counts[at] ?? 0) >= usual
  let restBins = most
  let restRows = total
  for (let at = 0; at < values.length; at++) {
    if (!isBig(at)) continue
    restBins -= 1
    restRows -= counts[at] ?? 0
  }
  let size = restRows / restBins
  let held = 0
  for (let at = 0; at < values.length - 1 && bounds.length < most - 1; at++) {
    const big = isBig(at)
    if (!big) restRows -= counts[at] ?? 0
    held += counts[at] ?? 0
    if (!big && held < size && !(isBig(at + 1) && held >= Math.max(1, size / 2))) continue
    cut(at)
    held = 0
    if (!big) {
      restBins -= 1
      size = restRows / restBins
    }
  }
  return Float64Array.from(bounds)
}

/** Values closer to zero than this are zero, which always has a bin of its own where it lies among others. */
const nearZero = 1e-35

/** Bounds on either side of zero, each side with its share of the bins. */
function boundsAroundZero(
  values: Float64Array,
  counts: Int32Array,
  maxBins: number,
  minData: number,
): Float64Array {
  let below = 0
  while (below < values.length && (values[below] ?? 0) <= -nearZero) below++
  let above = below
  while (above < values.length && (values[above] ?? 0) <= nearZero) above++
  const sum = (from: number, end: number): number =>
    counts.subarray(from, end).reduce((total, count) => total + count, 0)
  const [negative, positive] = [sum(0, below), sum(above, values.length)]
  const bounds: number[] = []
  if (below > 0) {
    const share = Math.max(1, Math.floor((negative / (negative + positive)) * (maxBins - 1)))
    bounds.push(...boundsOf(values.subarray(0, below), counts.subarray(0, below), share, minData), -nearZero)
  }
  const rest = maxBins - 1 - bounds.length
  if (above < values.length && rest > 0) {
    bounds.push(nearZero, ...boundsOf(values.subarray(above), counts.subarray(above), rest, minData))
  }
  return Float64Array.from(bounds)
}

/** @param sorted without NaN  @param missing whether there are any */
function numberBins(sorted: Float64Array, missing: boolean, settings: BoostingSettings): Bins {
  const { length } = sorted
  const values = new Float64Array(length)
  const counts = new Int32Array(length)
  let distinct = 0
  for (let at = 0; at < length; at++) {
    const value = sorted[at] ?? 0
    if (distinct === 0 || value !== values[distinct - 1]) values[distinct++] = value
    counts[distinct - 1] = (counts[distinct - 1] ?? 0) + 1
  }
  const bounds = boundsAroundZero(
    values.subarray(0, distinct),
    counts.subarray(0, distinct),
    settings.maxBins - (missing ? 1 : 0),
    settings.minDataInBin,
  )
  const count = bounds.length + 1 + (missing ? 1 : 0)
  return { kind: 'number', bounds, missing, count, low: values[0] ?? 0, high: values[distinct - 1] ?? 0 }
}

function categoryBins(codes: Int32Array, count: number, settings: BoostingSettings): Bins {
  const counts = new Int32Array(count)
  for (const code of codes) if (code >= 0 && code < count) counts[code] = (counts[code] ?? 0) + 1
  const frequent = Array.from({ length: count }, (_, code) => code)
    .filter((code) => (counts[code] ?? 0) > 0)
    .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b)
    .filter((code, at) => at < 2 || (counts[code] ?? 0) >= settings.minDataInBin)
    .slice(0, settings.maxBins - 1)
  return { kind: 'category', codes: Int32Array.from(frequent), count: frequent.length + 1 }
}

/** The rows that bins are found from, where there are more than `binSample`; else null. */
export const sampleRows = (rows: number, settings: BoostingSettings, seed: number): Int32Array | null =>
  rows > settings.binSample ? sampleOf(rows, settings.binSample, randomOf(seed, 1)) : null

/** Finds the bins of one column, from the sampled rows or all. */
export function findColumnBins(
  column: Column,
  rows: number,
  settings: BoostingSettings,
  sample: Int32Array | null,
): Bins {
  if (column.kind === 'category') return categoryBins(column.codes.subarray(0, rows), column.count, settings)
  const { values } = column
  let missing = false
  for (let row = 0; row < rows && !missing; row++) missing = Number.isNaN(values[row])
  const looked = sample?.length ?? rows
  const known = new Float64Array(looked)
  let count = 0
  for (let at = 0; at < looked; at++) {
    const value = values[sample ? (sample[at] ?? 0) : at] ?? NaN
    if (!Number.isNaN(value)) known[count++] = value
  }
  const sorted = known.subarray(0, count)
  sortNumbers(sorted, new Float64Array(count))
  return numberBins(sorted, missing, settings)
}

/** Writes one column's bins at `out[first + row × stride]`. */
export function writeBins(
  column: Column,
  bins: Bins,
  rows: number,
  out: Uint8Array,
  first: number,
  stride: number,
): void {
  if (bins.kind === 'category') {
    const bin = new Uint8Array(column.kind === 'category' ? column.count : 0)
    bins.codes.forEach((code, at) => (bin[code] = at + 1))
    const codes = column.kind === 'category' ? column.codes : new Int32Array(0)
    for (let row = 0; row < rows; row++) out[first + row * stride] = bin[codes[row] ?? -1] ?? 0
    return
  }
  const values = column.kind === 'number' ? column.values : new Float64Array(0)
  const { bounds, missing, count } = bins
  // A search of always eight steps over 256 bounds: no branch that depends on the data.
  const padded = new Float64Array(256).fill(Infinity)
  padded.set(bounds)
  const last = bounds.length
  const missingBin = missing ? count - 1 : 0
  for (let row = 0; row < rows; row++) {
    const value = values[row] ?? NaN
    let at = 0
    at += value > (padded[at + 127] ?? 0) ? 128 : 0
    at += value > (padded[at + 63] ?? 0) ? 64 : 0
    at += value > (padded[at + 31] ?? 0) ? 32 : 0
    at += value > (padded[at + 15] ?? 0) ? 16 : 0
    at += value > (padded[at + 7] ?? 0) ? 8 : 0
    at += value > (padded[at + 3] ?? 0) ? 4 : 0
    at += value > (padded[at + 1] ?? 0) ? 2 : 0
    at += value > (padded[at] ?? 0) ? 1 : 0
    out[first + row * stride] = Number.isNaN(value) ? missingBin : Math.min(at, last)
  }
}
