import { describe, expect, it } from 'vitest'
import { random } from '#shared/random'
import {
  bootstrap,
  bootstrapInterval,
  clusteredWilson,
  detectableDifference,
  deviation,
  normalQuantile,
  onRows,
  plannedError,
  plannedReach,
  resampleBlocks,
  resampleUnits,
  rowsToSeparate,
  simultaneousIntervals,
  smallSample,
  tReach,
  wilson,
  type Statistic,
} from './index'

const gauss = (from: ReturnType<typeof random>) => normalQuantile(from.next() || Number.MIN_VALUE)

const meanOf = (values: Float64Array): Statistic => ({
  size: 1,
  compute(weights, out) {
    let sum = 0
    let total = 0
    for (const [row, value] of values.entries()) {
      sum += (weights[row] ?? 0) * value
      total += weights[row] ?? 0
    }
    out[0] = sum / total
  },
})

const everyRow = (rows: number) => Int32Array.from({ length: rows }, (_, row) => row)

describe('normal and t quantiles', () => {
  it.each([
    // The check values of Wichura (1988).
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167814],
    [1e-20, -9.262340089798408],
    [0.975, 1.959963984540054],
    [0.8, 0.8416212335729143],
  ])('quantile of %d', (p, expected) => {
    expect(normalQuantile(p)).toBeCloseTo(expected, 13)
    if (p > 1e-10) expect(normalQuantile(1 - p)).toBeCloseTo(-expected, 11)
  })

  it.each([
    // Any printed table of t, two-sided 95 %.
    [3, 3.182],
    [5, 2.571],
    [10, 2.228],
    [30, 2.042],
    [120, 1.98],
  ])('reach of t with %d degrees of freedom', (degrees, expected) => {
    expect(Math.abs(tReach(degrees) / expected - 1)).toBeLessThan(0.01)
  })
})

describe('Wilson', () => {
  it.each([
    // Newcombe (1998), table I, method 3.
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%d of %d', (held, n, low, high) => {
    const interval = wilson(held / n, n)
    expect(interval.low).toBeCloseTo(low, 4)
    expect(interval.high).toBeCloseTo(high, 4)
  })

  it('counts copies of a row once', () => {
    const from = random(1)
    const held = Uint8Array.from({ length: 200 }, () => from.int(2))
    const thrice = Uint8Array.from({ length: 600 }, (_, row) => held[Math.floor(row / 3)] ?? 0)
    const single = clusteredWilson(held, everyRow(200), null)
    const units = everyRow(600).map((row) => Math.floor(row / 3))
    const clustered = clusteredWilson(thrice, everyRow(600), units)
    expect(clustered?.value).toBe(single?.value)
    expect(clustered?.low).toBeCloseTo(single?.low ?? 0, 2)
    expect(clustered?.high).toBeCloseTo(single?.high ?? 0, 2)
    expect(clusteredWilson(thrice, everyRow(600), null)?.low).toBeGreaterThan((single?.low ?? 0) + 0.01)
  })

  it('takes rows of their own units for rows, and has nothing to say of none', () => {
    const held = Uint8Array.of(1, 0, 1)
    expect(clusteredWilson(held, everyRow(3), Int32Array.of(7, 9, 11))).toEqual(
      clusteredWilson(held, everyRow(3), null),
    )
    expect(clusteredWilson(held, new Int32Array(0), null)).toBeNull()
  })

  it('counts each unit once where all rows agree', () => {
    const all = new Uint8Array(100).fill(1)
    const units = everyRow(100).map((row) => row % 10)
    expect(clusteredWilson(all, everyRow(100), units)).toEqual({ value: 1, ...wilson(1, 10) })
  })
})

