import { random, type Random } from '../../src/shared/random'

/** Numbers of a row; five of them matter. */
const columns = 20

/** A yes-or-no question whose answer is known: rows, labels, and what nobody can beat. */
export interface Planted {
  count: number
  /** count × 20, standard normal. */
  inputs: Float32Array
  labels: Float32Array
  /** Accuracy of who knows the true probability: its mean distance from certainty. */
  ceiling: number
}

/** Standard normal by Box and Muller. */
const normal = (from: Random): number =>
  Math.sqrt(-2 * Math.log(1 - from.next())) * Math.cos(2 * Math.PI * from.next())

/** Log-odds of yes: a line, a product and a wave, so that neither a line nor a hundred small trees suffice. */
function logit(row: Float32Array): number {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = row
  return 6 * (a + b * c + Math.sin(2 * d) + 0.5 * e)
}

/** Rows of the question, the same for the same seed. */
export function planted(count: number, seed: number): Planted {
  const from = random(seed).fork('planted')
  const inputs = Float32Array.from({ length: count * columns }, () => normal(from))
  let certain = 0
  const labels = Float32Array.from({ length: count }, (_, row) => {
    const yes = 1 / (1 + Math.exp(-logit(inputs.subarray(row * columns, (row + 1) * columns))))
    certain += Math.max(yes, 1 - yes)
    return from.next() < yes ? 1 : 0
  })
  return { count, inputs, labels, ceiling: certain / count }
}
