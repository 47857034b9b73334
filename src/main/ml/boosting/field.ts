import { binningOf, findShare, writeColumn, writeShare, type Binning } from './binning'
import { findColumnBins, type Bins } from './bins'
import type { Field } from './grow'
import { kernelModule } from './kernels'
import { layOut } from './layout'
import { outputsOf } from './objective'
import type { Shared } from './phases'
import { recruit, startPool, type Recruits } from './pool'
import type { BoostingSettings, LabelledData } from './types'

/** Tables of fewer cells than this are done before another thread has started. */
const worthThreads = 300_000
const mostThreads = 16

/** Bins a table into shared memory and starts the threads that will work on it. */
export async function prepareField(
  data: LabelledData,
  settings: BoostingSettings,
  options: { seed: number; threads: number; labels: Float64Array; weights: Float64Array },
): Promise<Field & { scores: Float64Array; shared: Shared }> {
  const { rows, columns } = data
  const threads =
    rows * columns.length < worthThreads ? 1 : Math.min(mostThreads, Math.max(1, options.threads))
  const binning = binningOf(columns, rows, settings, options.seed, threads > 1)
  // Threads are started before there is work of their own, and find bins beside this one as soon as they stand.
  const recruits = recruit(binning, threads - 1)
  try {
    return await layField(binning, recruits, settings, { ...options, threads })
  } catch (error) {
    await recruits.dismiss()
    throw error
  }
}

async function layField(
  binning: Binning,
  recruits: Recruits,
  settings: BoostingSettings,
  { threads, labels, weights }: { threads: number; labels: Float64Array; weights: Float64Array },
): Promise<Field & { scores: Float64Array; shared: Shared }> {
  const { rows, columns } = binning
  const outputs = outputsOf(settings)
  const found = new Map([...findShare(binning), ...(await recruits.found)])
  const bins = columns.map(
    (column, at) => found.get(at) ?? findColumnBins(column, rows, settings, binning.sample),
  )
  const layout = layOut(bins, rows, {
    classes: outputs,
    leaves: settings.leaves,
    threads,
    monotone: settings.monotone,
  })
  const memory = new WebAssembly.Memory({ initial: layout.pages, maximum: layout.pages, shared: true })
  const { buffer } = memory
  const bytes = new Uint8Array(buffer)
  new Float64Array(buffer, layout.labels, rows).set(labels)
  new Float64Array(buffer, layout.weights, rows).set(weights)
  const module = kernelModule(layout.groups, layout.pages)
  const shared: Shared = { memory, module, layout, objective: settings.objective, settings }
  const pool = startPool(shared, recruits, bins)
  const written = new Set([...writeShare(binning, bins, layout, bytes), ...(await pool.written)])
  columns.forEach((_, at) => {
    if (!written.has(at)) writeColumn(binning, bins, layout.groups, bytes, at)
  })
  return {
    layout,
    bins,
    settings,
    shared,
    pool: pool.pool(),
    floats: new Float64Array(buffer),
    bytes,
    index: new Int32Array(buffer, layout.index, rows),
    other: new Int32Array(buffer, layout.other, rows),
    gradients: new Float32Array(buffer, layout.gradients, 2 * rows * outputs),
    scores: new Float64Array(buffer, layout.scores, rows * outputs),
  }
}

/** LightGBM's summary of a column. */
export function infoOf(bins: Bins): string {
  if (bins.kind === 'category')
    return bins.codes.length === 0 ? 'none' : [...bins.codes].sort((a, b) => a - b).join(':')
  return bins.low === bins.high ? 'none' : `[${String(bins.low)}:${String(bins.high)}]`
}