describe('bootstrap', () => {
  const from = random(2)
  const values = Float64Array.from({ length: 400 }, () => gauss(from))

  it('finds the standard error of a mean, again and again from one seed', async () => {
    const draw = async (seed: number) => {
      const resample = resampleUnits(400, null, random(seed))
      const [columns] = await bootstrap([meanOf(values)], 400, resample)
      return columns?.[0] ?? new Float64Array(0)
    }
    const draws = await draw(3)
    expect(draws).toHaveLength(2000)
    expect(deviation(draws)).toBeCloseTo(deviation(values) / 20, 2)
    expect(await draw(3)).toEqual(draws)
    expect(await draw(4)).not.toEqual(draws)
  })

  it('draws units whole', () => {
    const units = everyRow(60).map((row) => 100 - Math.floor(row / 4))
    const weights = new Int32Array(60)
    const resample = resampleUnits(60, units, random(5))
    for (let draw = 0; draw < 50; draw++) {
      resample(weights)
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(60)
      for (let row = 0; row < 60; row++) expect(weights[row]).toBe(weights[row - (row % 4)])
      expect(Math.max(...weights)).toBeGreaterThan(1)
    }
  })

  it('draws blocks of the asked mean length, every row equally often', () => {
    const rows = 500
    const resample = resampleBlocks(rows, 10, random(6))
    const weights = new Int32Array(rows)
    const total = new Float64Array(rows)
    let edges = 0
    const draws = 2000
    for (let draw = 0; draw < draws; draw++) {
      resample(weights)
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(rows)
      weights.forEach((weight, row) => {
        total[row] = (total[row] ?? 0) + weight
        if (weight !== weights[(row + 1) % rows]) edges += 1
      })
    }
    for (const count of total) expect(Math.abs(count / draws - 1)).toBeLessThan(0.2)
    // Rows drawn one by one change weight at two of three places; blocks only where one begins or ends.
    expect(edges / (draws * rows)).toBeLessThan(0.25)
  })

  it('computes a statistic of some rows on the same draws', async () => {
    const rows = Int32Array.of(5, 17, 300)
    const some = Float64Array.from(rows, (row) => values[row] ?? 0)
    const masked = meanOf(values)
    const weightsSeen: number[][] = []
    const spy: Statistic = {
      size: 1,
      compute(weights, out) {
        weightsSeen.push([...weights])
        meanOf(some).compute(weights, out)
      },
    }
    const full: number[][] = []
    const all: Statistic = {
      size: 1,
      compute(weights, out) {
        full.push([...rows].map((row) => weights[row] ?? 0))
        masked.compute(weights, out)
      },
    }
    await bootstrap([onRows(spy, rows), all], 400, resampleUnits(400, null, random(7)), { draws: 20 })
    expect(weightsSeen).toEqual(full)
  })

  it('stops when told to', async () => {
    const control = new AbortController()
    control.abort()
    const run = bootstrap([meanOf(values)], 400, resampleUnits(400, null, random(8)), {
      signal: control.signal,
    })
    await expect(run).rejects.toThrow(/abort/i)
  })
})

describe('intervals from draws', () => {
  const spread = (value: number, error: number) => {
    const from = random(9)
    return Float64Array.from({ length: 2000 }, () => value + error * gauss(from))
  }
  const many = smallSample([1e6, 1e6])

  it('is Wilson where the metric is a proportion', () => {
    const n = 250
    const interval = bootstrapInterval('counted', 0.8, spread(0.8, Math.sqrt((0.8 * 0.2) / n)), many)
    expect(interval.low).toBeCloseTo(wilson(0.8, n).low, 2)
    expect(interval.high).toBeCloseTo(wilson(0.8, n).high, 2)
  })

  it('stays inside the range of the metric', () => {
    const { low, high } = bootstrapInterval('counted', -0.97, spread(-0.97, 0.05), many, { lowest: -1 })
    expect(low).toBeGreaterThanOrEqual(-1)
    expect(high).toBeGreaterThan(-0.97)
    expect(bootstrapInterval('ranked', 0.995, spread(0.995, 0.01), many).high).toBeLessThan(1)
    expect(bootstrapInterval('positive', 0.1, spread(0.1, 0.06), many).low).toBeGreaterThan(0)
  })

  it('does not take a perfect score for certainty, the less the rarer the rarest class', () => {
    const perfect = new Float64Array(2000).fill(1)
    const even = bootstrapInterval('counted', 1, perfect, smallSample([500, 500]))
    const uneven = bootstrapInterval('counted', 1, perfect, smallSample([990, 10]))
    expect(even.low).toBeLessThan(0.999)
    expect(uneven.low).toBeLessThan(0.92)
    expect(even.high).toBe(1)
  })

  it('is the number itself where no sample could change it', () => {
    expect(bootstrapInterval('ranked', 0.5, new Float64Array(10).fill(0.5), many)).toEqual({
      low: 0.5,
      high: 0.5,
    })
  })

  it('widens with few rows of one class', () => {
    expect(smallSample([1e6, 1e6]).reach).toBeCloseTo(1.96, 3)
    expect(smallSample([1e6, 30]).reach).toBeGreaterThan(2.05)
    expect(smallSample([50, 50]).effective).toBeCloseTo(100, 9)
    expect(smallSample([90, 10, 0]).effective).toBeCloseTo(36, 9)
  })
})

