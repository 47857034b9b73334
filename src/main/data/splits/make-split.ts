import { AppError } from '#shared/errors'
import { random } from '#shared/random'
import type { SplitCounts, SplitKind } from '#shared/results'
import { mergeClusters } from '../duplicates/union-find'
import { allocate } from './allocate'
import { ordersRows } from './propose-split'
import type { RowParts } from './split-file'

/** Shares of the four parts (honesty.md). */
export const shares = { train: 0.6, validation: 0.1, test: 0.15, vault: 0.15 } as const

/**
 * Walking forward every scored row lies after all that its model learnt from, so that more of them can be scored:
 * the first stretch only teaches, the next chooses, the longest decides.
 */
const walkShares = { train: 0.35, validation: 0.15, test: 0.35, vault: 0.15 } as const

/** Folds that take the place of validation and test where rows are few. */
export const FOLDS = 5

export const PART = { leftOut: -1, train: 0, validation: 1, test: 2, vault: 3 } as const

const DAY = 86_400_000

export interface SplitInput {
  kind: SplitKind
  /** Class of each row; -1 without one. */
  labels: Int32Array
  /** Near-duplicate cluster of each row: rows with the same number never straddle. */
  clusters: Int32Array
  /** Entity of each row, -1 without one; null where there are none. Kept whole in every kind but `time`. */
  groups: Int32Array | null
  /** Milliseconds UTC, NaN where unknown; orders `time`, and in every kind puts the latest rows into the vault. */
  times: Float64Array | null
  /** Days between the parts of a `time` split, for labels that arrive late. */
  gapDays: number
  seed: number
  /**
   * 1 for rows that are sealed already: they stay sealed, and so does every row that belongs together with one.
   * null: nothing is sealed yet, and the vault is drawn.
   */
  sealed: Uint8Array | null
}

export interface Split extends RowParts {
  counts: SplitCounts
  /** Rows in no part: in a gap, without a time, or near-duplicates of rows in an earlier part of a `time` split. */
  leftOut: number
}

/**
 * Divides rows into train, validation, test and vault, or into folds and vault. The same input gives the same split.
 * @throws AppError `invalid-input` for a `time` split without times
 */
export function makeSplit(input: SplitInput): Split {
  const rows = input.labels.length
  const together = mergeClusters(rows, input.clusters, ...(input.groups === null ? [] : [input.groups]))
  const ordered = input.kind === 'time' || input.kind === 'walk-forward'
  const split = ordered ? byTime(input) : byUnits(input, together)
  const cluster = ordered ? mergeClusters(rows, input.clusters) : together
  const count = (which: number) => split.part.reduce((sum, part) => sum + Number(part === which), 0)
  return {
    ...split,
    cluster,
    counts: {
      kind: input.kind,
      train: count(PART.train),
      validation: count(PART.validation),
      test: count(PART.test),
      vault: count(PART.vault),
    },
    leftOut: count(PART.leftOut),
  }
}

/** Stratified, grouped, cross-validation: whole units are handed out. */
function byUnits(input: SplitInput, units: Int32Array): Pick<RowParts, 'part' | 'fold'> {
  const rng = random(input.seed)
  const rows = units.length
  const vault = vaultOf(input, units)
  const open = rowsWhere(rows, (row) => vault[row] === 0)
  const part = new Int8Array(rows).fill(PART.vault)
  const fold = new Int16Array(rows).fill(-1)
  const pick = (values: Int32Array) => Int32Array.from(open, (row) => values[row] as number)
  if (input.kind === 'cross-validation') {
    const folds = allocate(
      pick(units),
      pick(input.labels),
      new Array<number>(FOLDS).fill(1 / FOLDS),
      rng.fork('folds'),
    )
    open.forEach((row, i) => {
      part[row] = PART.train
      fold[row] = folds[i] as number
    })
  } else {
    const unsealed = 1 - shares.vault
    const openShares = [shares.train, shares.validation, shares.test].map((share) => share / unsealed)
    const parts = allocate(pick(units), pick(input.labels), openShares, rng.fork('parts'))
    open.forEach((row, i) => (part[row] = parts[i] as number))
  }
  return { part, fold }
}

/** 1 for rows of the vault. */
function vaultOf(input: SplitInput, units: Int32Array): Uint8Array {
  const { sealed, times } = input
  if (sealed !== null) return sealUnits(sealed, units)
  if (times !== null && ordersRows(times)) return latestUnits(times, units)
  const drawn = allocate(
    units,
    input.labels,
    [1 - shares.vault, shares.vault],
    random(input.seed).fork('vault'),
  )
  return Uint8Array.from(drawn)
}

/** A new split may add to the vault, never take from it: what belongs together with a sealed row is sealed too. */
function sealUnits(sealed: Uint8Array, units: Int32Array): Uint8Array {
  const touched = new Set<number>()
  units.forEach((unit, row) => {
    if (sealed[row] === 1) touched.add(unit)
  })
  return Uint8Array.from(units, (unit) => Number(touched.has(unit)))
}

