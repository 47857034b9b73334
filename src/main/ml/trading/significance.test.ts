import { expect, test } from 'vitest'
import { random } from '#shared/random'
import { normal } from '../../../../tests/helpers/walked'
import { deflatedSharpe, expectedBestSharpe, neweyWestError, normalShare } from './significance'
import { overfitting } from './overfitting'

test('the deflated Sharpe ratio of the paper’s example', () => {
  // Yearly 2.5 over 1,250 days of 250 a year; 100 trials whose yearly Sharpe ratios have a variance of one half.
  const value = deflatedSharpe({
    sharpe: 2.5 / Math.sqrt(250),
    days: 1250,
    skew: -3,
    kurtosis: 10,
    trials: 100,
    variance: 0.5 / 250,
  })
  expect(value).toBeCloseTo(0.9004, 4)
})

test('a single try is not deflated', () => {
  expect(expectedBestSharpe(1, 0.01)).toBe(0)
  expect(expectedBestSharpe(100, 0.01)).toBeGreaterThan(expectedBestSharpe(10, 0.01))
})

test('the normal distribution, to ten digits', () => {
  expect(normalShare(0)).toBeCloseTo(0.5, 12)
  expect(normalShare(1.959963984540054)).toBeCloseTo(0.975, 10)
  expect(normalShare(-3)).toBeCloseTo(0.0013498980316, 10)
})

test('the error of a mean grows where its terms hang together', () => {
  const source = random(3)
  const independent = Float64Array.from({ length: 4000 }, () => normal(source))
  let level = 0
  const together = Float64Array.from({ length: 4000 }, () => (level = 0.6 * level + normal(source)))
  expect(neweyWestError(independent)).toBeCloseTo(1 / Math.sqrt(4000), 2)
  // Var of the mean of an AR(1) is 1 / (1 − φ)² a term.
  expect(neweyWestError(together, 12) * Math.sqrt(4000)).toBeGreaterThan(2)
})

/** Every half, its best, and its place among the others, worked out from the days themselves. */
function enumerated(returns: readonly Float64Array[], blocks: number): number {
  const days = returns[0]?.length ?? 0
  const blockOf = (day: number): number => Math.floor((day * blocks) / days)
  const sharpe = (own: Float64Array, chosen: ReadonlySet<number>): number => {
    const values = [...own].filter((_, day) => chosen.has(blockOf(day)))
    const mean = values.reduce((a, b) => a + b, 0) / values.length
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length
    return mean / Math.sqrt(variance)
  }
  const subsets = (from: number, left: number): number[][] =>
    left === 0
      ? [[]]
      : Array.from({ length: blocks - from }, (_, i) => from + i).flatMap((first) =>
          subsets(first + 1, left - 1).map((rest) => [first, ...rest]),
        )
  let [below, halves] = [0, 0]
  for (const inside of subsets(0, blocks / 2)) {
    const chosen = new Set(inside)
    const other = new Set(Array.from({ length: blocks }, (_, i) => i).filter((i) => !chosen.has(i)))
    const scores = returns.map((own) => sharpe(own, chosen))
    const best = scores.indexOf(Math.max(...scores))
    const outside = returns.map((own) => sharpe(own, other))
    const rank = outside.filter((score) => score < (outside[best] ?? 0)).length + 1
    const middle = (returns.length + 1) / 2
    below += rank < middle ? 1 : rank === middle ? 0.5 : 0
    halves += 1
  }
  return below / halves
}

const noise = (seed: number, configurations: number, days: number): Float64Array[] => {
  const source = random(seed)
  return Array.from({ length: configurations }, () =>
    Float64Array.from({ length: days }, () => normal(source)),
  )
}

test.each([1, 2, 3, 4, 5])('the probability of overfitting agrees with a slow enumeration: %i', (seed) => {
  const returns = noise(seed, 4 + (seed % 3), 97)
  expect(overfitting(returns, 8)?.probability).toBeCloseTo(enumerated(returns, 8), 12)
})

test('it is 0 where one configuration is better everywhere', () => {
  const returns = noise(9, 6, 480)
  const dominating = Float64Array.from(returns[0] ?? [], (value) => value + 1.5)
  expect(overfitting([...returns.slice(1), dominating])?.probability).toBe(0)
})

test('it is a half on average where there is nothing to choose', () => {
  const found = Array.from(
    { length: 100 },
    (_, i) => overfitting(noise(100 + i, 10, 240), 10)?.probability ?? NaN,
  )
  const mean = found.reduce((sum, value) => sum + value, 0) / found.length
  expect(mean).toBeGreaterThan(0.45)
  expect(mean).toBeLessThan(0.55)
})

test('nothing is said of one configuration, or of a few days', () => {
  expect(overfitting(noise(1, 1, 500))).toBeNull()
  expect(overfitting(noise(1, 5, 20))).toBeNull()
})