describe('simultaneous intervals', () => {
  const drawn = (models: number, common: number) => {
    const from = random(10)
    const draws = Array.from({ length: models }, () => new Float64Array(20_000))
    for (let draw = 0; draw < 20_000; draw++) {
      const shared = gauss(from)
      for (const column of draws) {
        column[draw] = 1 + Math.sqrt(common) * shared + Math.sqrt(1 - common) * gauss(from)
      }
    }
    return draws.map((column) => ({ value: 1, draws: column }))
  }

  it('reaches as far as Šidák where models are independent, as far as one where they are one', () => {
    expect(simultaneousIntervals(drawn(5, 0)).critical).toBeCloseTo(plannedReach(5), 1)
    expect(plannedReach(5)).toBeCloseTo(2.569, 3)
    expect(simultaneousIntervals(drawn(5, 1)).critical).toBeCloseTo(1.96, 1)
    const half = simultaneousIntervals(drawn(5, 0.5)).critical
    expect(half).toBeGreaterThan(2.1)
    expect(half).toBeLessThan(2.56)
  })

  it('gives a difference that never varies no width and no part in the reach', () => {
    const still = { value: 0, draws: new Float64Array(20_000) }
    const { intervals, critical } = simultaneousIntervals([...drawn(1, 0), still])
    expect(intervals[1]).toEqual({ low: 0, high: 0 })
    expect(critical).toBeCloseTo(1.96, 1)
  })

  it('leaves out draws in which any number is missing', () => {
    const [one] = drawn(1, 0)
    const draws = Float64Array.from(one?.draws ?? [])
    draws[3] = Number.NaN
    const [interval] = simultaneousIntervals([{ value: 1, draws }]).intervals
    expect(interval?.low).toBeCloseTo(-0.96, 1)
  })
})

describe('power', () => {
  it('detects 2.80 standard errors four times in five', () => {
    expect(detectableDifference(1)).toBeCloseTo(2.8016, 4)
    const from = random(11)
    const found = Array.from({ length: 4000 }, () => 2.8016 + gauss(from) > 1.96).filter(Boolean).length
    expect(found / 4000).toBeCloseTo(0.8, 1)
  })

  it('asks for four times the rows for half the difference, and for none where there is nothing to find', () => {
    const rows = rowsToSeparate(1000, 0.01, 0.02) ?? 0
    expect(rows).toBe(Math.ceil(1000 * (detectableDifference(0.01) / 0.02) ** 2))
    expect((rowsToSeparate(1000, 0.01, 0.01) ?? 0) / rows).toBeCloseTo(4, 2)
    expect(rowsToSeparate(1000, 0.01, 0)).toBeNull()
  })

  it('plans with the rarest class', () => {
    expect(plannedError([500, 500])).toBeCloseTo(Math.sqrt(0.5 / 1000), 12)
    expect(plannedError([990, 10])).toBeGreaterThan(4 * plannedError([500, 500]))
  })
})
