import { candidateFloats, type ColumnShape } from './layout.ts'
import type { BoostingSettings } from './types'

/** What is known of a leaf when a split of it is sought. */
export interface LeafSums {
  gradient: number
  hessian: number
  rows: number
  /** What its output may be, where a monotone column above it says so. */
  low: number
  high: number
}

/** Numbers of a candidate, by place in its record of 64-bit floats. */
export const place = {
  gain: 0,
  column: 1,
  /** Last bin that goes left, for a number. */
  bin: 2,
  missingLeft: 3,
  leftGradient: 4,
  leftHessian: 5,
  leftOutput: 6,
  rightOutput: 7,
} as const

export type SplitSettings = Pick<
  BoostingSettings,
  | 'l1'
  | 'l2'
  | 'minDataInLeaf'
  | 'minHessianInLeaf'
  | 'minGain'
  | 'catSmooth'
  | 'catL2'
  | 'maxCatThreshold'
  | 'maxCatToOneHot'
  | 'minDataPerGroup'
>

const soften = (gradient: number, l1: number): number =>
  l1 === 0 ? gradient : Math.sign(gradient) * Math.max(0, Math.abs(gradient) - l1)

/** A leaf's best output: the Newton step, shrunk by L1 and L2, within its bounds. */
export function outputOf(
  gradient: number,
  hessian: number,
  l1: number,
  l2: number,
  low: number,
  high: number,
): number {
  const weight = hessian + l2
  const output = weight > 0 ? -soften(gradient, l1) / weight : 0
  return Math.min(high, Math.max(low, output))
}

/** Twice the drop in loss that such an output brings. */
function gainOf(
  gradient: number,
  hessian: number,
  l1: number,
  l2: number,
  low: number,
  high: number,
): number {
  const soft = soften(gradient, l1)
  const weight = hessian + l2
  if (weight <= 0) return 0
  if (low === -Infinity && high === Infinity) return (soft * soft) / weight
  const output = outputOf(gradient, hessian, l1, l2, low, high)
  return -(2 * soft * output + weight * output * output)
}

/** The best split so far of one leaf among some columns, written into its record. */
export interface Search {
  leaf: LeafSums
  settings: SplitSettings
  /** The histogram, as pairs, from this place in 64-bit floats on. */
  histogram: Float64Array
  start: number
  record: Float64Array
  recordAt: number
  /** 256 bytes: 1 where a bin goes left. Written for the winner only. */
  table: Uint8Array
  tableAt: number
}

export function clearRecord({ record, recordAt }: Search): void {
  record.fill(0, recordAt, recordAt + candidateFloats)
  record[recordAt + place.gain] = -Infinity
  record[recordAt + place.column] = -1
}

interface Found {
  gain: number
  gradient: number
  hessian: number
  l2: number
}

/** Writes a better split into the record. @returns whether it was better */
function offer(search: Search, column: number, found: Found): boolean {
  const { record, recordAt: at, leaf, settings } = search
  const { l1 } = settings
  const own = gainOf(leaf.gradient, leaf.hessian, l1, settings.l2, leaf.low, leaf.high)
  const gain = found.gain - own - settings.minGain
  if (!(gain > 0) || !(gain > (record[at] as number))) return false
  const right = { gradient: leaf.gradient - found.gradient, hessian: leaf.hessian - found.hessian }
  record[at + place.gain] = gain
  record[at + place.column] = column
  record[at + place.leftGradient] = found.gradient
  record[at + place.leftHessian] = found.hessian
  record[at + place.leftOutput] = outputOf(found.gradient, found.hessian, l1, found.l2, leaf.low, leaf.high)
  record[at + place.rightOutput] = outputOf(right.gradient, right.hessian, l1, found.l2, leaf.low, leaf.high)
  return true
}

/**
 * The best threshold of one column with missing values on one side. Scans from the far end; `toLeft` says where the
 * missing ones go: they are in nobody's running sum, so they stay with the rest.
 */
function scan(search: Search, index: number, shape: ColumnShape, toLeft: boolean): void {
  const { leaf, settings, histogram, start } = search
  const { l1, l2, minHessianInLeaf } = settings
  const first = start + shape.offset / 8
  const last = shape.count - 1 - (shape.missing ? 1 : 0)
  const factor = leaf.rows / leaf.hessian
  const fewest = settings.minDataInLeaf - 0.5
  const { gradient, hessian, rows, low, high } = leaf
  const plain = l1 === 0 && shape.monotone === 0 && low === -Infinity && high === Infinity
  let best = -Infinity
  let bestBin = -1
  let bestGradient = 0
  let bestHessian = 0
  let g = 0
  let h = 0
  // Towards the left the running sum is the right side's, over bins last … 1; towards the right it is the left side's.
  const steps = toLeft ? last : last + (shape.missing ? 1 : 0)
  for (let step = 0; step < steps; step++) {
    const bin = toLeft ? last - step : step
    const at = first + 2 * bin
    g += histogram[at] as number
    h += histogram[at + 1] as number
    if (h * factor < fewest || h < minHessianInLeaf) continue
    const restHessian = hessian - h
    if (rows - h * factor < fewest || restHessian < minHessianInLeaf) break
    const rest = gradient - g
    let gain: number
    if (plain) gain = (g * g) / (h + l2) + (rest * rest) / (restHessian + l2)
    else {
      if (shape.monotone !== 0) {
        const a = outputOf(g, h, l1, l2, low, high)
        const b = outputOf(rest, restHessian, l1, l2, low, high)
        const rise = toLeft ? a - b : b - a
        if (rise * shape.monotone < 0) continue
      }
      gain = gainOf(g, h, l1, l2, low, high) + gainOf(rest, restHessian, l1, l2, low, high)
    }
    if (gain > best) {
      best = gain
      bestBin = toLeft ? bin - 1 : bin
      bestGradient = toLeft ? rest : g
      bestHessian = toLeft ? restHessian : h
    }
  }
  if (bestBin < 0) return
  if (offer(search, index, { gain: best, gradient: bestGradient, hessian: bestHessian, l2 })) {
    search.record[search.recordAt + place.bin] = bestBin
    search.record[search.recordAt + place.missingLeft] = toLeft ? 1 : 0
    const { table, tableAt } = search
    for (let bin = 0; bin < shape.count; bin++) {
      const isMissing = shape.missing && bin === shape.count - 1
      table[tableAt + bin] = (isMissing ? toLeft : bin <= bestBin) ? 1 : 0
    }
  }
}