/** The units that end last, up to the vault's share of the rows; rows without a time are the oldest. */
function latestUnits(times: Float64Array, units: Int32Array): Uint8Array {
  const wanted = Math.round(shares.vault * units.length)
  const last = new Map<number, { time: number; rows: number }>()
  units.forEach((unit, row) => {
    const time = times[row] as number
    const known = last.get(unit) ?? { time: -Infinity, rows: 0 }
    last.set(unit, {
      time: Number.isNaN(time) ? known.time : Math.max(known.time, time),
      rows: known.rows + 1,
    })
  })
  const latest = new Set<number>()
  let taken = 0
  for (const [unit, { rows }] of [...last].sort(([a, x], [b, y]) => y.time - x.time || a - b)) {
    if (taken + rows > wanted) continue
    latest.add(unit)
    taken += rows
    if (taken === wanted) break
  }
  return Uint8Array.from(units, (unit) => Number(latest.has(unit)))
}

/**
 * Chronological: boundaries lie between two moments, each later part begins after a gap, and of a near-duplicate
 * cluster only the rows in its earliest part count, so that order and separation both hold.
 */
function byTime(input: SplitInput): Pick<RowParts, 'part' | 'fold'> {
  const { times, sealed } = input
  if (times === null) throw new AppError('invalid-input', { detail: 'a split by time needs a time column' })
  const rows = times.length
  const part = new Int8Array(rows).fill(PART.leftOut)
  const vault = sealed === null ? null : sealUnits(sealed, mergeClusters(rows, input.clusters))
  const timed = rowsWhere(rows, (row) => !Number.isNaN(times[row]) && vault?.[row] !== 1)
  const sorted = Float64Array.from(timed, (row) => times[row] as number).sort()
  const of = input.kind === 'walk-forward' ? walkShares : shares
  const starts = partStarts(sorted, of, vault === null)
  const gap = input.gapDays * DAY
  for (const row of timed) part[row] = partAt(times[row] as number, starts, gap)
  if (vault !== null) vault.forEach((isSealed, row) => isSealed === 1 && (part[row] = PART.vault))
  keepEarliest(part, input.clusters)
  return {
    part,
    fold: input.kind === 'walk-forward' ? monthsOf(times, part) : new Int16Array(rows).fill(-1),
  }
}

/** Months since the first that is scored, of rows that choose or decide: what a model may be trained anew before. */
function monthsOf(times: Float64Array, part: Int8Array): Int16Array {
  const monthOf = (time: number): number => {
    const date = new Date(time)
    return 12 * date.getUTCFullYear() + date.getUTCMonth()
  }
  const scored = (which: number | undefined): boolean => which === PART.validation || which === PART.test
  const first = times.reduce(
    (least, time, row) => (scored(part[row]) ? Math.min(least, time) : least),
    Infinity,
  )
  return Int16Array.from(times, (time, row) => (scored(part[row]) ? monthOf(time) - monthOf(first) : -1))
}

/** First moments of validation, test and (where it is drawn) vault. */
function partStarts(
  sorted: Float64Array,
  of: Record<keyof typeof shares, number>,
  withVault: boolean,
): number[] {
  const all = [of.train, of.validation, of.test, ...(withVault ? [of.vault] : [])]
  const total = all.reduce((sum, share) => sum + share, 0)
  let passed = 0
  return all.slice(0, -1).map((share) => {
    passed += share / total
    return nearestChange(sorted, Math.round(passed * sorted.length))
  })
}

/** The moment that begins a part near a position; rows of one moment are never divided. */
function nearestChange(sorted: Float64Array, position: number): number {
  const moment = sorted[Math.min(position, sorted.length - 1)] ?? Infinity
  const first = sorted.indexOf(moment)
  const after = sorted.lastIndexOf(moment) + 1
  const later = sorted[after]
  return first === 0 || (later !== undefined && after - position < position - first)
    ? (later ?? moment)
    : moment
}

function partAt(time: number, starts: readonly number[], gap: number): number {
  let at = 0
  while (at < starts.length && time >= (starts[at] as number)) at++
  const next = starts[at]
  return next !== undefined && time >= next - gap ? PART.leftOut : at
}

/** Of each cluster only the rows in its earliest part stay; sealed rows stay sealed, and then win. */
function keepEarliest(part: Int8Array, clusters: Int32Array): void {
  const earliest = new Map<number, number>()
  part.forEach((which, row) => {
    const cluster = clusters[row] as number
    if (which === PART.leftOut || cluster < 0) return
    earliest.set(cluster, Math.min(earliest.get(cluster) ?? PART.vault, which))
  })
  part.forEach((which, row) => {
    const cluster = clusters[row] as number
    if (which !== PART.leftOut && cluster >= 0 && which !== earliest.get(cluster)) part[row] = PART.leftOut
  })
}

function rowsWhere(rows: number, test: (row: number) => boolean): Int32Array {
  const found: number[] = []
  for (let row = 0; row < rows; row++) if (test(row)) found.push(row)
  return Int32Array.from(found)
}
