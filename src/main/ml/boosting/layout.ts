import { AppError } from '#shared/errors'
import type { Bins } from './bins'
import type { GroupShape } from './kernels'

/** Columns that are built into histograms together: their bins lie row by row. */
export interface Group extends GroupShape {
  /** First column. */
  first: number
  /** Where its bins begin. */
  bins: number
}

/** What one column's histogram is made of, for the search for splits. */
export interface ColumnShape {
  kind: 'number' | 'category'
  /** Bins, that of missing values among them. */
  count: number
  missing: boolean
  /** Where its bins begin within a histogram, in bytes. */
  offset: number
  monotone: -1 | 0 | 1
}

/**
 * Where everything lies in the memory that all threads share; addresses in bytes. Plain data, because workers get it.
 * Histograms are pairs of 64-bit floats (sum of gradients, sum of hessians), one a bin, one histogram a leaf.
 */
export interface Layout {
  rows: number
  classes: number
  groups: Group[]
  columns: ColumnShape[]
  /** Bytes of one leaf's histogram. */
  histogramBytes: number
  control: number
  labels: number
  weights: number
  scores: number
  gradients: number
  index: number
  other: number
  table: number
  used: number
  candidates: number
  histograms: number
  pages: number
}

/** 64-bit floats of one candidate: see split.ts; and the bytes of its table behind them. */
export const candidateFloats = 16
export const candidateBytes = candidateFloats * 8 + 256

/** 32-bit integers of the control block: what threads tell each other, then the arguments of the work at hand. */
export const controlInts = 64

const pageBytes = 65_536
/** 2 GiB: addresses stay positive in 32 bits. */
const mostPages = 32_768

/** Columns that stand side by side: wide enough to share a row's gradient, narrow enough to share out among threads. */
function groupWidth(columns: number, threads: number): number {
  return Math.max(1, Math.min(16, Math.ceil(columns / Math.max(1, threads))))
}

/**
 * Lays out a table of these bins.
 * @param leaves most leaves of a tree, each with a histogram of its own
 * @throws AppError boosting-too-large beyond 2 GiB
 */
export function layOut(
  bins: readonly Bins[],
  rows: number,
  options: { classes: number; leaves: number; threads: number; monotone: readonly (-1 | 0 | 1)[] },
): Layout {
  let next = 0
  const take = (bytes: number, align = 64): number => {
    const start = Math.ceil(next / align) * align
    next = start + bytes
    return start
  }
  const columns: ColumnShape[] = []
  let histogramBytes = 0
  bins.forEach((bin, column) => {
    const missing = bin.kind === 'category' || bin.missing
    columns.push({
      kind: bin.kind,
      count: bin.count,
      missing,
      offset: histogramBytes,
      monotone: bin.kind === 'number' ? (options.monotone[column] ?? 0) : 0,
    })
    histogramBytes += bin.count * 16
  })
  const control = take(controlInts * 4)
  const table = take(256)
  const width = groupWidth(bins.length, options.threads)
  const groups: Group[] = []
  for (let first = 0; first < bins.length; first += width) {
    const members = columns.slice(first, first + width)
    groups.push({
      first,
      width: members.length,
      offsets: members.map(({ offset }) => offset),
      bins: take(rows * members.length),
    })
  }
  const labels = take(rows * 8)
  const weights = take(rows * 8)
  const scores = take(rows * 8 * options.classes)
  const gradients = take(rows * 8 * options.classes)
  const index = take(rows * 4)
  const other = take(rows * 4 + 4)
  const used = take(bins.length)
  const candidates = take(2 * groups.length * candidateBytes)
  const histograms = take(options.leaves * histogramBytes + 64)
  const pages = Math.ceil(next / pageBytes) + 1
  if (pages > mostPages) throw new AppError('boosting-too-large', { rows, columns: bins.length })
  return {
    rows,
    classes: options.classes,
    groups,
    columns,
    histogramBytes,
    control,
    labels,
    weights,
    scores,
    gradients,
    index,
    other,
    table,
    used,
    candidates,
    histograms,
    pages,
  }
}
