import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Resample } from './resample'

/** Enough that the simulation error of an end of a 95 % interval is a few hundredths of its length. */
const bootstrapDraws = 2000

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
  const runs = statistics.map((statistic) => ({
    statistic,
    out: new Float64Array(statistic.size),
    values: Array.from({ length: statistic.size }, () => new Float64Array(draws)),
  }))
  let since = performance.now()
  for (let draw = 0; draw < draws; draw++) {
    resample(weights)
    for (const { statistic, out, values } of runs) {
      statistic.compute(weights, out)
      values.forEach((column, i) => {
        column[draw] = out[i] ?? Number.NaN
      })
      if (performance.now() - since > longestStretch) {
        await nextTurn()
        signal?.throwIfAborted()
        since = performance.now()
      }
    }
  }
  signal?.throwIfAborted()
  return runs.map(({ values }) => values)
}