function writeTable({ table, tableAt }: Search, bins: readonly number[]): void {
  table.fill(0, tableAt, tableAt + 256)
  for (const bin of bins) table[tableAt + bin] = 1
}

/** One category against the rest, where there are few. Bin 0 (missing, rare) always stays with the rest. */
function oneAgainstRest(search: Search, index: number, shape: ColumnShape): void {
  const { leaf, settings, histogram, start } = search
  const { l1, l2, minDataInLeaf, minHessianInLeaf } = settings
  const factor = leaf.rows / leaf.hessian
  const fewest = minDataInLeaf - 0.5
  for (let bin = 1; bin < shape.count; bin++) {
    const at = start + shape.offset / 8 + 2 * bin
    const g = histogram[at] as number
    const h = histogram[at + 1] as number
    const rest = leaf.hessian - h
    if (h * factor < fewest || h < minHessianInLeaf) continue
    if (leaf.rows - h * factor < fewest || rest < minHessianInLeaf) continue
    const gain =
      gainOf(g, h, l1, l2, leaf.low, leaf.high) + gainOf(leaf.gradient - g, rest, l1, l2, leaf.low, leaf.high)
    if (offer(search, index, { gain, gradient: g, hessian: h, l2 })) writeTable(search, [bin])
  }
}

/**
 * Many against many: categories sorted by what their rows ask for, then cut like a number, from either end (Fisher
 * 1958; LightGBM's cat_smooth, cat_l2, max_cat_threshold and min_data_per_group keep rare categories from fitting noise).
 */
function manyAgainstMany(search: Search, index: number, shape: ColumnShape): void {
  const { leaf, settings, histogram, start } = search
  const { l1, minDataInLeaf, minHessianInLeaf, catSmooth, minDataPerGroup } = settings
  const l2 = settings.l2 + settings.catL2
  const first = start + shape.offset / 8
  const factor = leaf.rows / leaf.hessian
  const gradient = (bin: number): number => histogram[first + 2 * bin] as number
  const hessian = (bin: number): number => histogram[first + 2 * bin + 1] as number
  const asks = (bin: number): number => gradient(bin) / (hessian(bin) + catSmooth)
  const bins: number[] = []
  for (let bin = 1; bin < shape.count; bin++) {
    if (hessian(bin) > 0 && Math.round(hessian(bin) * factor) >= catSmooth) bins.push(bin)
  }
  bins.sort((a, b) => asks(a) - asks(b) || a - b)
  const most = Math.min(settings.maxCatThreshold, (bins.length + 1) >> 1)
  for (const order of [bins, bins.toReversed()]) {
    let g = 0
    let h = 0
    let inGroup = 0
    for (let taken = 0; taken < most; taken++) {
      const bin = order[taken] as number
      g += gradient(bin)
      h += hessian(bin)
      inGroup += hessian(bin) * factor
      if (h * factor < minDataInLeaf - 0.5 || h < minHessianInLeaf) continue
      const rest = leaf.hessian - h
      const restRows = leaf.rows - h * factor
      if (restRows < Math.max(minDataInLeaf, minDataPerGroup) - 0.5 || rest < minHessianInLeaf) break
      if (inGroup < minDataPerGroup - 0.5) continue
      inGroup = 0
      const gain =
        gainOf(g, h, l1, l2, leaf.low, leaf.high) +
        gainOf(leaf.gradient - g, rest, l1, l2, leaf.low, leaf.high)
      if (offer(search, index, { gain, gradient: g, hessian: h, l2 })) {
        writeTable(search, order.slice(0, taken + 1))
      }
    }
  }
}

/** Offers the best split of one column to the search. */
export function searchColumn(search: Search, index: number, shape: ColumnShape): void {
  if (!(search.leaf.hessian > 0)) return
  if (shape.kind === 'category') {
    if (shape.count - 1 <= search.settings.maxCatToOneHot) oneAgainstRest(search, index, shape)
    else manyAgainstMany(search, index, shape)
    return
  }
  scan(search, index, shape, true)
  if (shape.missing) scan(search, index, shape, false)
}
