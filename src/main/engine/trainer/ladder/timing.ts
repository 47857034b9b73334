import { setImmediate } from 'node:timers/promises'
import type { Examples, Predictor } from '../../../ml'
import { subset } from '../examples'

/** Rows predicted one at a time: enough for a 95th percentile; fewer where one takes long. */
const timedRows = 100
const leastTimedRows = 50
const timedMs = 2000
/** First calls compile code and fill caches; they are not what using the model costs. */
const warmUps = 5

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** Milliseconds that one row takes, measured one row at a time on real rows spread over the examples. */
export async function timePerRow(
  predictor: Predictor,
  examples: Examples,
  signal: AbortSignal,
): Promise<{ p50: number; p95: number }> {
  const step = examples.length / timedRows
  const times: number[] = []
  const started = performance.now()
  for (let i = -warmUps; i < timedRows; i += 1) {
    if (times.length >= leastTimedRows && performance.now() - started > timedMs) break
    const row = subset(examples, Int32Array.of(Math.floor(Math.abs(i) * step) % examples.length))
    const before = performance.now()
    await predictor.scores(row, signal)
    if (i >= 0) times.push(performance.now() - before)
    if (i % 10 === 0) await setImmediate()
  }
  times.sort((a, b) => a - b)
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) }
}
