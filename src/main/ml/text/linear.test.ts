import { describe, expect, it } from 'vitest'
import { random } from '#shared/random'
import { fitLinear, margins, probabilities, type LabelledRows } from './linear'
import { paceUntil } from './pace'
import { SparseBuilder } from './sparse'

/** Rows of a few features out of `width`; the label follows the first of them as often as `signal` says. */
function planted(rows: number, width: number, signal: number, seed: number): LabelledRows {
  const draw = random(seed)
  const builder = new SparseBuilder()
  const labels = new Int32Array(rows)
  for (let row = 0; row < rows; row += 1) {
    const first = draw.int(width)
    const columns = new Set([first, draw.int(width), draw.int(width)])
    for (const column of columns) builder.add(column, 1 / Math.sqrt(columns.size))
    builder.endRow()
    const follows = draw.next() < signal
    labels[row] = follows ? Number(first < width / 2) : draw.int(2)
  }
  return { rows: builder.build(width), labels }
}

const settings = {
  classes: 2,
  strengths: [30, 0.001, 1],
  naiveBayes: false,
  interpolation: 1,
  seed: 1,
  pace: paceUntil(undefined),
  report: () => undefined,
}

describe('fitLinear', () => {
  it('takes the strength that validation likes best, whatever order they are given in', async () => {
    const chosen = async (signal: number): Promise<number> => {
      const train = planted(600, 40, signal, 1)
      const validation = planted(400, 40, signal, 2)
      return (await fitLinear(train, validation, settings)).strength
    }
    expect(await chosen(0)).toBe(0.001)
    expect(await chosen(0.4)).toBe(1)
  })

  it('gives its weights in terms of unscaled features, also with log-count ratios', async () => {
    const train = planted(600, 40, 1, 1)
    const weights = await fitLinear(train, train, { ...settings, strengths: [10], naiveBayes: true })
    const right = margins(train.rows, weights).filter((score, row) => score > 0 === (train.labels[row] === 1))
    expect(right.length / 600).toBeGreaterThan(0.75)
    // Features of the first half speak for class 1: positive, the others negative.
    weights.weights.forEach((weight, column) => {
      expect(Math.sign(weight)).toBe(column < 20 ? 1 : -1)
    })
  })

  it('says how much is done, up to all of it', async () => {
    const done: number[] = []
    const train = planted(200, 20, 1, 1)
    await fitLinear(train, train, { ...settings, report: (share) => done.push(share) })
    expect(done).toEqual([...done].sort((x, y) => x - y))
    expect(done.at(-1)).toBe(1)
  })
})

describe('probabilities', () => {
  it('sum to 1, also where every class says no', () => {
    const both = probabilities(Float64Array.of(0, 3), 2)
    expect([...both.slice(0, 2)]).toEqual([0.5, 0.5])
    expect(both[3]).toBeCloseTo(1 / (1 + Math.exp(-3)), 12)
    const none = probabilities(Float64Array.of(-1000, -1000, -1000), 3)
    expect([...none]).toEqual([1 / 3, 1 / 3, 1 / 3])
  })
})
