import { findBins, writeBins, type Bins } from './bins'
import type { Field } from './grow'
import { kernelModule } from './kernels'
import { layOut } from './layout'
import { outputsOf } from './objective'
import type { Shared } from './phases'
import { startPool } from './pool'
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
  const outputs = outputsOf(settings)
  const threads =
    rows * columns.length < worthThreads ? 1 : Math.min(mostThreads, Math.max(1, options.threads))
  const bins = findBins(columns, rows, settings, options.seed)
  const layout = layOut(bins, rows, {
    classes: outputs,
    leaves: settings.leaves,
    threads,
    monotone: settings.monotone,
  })
  const memory = new WebAssembly.Memory({ initial: layout.pages, maximum: layout.pages, shared: true })
  const { buffer } = memory
  const bytes = new Uint8Array(buffer)
  for (const { first, width, bins: start } of layout.groups) {
    for (let column = first; column < first + width; column++) {
      const source = columns[column]
      const bin = bins[column]
      if (source && bin) writeBins(source, bin, rows, bytes, start + column - first, width)
    }
  }
  new Float64Array(buffer, layout.labels, rows).set(options.labels)
  new Float64Array(buffer, layout.weights, rows).set(options.weights)
  const module = kernelModule(layout.groups, layout.pages)
  const shared: Shared = { memory, module, layout, objective: settings.objective, settings }
  return {
    layout,
    bins,
    settings,
    shared,
    pool: await startPool(shared, threads),
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
