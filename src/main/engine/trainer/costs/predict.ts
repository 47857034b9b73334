import type { ModelSpec } from '#shared/manifest'
import type { CostBook, MeasuredFit, MeasuredMemory } from '#shared/costs'
import type { Workload } from '../../../ml'

/** Seconds that a fit is expected to take, and the passes it is expected to need. */
export interface FitCost {
  before: number
  each: number
  after: number
  /** One where a fit is one pass. */
  passes: number
  /** At most so many. */
  most: number
  /** Passes without a gain that end it; 0 where it is one pass. */
  patience: number
  /** Fits of this very model that were measured on this machine. */
  measured: number
}

export const secondsOf = ({ before, each, after }: FitCost, passes: number): number =>
  before + each * passes + after

/** What to believe of a machine on which nothing was measured: two cores of an office computer of 2020. */
const usual: Record<ModelSpec['family'], { fixed: number; operation: number; row: number }> = {
  rule: { fixed: 0.3, operation: 2e-8, row: 5e-5 },
  linear: { fixed: 0.2, operation: 8e-8, row: 1e-4 },
  neighbour: { fixed: 0.2, operation: 1e-8, row: 1e-4 },
  factor: { fixed: 0.2, operation: 1e-8, row: 1e-4 },
  tree: { fixed: 0.2, operation: 1e-7, row: 1e-4 },
  net: { fixed: 1.2, operation: 1.5e-10, row: 4e-4 },
}
/** Share of the passes at most that a net needs beside its patience, before any was measured. */
const usualShare = 0.25

/** Sizes a factor e apart are half as telling as equal ones. */
const tellingDistance = 1.4
/** Each later measurement of a model halves the weight of what was measured so long before. */
const halfLife = 8

/** Weighted mean of `of` over measurements: near in size counts most, then the newest. */
function nearMean<T>(
  found: readonly T[],
  size: (one: T) => number,
  at: number,
  of: (one: T) => number,
): number {
  let sum = 0
  let weights = 0
  found.forEach((one, i) => {
    const distance = Math.log(Math.max(1, size(one)) / Math.max(1, at)) / tellingDistance
    const weight = 2 ** -(distance ** 2) * 2 ** -((found.length - 1 - i) / halfLife) + 1e-6
    sum += weight * of(one)
    weights += weight
  })
  return sum / weights
}

/** Of a time that is partly fixed: what grows does so with the rows. */
function scaled(seconds: number, fixed: number, from: number, to: number): number {
  const constant = Math.min(seconds, fixed)
  return constant + ((seconds - constant) * to) / Math.max(1, from)
}

/**
 * What one fit of a model is expected to take: from fits of the same model that this machine has done, the nearer in
 * size the more they count; from the habits of its family where there is none.
 * @param rows rows trained on
 */
export function predictFit(
  book: CostBook,
  of: { template: string; model: string; family: ModelSpec['family']; rows: number },
  { pass, epochs }: Workload,
): FitCost {
  const found = book.fits.filter((fit) => fit.template === of.template && fit.model === of.model)
  const { fixed, operation, row } = usual[of.family]
  const most = epochs?.most ?? 1
  const patience = epochs?.patience ?? 0
  const usualPasses = epochs === null ? 1 : Math.min(most, Math.ceil(usualShare * most) + patience)
  if (found.length === 0) {
    return {
      before: fixed / 2 + (row * of.rows) / 2,
      each: operation * pass,
      after: fixed / 2 + (row * of.rows) / 2,
      passes: usualPasses,
      most,
      patience,
      measured: 0,
    }
  }
  const byRows = (seconds: (fit: MeasuredFit) => number): number =>
    nearMean(
      found,
      (fit) => fit.rows,
      of.rows,
      (fit) => scaled(seconds(fit), fixed / 2, fit.rows, of.rows),
    )
  const perOperation = nearMean(
    found,
    (fit) => fit.pass,
    pass,
    (fit) => Math.log(Math.max(1e-12, fit.each / Math.max(1, fit.pass))),
  )
  const alike = found.filter((fit) => fit.epochs?.patience === patience)
  const passes =
    epochs === null || alike.length === 0
      ? usualPasses
      : nearMean(
          alike,
          (fit) => fit.rows,
          of.rows,
          (fit) => Math.min(most, fit.epochs?.needed ?? most),
        )
  return {
    before: byRows((fit) => fit.before),
    each: Math.exp(perOperation) * pass,
    after: byRows((fit) => fit.after),
    passes,
    most,
    patience,
    measured: found.length,
  }
}

/** Bytes that the programs themselves take before any data: Node, TensorFlow, the template. */
export const programBytes = 450e6
/** Bytes resident for each that was counted: intermediate results, and memory that is not given back at once. */
const usualOverhead = 2

/** Peak of resident memory in bytes, from what was counted and how much more it was in ladders of that size. */
export function predictPeak(book: CostBook, template: string, counted: number): number {
  const found = book.memory.filter((one) => one.template === template)
  if (found.length === 0) return programBytes + usualOverhead * counted
  const size = (one: MeasuredMemory): number => one.counted / 1e6
  const overhead = (one: MeasuredMemory): number =>
    Math.max(0, one.peak - programBytes) / Math.max(1, one.counted)
  return programBytes + counted * nearMean(found, size, counted / 1e6, overhead)
}
