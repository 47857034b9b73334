import { describe, expect, it } from 'vitest'
import { random } from './random'

describe('random', () => {
  it('draws the published sequence of xoshiro128**', () => {
    // From the authors' C code with the state 1, 2, 3, 4; int(2^32) gives the words themselves.
    const generator = random({ root: 0, words: [1, 2, 3, 4] })
    const expected = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849]
    expect(expected.map(() => generator.int(2 ** 32))).toEqual(expected)
  })

  it('goes on from a stored state', () => {
    const generator = random(7)
    for (let i = 0; i < 1000; i++) generator.next()
    const resumed = random(
      JSON.parse(JSON.stringify(generator.state())) as ReturnType<typeof generator.state>,
    )
    expect([resumed.next(), resumed.int(99), resumed.fork('x').next()]).toEqual([
      generator.next(),
      generator.int(99),
      generator.fork('x').next(),
    ])
  })

  it('is uniform enough: 100,000 draws in ten cells stay within five standard errors', () => {
    const generator = random(42)
    const cells = new Array<number>(10).fill(0)
    let mean = 0
    for (let i = 0; i < 100_000; i++) {
      const cell = generator.int(10)
      cells[cell] = (cells[cell] ?? 0) + 1
      mean += generator.next() / 100_000
    }
    for (const count of cells) expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(9000))
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / 100_000))
  })

  it('shuffles every element exactly once, and differently for each seed and label', () => {
    const shuffled = (seed: number, label: string) =>
      random(seed)
        .fork(label)
        .shuffle(Int32Array.from({ length: 500 }, (_, i) => i))
    expect([...shuffled(1, 'a')].sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, i) => i))
    expect(shuffled(1, 'a')).toEqual(shuffled(1, 'a'))
    expect(shuffled(1, 'b')).not.toEqual(shuffled(1, 'a'))
    expect(shuffled(2, 'a')).not.toEqual(shuffled(1, 'a'))
  })

  it('forks independently of what was drawn before', () => {
    const generator = random(3)
    const before = generator.fork('folds').next()
    generator.next()
    expect(generator.fork('folds').next()).toBe(before)
  })
})
