import type { TableColumn } from '../plan'
import {
  informationOf,
  optimalBins,
  weightOfEvidence,
  type BinSettings,
  type Counts,
  type Trend,
} from './optimal-bins'

/** Pre-bins of a number: fine enough that little is lost, few enough for every way of joining them. */
const preBins = 32
/** A share of unknown cells below this is no bin of its own: nothing is known of them. */
const leastUnknown = 0.01

interface Bin extends Counts {
  woe: number
}

/** The bins of one column. */
export interface ColumnBins {
  name: string
  /** For a number: bin i holds what is below cuts[i] and not below the one before; the last what is left. */
  cuts: number[] | null
  /** For a category: bin of each code; "other" is the last code. */
  binOf: number[] | null
  bins: Bin[]
  /** Cells that are unknown; weight 0 where there are too few to tell. */
  unknown: Bin
  trend: Trend | null
  /** Information value. */
  iv: number
}

const counted = (rows: readonly number[], positive: Uint8Array): Counts => ({
  rows: rows.length,
  positives: rows.reduce((sum, row) => sum + (positive[row] ?? 0), 0),
})

/** Rows of a number column in pre-bins of about equal size, with where each begins; equal values stay together. */
function numberPreBins(values: Float64Array, known: number[]): { rows: number[]; from: number }[] {
  known.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  const size = known.length / preBins
  const made: { rows: number[]; from: number }[] = []
  let current: number[] = []
  known.forEach((row, at) => {
    const isNew = at === 0 || values[row] !== values[known[at - 1] ?? 0]
    if (isNew && (made.length === 0 || current.length >= size)) {
      current = []
      made.push({ rows: current, from: values[row] ?? 0 })
    }
    current.push(row)
  })
  return made
}

/** Cut between two neighbouring values: half-way, where that is a number between them. */
function cutsOf(
  values: Float64Array,
  pre: readonly { rows: number[]; from: number }[],
  ends: readonly number[],
): number[] {
  return ends.slice(0, -1).map((end) => {
    const below = values[pre[end - 1]?.rows.at(-1) ?? 0] ?? 0
    const from = pre[end]?.from ?? below
    const middle = (below + from) / 2
    // Few digits are easier to read and to copy; they must still lie between the two values.
    const short = Number(middle.toPrecision(4))
    return short > below && short <= from ? short : middle > below ? middle : from
  })
}

/** The bins of a column that tell most of the positive class; learnt on train. */
export function binColumn(column: TableColumn, positive: Uint8Array, settings: BinSettings): ColumnBins {
  const rows = positive.length
  const all = counted([...positive.keys()], positive)
  const isKnown = (row: number): boolean =>
    column.kind === 'number' ? !Number.isNaN(column.values[row]) : (column.codes[row] ?? -1) >= 0
  const known = Array.from({ length: rows }, (_, row) => row).filter(isKnown)
  const unknown = counted(
    Array.from({ length: rows }, (_, row) => row).filter((row) => !isKnown(row)),
    positive,
  )
  const toBin = (counts: Counts): Bin => ({ ...counts, woe: weightOfEvidence(counts, all) })
  const groups: { rows: number[]; from: number }[] =
    column.kind === 'number'
      ? numberPreBins(column.values, known)
      : categoryPreBins(column.codes, column.count, known, positive)
  const pre = groups.map((group) => counted(group.rows, positive))
  const { ends, trend } = optimalBins(pre, all, settings)
  const bins = ends.map((end, i) =>
    toBin(
      pre
        .slice(ends[i - 1] ?? 0, end)
        .reduce((sum, one) => ({ rows: sum.rows + one.rows, positives: sum.positives + one.positives }), {
          rows: 0,
          positives: 0,
        }),
    ),
  )
  const tells = unknown.rows >= leastUnknown * rows
  const unknownBin = tells ? toBin(unknown) : { ...unknown, woe: 0 }
  const iv = [...bins, ...(tells ? [unknownBin] : [])].reduce((sum, bin) => sum + informationOf(bin, all), 0)
  const binOf =
    column.kind === 'number'
      ? null
      : Array.from({ length: column.count }, (_, code) => {
          const at = groups.findIndex(({ from }) => from === code)
          // A level that train does not hold is treated as the commonest bin.
          if (at < 0) return bins.reduce((most, bin, i) => (bin.rows > (bins[most]?.rows ?? 0) ? i : most), 0)
          return ends.findIndex((end) => at < end)
        })
  const cuts = column.kind === 'number' ? cutsOf(column.values, groups, ends) : null
  return { name: column.name, cuts, binOf, bins, unknown: unknownBin, trend, iv }
}

/** The levels of a category as pre-bins, from the lowest share of positives to the highest. */
function categoryPreBins(codes: Int32Array, count: number, known: readonly number[], positive: Uint8Array) {
  const groups = Array.from({ length: count }, (_, code) => ({ rows: [] as number[], from: code }))
  for (const row of known) groups[codes[row] ?? 0]?.rows.push(row)
  const rate = (rows: readonly number[]): number => counted(rows, positive).positives / rows.length
  return groups
    .filter(({ rows }) => rows.length > 0)
    .sort((a, b) => rate(a.rows) - rate(b.rows) || a.from - b.from)
}

/** The bin of a cell; -1 where it is unknown. */
export function binAt(of: ColumnBins, column: TableColumn, row: number): number {
  if (column.kind === 'category') {
    const code = column.codes[row] ?? -1
    return code < 0 ? -1 : (of.binOf?.[code] ?? -1)
  }
  const value = column.values[row] ?? Number.NaN
  if (Number.isNaN(value)) return -1
  const cuts = of.cuts ?? []
  let bin = 0
  while (bin < cuts.length && value >= (cuts[bin] ?? 0)) bin += 1
  return bin
}
