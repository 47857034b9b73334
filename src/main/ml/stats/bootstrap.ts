import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Resample } from './resample'

/** Enough that the simulation error of an end of a 95 % interval is a few hundredths of its length. */
export const bootstrapDraws = 2000

/** Nothing else of the process waits longer than this, in milliseconds. */
const longestStretch = 20

/** Numbers that are computed anew from how often each row was drawn. */
export interface Statistic {
  readonly size: number
  /** Writes `size` numbers into `out`; NaN where a sample has none (a class not drawn). */
  compute(weights: Int32Array, out: Float64Array): void
}

/** A statistic of some rows only, drawn together with all the others. `rows` are those it counts, in its own order. */
export function onRows(statistic: Statistic, rows: Int32Array): Statistic {
  const own = new Int32Array(rows.length)
  return {
    size: statistic.size,
    compute(weights, out) {
      for (let at = 0; at < rows.length; at++) own[at] = weights[rows[at] ?? 0] ?? 0
      statistic.compute(own, out)
    },
  }
}

export interface BootstrapOptions {
  draws?: number
  signal?: AbortSignal | undefined
}

/**
 * Computes every statistic on the same samples, so that any two can be compared pair by pair. Lets other work of the
 * process through; throws what `signal` aborts with.
 * @returns for each statistic, for each of its numbers, the values of all draws
 */
export async function bootstrap(
  statistics: readonly Statistic[],
  rows: number,
  resample: Resample,
  { draws = bootstrapDraws, signal }: BootstrapOptions = {},
): Promise<Float64Array[][]> {
  const weights = new Int32Array(rows)
  const results = statistics.map(({ size }) => Array.from({ length: size }, () => new Float64Array(draws)))
  const scratch = statistics.map(({ size }) => new Float64Array(size))
  let since = performance.now()
  for (let draw = 0; draw < draws; draw++) {
    resample(weights)
    for (const [s, statistic] of statistics.entries()) {
      const out = scratch[s]
      const columns = results[s]
      if (out === undefined || columns === undefined) continue
      statistic.compute(weights, out)
      for (const [i, values] of columns.entries()) values[draw] = out[i] ?? Number.NaN
      if (performance.now() - since > longestStretch) {
        await nextTurn()
        signal?.throwIfAborted()
        since = performance.now()
      }
    }
  }
  signal?.throwIfAborted()
  return results
}
