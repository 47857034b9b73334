import { describe, expect, it } from 'vitest'
import { applyRisk, fitRisk } from './risk'

const day = 86_400_000
const values = ['a', 'a', 'a', 'b', 'a', '']
const when = { times: Float64Array.of(0, day, 2 * day, 2 * day, 5 * day, 6 * day), delay: 1, halfLife: 1000 }

describe('target statistics by time', () => {
  it('count only labels that were known before the row', () => {
    const before = fitRisk('x', values, Uint8Array.of(1, 1, 0, 0, 0, 0), when, 1).values
    // The label of the second row is a day old at the third, which is not yet strictly known.
    const other = fitRisk('x', values, Uint8Array.of(1, 0, 1, 0, 0, 0), when, 1).values
    expect([...other.subarray(0, 4)]).toEqual([...before.subarray(0, 4)])
    expect(before[2]).toBeGreaterThan(before[0] ?? 0)
    const later = fitRisk('x', values, Uint8Array.of(1, 1, 1, 0, 0, 0), when, 1).values
    expect(later[4]).toBeGreaterThan(before[4] ?? 0)
  })

  it('tell rows outside train what train knows, fading with time', () => {
    const { risk, values: own } = fitRisk(
      'x',
      values,
      Uint8Array.of(1, 1, 1, 0, 1, 0),
      { ...when, halfLife: 2 },
      1,
    )
    const at = (value: string, time: number): number =>
      applyRisk(risk, [value], Float64Array.of(time))[0] ?? Number.NaN
    expect(at('a', 6 * day)).toBeGreaterThan(at('a', 60 * day))
    expect(at('new', 6 * day)).toBe(own[0])
    expect(JSON.parse(JSON.stringify(risk))).toEqual(risk)
  })
})

describe('target statistics without time', () => {
  it('never tell a row its own label', () => {
    const many = Array.from({ length: 400 }, (_, i) => `level ${String(i % 20)}`)
    const labels = Uint8Array.from({ length: 400 }, (_, i) => (i % 3 === 0 ? 1 : 0))
    const own = fitRisk('x', many, labels, null, 7).values
    for (const row of [0, 57, 399]) {
      const flipped = labels.slice()
      flipped[row] = 1 - (labels[row] ?? 0)
      const again = fitRisk('x', many, flipped, null, 7).values
      // One label moves the prior by a four-hundredth; told itself, a row of twenty would move by far more.
      expect(Math.abs((again[row] ?? 0) - (own[row] ?? 0))).toBeLessThan(0.01)
    }
  })
})
