import { random, type Random } from '#shared/random'
import { normalQuantile } from '../../../src/main/ml/stats'

/** One standard normal number. */
export const gauss = (random: Random): number => normalQuantile(random.next() || Number.MIN_VALUE)

/** An index drawn with the given shares, which sum to 1. */
function pick(shares: readonly number[], random: Random): number {
  let left = random.next()
  for (const [k, share] of shares.entries()) {
    left -= share
    if (left < 0) return k
  }
  return shares.length - 1
}

/** Truth of `rows` rows drawn with the given shares of the classes. */
export const truthOf = (rows: number, shares: readonly number[], random: Random): Int32Array =>
  Int32Array.from({ length: rows }, () => pick(shares, random))

/** Scores of one row into `scores`, from log-odds up to a constant. */
export function softmaxInto(scores: Float64Array, row: number, logits: readonly number[]): void {
  const top = Math.max(...logits)
  const weights = logits.map((logit) => Math.exp(logit - top))
  const sum = weights.reduce((a, b) => a + b, 0)
  for (const [k, weight] of weights.entries()) scores[row * logits.length + k] = weight / sum
}

/** The seeds of the simulated sets of one experiment, drawn from one stream that `origin` begins. */
export function setSeeds(experiment: string, sets: number, origin: number): number[] {
  const from = random(origin).fork(experiment)
  return Array.from({ length: sets }, () => from.int(2 ** 32))
}
