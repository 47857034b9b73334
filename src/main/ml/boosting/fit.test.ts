import { expect, test } from 'vitest'
import { mixedTable, normal, uniform } from '../../../../tests/helpers/boosting-tables'
import { fitBoosting, settingsFor, type BoostingContext, type LabelledData } from '.'
import { meanLoss } from './objective'
import { readLightGBM } from './lightgbm-read'
import { sortNumbers } from './sort'

const ones = (rows: number): Float64Array => new Float64Array(rows).fill(1)
const loss = (raw: Float64Array, { labels, rows }: LabelledData): number =>
  meanLoss(raw, labels, ones(rows), 'binary')

const numbers = (...columns: number[][]): LabelledData['columns'] =>
  columns.map((values) => ({ kind: 'number', values: Float64Array.from(values) }))

/** A column and the answers to it. */
const table = (columns: LabelledData['columns'], labels: number[]): LabelledData => ({
  columns,
  rows: labels.length,
  labels: Float64Array.from(labels),
})

const loose = { minDataInLeaf: 1, minHessianInLeaf: 0, minDataInBin: 1 } as const

test('learns what numbers, gaps and categories say, on rows it has not seen', async () => {
  const train = mixedTable(3000, 1)
  const fresh = mixedTable(2000, 2)
  const model = await fitBoosting(train, { trees: 60 })
  const base = await fitBoosting(train, { trees: 1, leaves: 1 })
  expect(loss(model.raw(fresh), fresh)).toBeLessThan(loss(base.raw(fresh), fresh) - 0.12)
  const gain = model.importance('gain')
  const splits = model.importance('split')
  expect(gain.length).toBe(train.columns.length)
  expect([gain[0], gain[1], gain[2], gain[4]].every((own = 0) => own > (gain[3] ?? 0))).toBe(true)
  expect(splits.reduce((a, b) => a + b, 0)).toBe(60 * 30)
})

test('regression fits a sum, and its start is the mean', async () => {
  const random = uniform(3)
  const x = Array.from({ length: 800 }, () => normal(random))
  const data = table(
    numbers(x),
    x.map((value) => 3 * value + 5),
  )
  const start = await fitBoosting(data, { objective: 'regression', trees: 1, leaves: 1 })
  const mean = Array.from(data.labels).reduce((a, b) => a + b, 0) / data.rows
  expect(start.predict(data)[0]).toBeCloseTo(mean, 6)
  const model = await fitBoosting(data, { objective: 'regression', trees: 100 })
  expect(meanLoss(model.raw(data), data.labels, ones(800), 'regression')).toBeLessThan(0.2)
})

test('one step of one split is the Newton step that L1 and L2 shrink', async () => {
  const data = table(numbers([1, 1, 1, 2, 2, 2]), [0, 0, 0, 6, 6, 6])
  const settings = {
    objective: 'regression',
    trees: 1,
    leaves: 2,
    learningRate: 0.5,
    l1: 1,
    l2: 2,
    ...loose,
  } as const
  const model = await fitBoosting(data, settings)
  // Each side: sum of gradients ±9, softened by 1, over 3 rows + 2; half of it added to the mean of 3.
  expect([...model.predict(data)].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([
    2.2, 2.2, 2.2, 3.8, 3.8, 3.8,
  ])
})

test('multiclass answers with probabilities, each class where it belongs', async () => {
  const random = uniform(5)
  const x = Array.from({ length: 600 }, () => random() * 3)
  const data = table(numbers(x), x.map(Math.floor))
  const model = await fitBoosting(data, { objective: 'multiclass', classes: 3, trees: 20 })
  const p = model.predict(data)
  let right = 0
  x.forEach((value, row) => {
    const own = [...p.subarray(row * 3, row * 3 + 3)]
    expect(own.reduce((a, b) => a + b)).toBeCloseTo(1, 10)
    if (own.indexOf(Math.max(...own)) === Math.floor(value)) right++
  })
  // A bin may straddle the border of two classes.
  expect(right).toBeGreaterThan(590)
  const shap = model.shap({ ...data, rows: 5 })
  const raw = model.raw({ ...data, rows: 5 })
  raw.forEach((score, at) => {
    expect((shap[at * 2] ?? 0) + (shap[at * 2 + 1] ?? 0)).toBeCloseTo(score, 10)
  })
})

test.each([1, 0])('missing values go the way of their like: label %i', async (label) => {
  const random = uniform(11)
  const x = Array.from({ length: 400 }, (_, row) => (row % 4 === 0 ? NaN : random() * 2 - 1))
  const data = table(
    numbers(x),
    x.map((value) => (Number.isNaN(value) ? label : value > 0 ? 1 : 0)),
  )
  const model = await fitBoosting(data, { trees: 30, leaves: 2 })
  const [gap = NaN, low = NaN, high = NaN] = model.predict(table(numbers([NaN, -0.9, 0.9]), [0, 0, 0]))
  expect(label === 1 ? gap > 0.9 : gap < 0.1).toBe(true)
  expect(low < 0.1 && high > 0.9).toBe(true)
})

test('one split sorts many categories into two kinds; an unknown one stays with the rest', async () => {
  const codes = Int32Array.from({ length: 4000 }, (_, row) => row % 20)
  const good = new Set([1, 4, 6, 11, 19])
  const data: LabelledData = {
    columns: [{ kind: 'category', codes, count: 21 }],
    rows: 4000,
    labels: Float64Array.from(codes, (code) => (good.has(code) ? 1 : 0)),
  }
  const model = await fitBoosting(data, { trees: 1, leaves: 2 })
  const asked = Int32Array.from({ length: 22 }, (_, code) => code - 1)
  const p = model.predict({ columns: [{ kind: 'category', codes: asked, count: 21 }], rows: 22 })
  const high = Math.max(...p)
  expect([...asked].filter((_, at) => p[at] === high)).toEqual([...good])
  expect(p[0]).toBe(p[21])
})

test('a monotone column never falls on a grid, whatever the others are', async () => {
  const random = uniform(13)
  const rows = 1500
  const x = Array.from({ length: rows }, () => normal(random))
  const z = Array.from({ length: rows }, () => normal(random))
  const labels = x.map((value, row) =>
    Math.sin(3 * value) + value / 2 + (z[row] ?? 0) + normal(random) > 0 ? 1 : 0,
  )
  const data = table(numbers(x, z), labels)
  const grid = Array.from({ length: 200 }, (_, at) => -3 + at * 0.03)
  const falls = async (monotone: (-1 | 0 | 1)[]): Promise<number> => {
    const model = await fitBoosting(data, { trees: 60, minDataInLeaf: 5, monotone })
    let count = 0
    for (const other of [-1, 0, 1]) {
      const p = model.raw(
        table(
          numbers(
            grid,
            grid.map(() => other),
          ),
          grid,
        ),
      )
      for (let at = 1; at < grid.length; at++) if ((p[at] ?? 0) < (p[at - 1] ?? 0) - 1e-12) count++
    }
    return count
  }
  expect(await falls([])).toBeGreaterThan(20)
  expect(await falls([1, 0])).toBe(0)
})

test('limits hold: leaves, depth, rows in a leaf, gain', async () => {
  const data = mixedTable(1500)
  const grown = async (settings: Parameters<typeof fitBoosting>[1]) =>
    readLightGBM((await fitBoosting(data, { trees: 4, ...settings })).toLightGBM()).trees
  expect((await grown({ leaves: 6 })).every((tree) => tree.leaves === 6)).toBe(true)
  expect((await grown({ maxDepth: 2 })).every((tree) => tree.leaves <= 4)).toBe(true)
  // The number of rows is estimated from hessians, which differ by little in the first round.
  const [first] = await grown({ minDataInLeaf: 200 })
  expect(Math.min(...(first?.leafRows ?? []))).toBeGreaterThanOrEqual(200)
  const gainful = await grown({ minGain: 5 })
  const free = await grown({})
  expect(gainful.flatMap((tree) => [...tree.gain]).length).toBeLessThan(
    free.flatMap((tree) => [...tree.gain]).length,
  )
})

test('the same seed gives the same bits with one thread and with two; another seed gives others', async () => {
  const data = mixedTable(40_000, 17, 8)
  const fit = async (seed: number, threads: number): Promise<string> =>
    (
      await fitBoosting(data, { trees: 5, rowSampling: 0.95, columnSampling: 0.7 }, { seed, threads })
    ).toLightGBM()
  const one = await fit(1, 1)
  expect(await fit(1, 2)).toBe(one)
  expect(await fit(2, 2)).not.toBe(one)
})

class Stopped extends Error {}

test.each([
  ['plain', {}],
  ['sampled', { rowSampling: 0.6, rowSamplingEvery: 3, columnSampling: 0.6 }],
  ['stopping early', { patience: 5, learningRate: 0.4, leaves: 60, minDataInLeaf: 3 }],
])('a fit that is resumed ends as one that ran through, bit by bit: %s', async (_, change) => {
  const data = mixedTable(800)
  const settings = { trees: 14, checkpointEvery: 3, ...change }
  const context = { seed: 4, validation: mixedTable(300, 99) }
  const through = await fitBoosting(data, settings, context)
  let kept: ReadonlyMap<string, Uint8Array> | null = null
  const checkpoints: BoostingContext['checkpoints'] = {
    load: () => Promise.resolve(kept),
    save: (parts) => Promise.resolve(void (kept = new Map(parts))),
  }
  let breaths = 0
  const breathe = (): Promise<void> => (++breaths > 6 ? Promise.reject(new Stopped()) : Promise.resolve())
  await expect(fitBoosting(data, settings, { ...context, checkpoints, breathe })).rejects.toThrow(Stopped)
  const rounds: number[] = []
  const report: BoostingContext['report'] = ({ round }) => void rounds.push(round)
  const resumed = await fitBoosting(data, settings, { ...context, checkpoints, report })
  expect(rounds[0]).toBe(4)
  expect(resumed.toLightGBM()).toBe(through.toLightGBM())
  // Another question's checkpoint is of no use.
  rounds.length = 0
  await fitBoosting(data, { ...settings, leaves: 5 }, { ...context, checkpoints, report })
  expect(rounds[0]).toBe(1)
})

test('cancelled, it stops before the next tree', async () => {
  let done = 0
  let cancelled = false
  const fit = fitBoosting(
    mixedTable(500),
    { trees: 100 },
    {
      breathe: () => (cancelled ? Promise.reject(new Stopped()) : Promise.resolve()),
      report: ({ round }) => {
        done = round
        cancelled = round === 3
      },
    },
  )
  await expect(fit).rejects.toThrow(Stopped)
  expect(done).toBe(3)
})

test('stops early and keeps the best round', async () => {
  const losses: number[] = []
  const model = await fitBoosting(
    mixedTable(600),
    { trees: 300, patience: 10, learningRate: 0.3 },
    { validation: mixedTable(600, 21), report: ({ validation }) => void losses.push(validation ?? NaN) },
  )
  expect(losses.length).toBeLessThan(300)
  expect(model.rounds).toBe(losses.indexOf(Math.min(...losses)) + 1)
  expect(losses.length).toBe(model.rounds + 10)
})

test('a weight of two is a row twice, and of zero none', async () => {
  const rows = 300
  const data = mixedTable(rows, 31)
  const weights = Float64Array.from({ length: rows }, (_, row) => row % 3)
  const repeats = Array.from(weights).flatMap((weight, row) => Array<number>(weight).fill(row))
  const repeated: LabelledData = {
    rows: repeats.length,
    labels: Float64Array.from(repeats, (row) => data.labels[row] ?? 0),
    columns: data.columns.map((column) =>
      column.kind === 'number'
        ? { kind: 'number', values: Float64Array.from(repeats, (row) => column.values[row] ?? NaN) }
        : { ...column, codes: Int32Array.from(repeats, (row) => column.codes[row] ?? -1) },
    ),
  }
  // Rows without a weight still lie in bins; so all distinct values must have a bin of their own on both sides.
  const coarse = (table: LabelledData): LabelledData => ({
    ...table,
    columns: table.columns.map((column) =>
      column.kind === 'number'
        ? { kind: 'number', values: column.values.map((x) => Math.round(x * 4) / 4) }
        : column,
    ),
  })
  const settings = { ...loose, minHessianInLeaf: 2, trees: 8, leaves: 6, minDataPerGroup: 1, catSmooth: 0 }
  const weighted = await fitBoosting(coarse({ ...data, weights }), settings)
  const twice = await fitBoosting(coarse(repeated), settings)
  const [a, b] = [weighted.raw(coarse(repeated)), twice.raw(coarse(repeated))]
  expect(Math.max(...a.map((value, row) => Math.abs(value - (b[row] ?? NaN))))).toBeLessThan(1e-6)
})

test('columns that say nothing, and one row, give the constant', async () => {
  const data = table(numbers([5, 5, 5, 5], [NaN, NaN, NaN, NaN]), [1, 0, 0, 0])
  const model = await fitBoosting(data, { ...loose, trees: 10 })
  expect(model.rounds).toBe(1)
  expect([...model.predict(data)].every((p) => Math.abs(p - 0.25) < 1e-6)).toBe(true)
  const one = await fitBoosting(table(numbers([1]), [3]), { objective: 'regression', ...loose })
  expect(one.predict(table(numbers([7]), [0]))[0]).toBeCloseTo(3, 12)
  expect(one.shap(table(numbers([7]), [0]))).toEqual(Float64Array.of(0, 3))
})

test('infinite values are larger than all others', async () => {
  const x = Array.from({ length: 200 }, (_, row) =>
    row % 2 === 0 ? Infinity : row % 4 === 1 ? -Infinity : row,
  )
  const data = table(
    numbers(x),
    x.map((value) => (value === Infinity ? 1 : 0)),
  )
  const p = (await fitBoosting(data, { trees: 20, minDataInBin: 1 })).predict(data)
  expect(p.every((value, row) => (x[row] === Infinity ? value > 0.8 : value < 0.2))).toBe(true)
})

test.each([
  ['a label that is no number', { labels: Float64Array.of(0, NaN, 1) }, 'boosting-label'],
  ['a label that is neither 0 nor 1', { labels: Float64Array.of(0, 2, 1) }, 'boosting-label'],
  ['a negative weight', { weights: Float64Array.of(1, -1, 1) }, 'boosting-weight'],
  ['weights that are all zero', { weights: new Float64Array(3) }, 'boosting-weight'],
  ['a column that is too short', { columns: numbers([1, 2]) }, 'boosting-length'],
  ['no column', { columns: [] }, 'boosting-empty'],
  ['no row', { rows: 0 }, 'boosting-empty'],
])('refuses %s', async (_, change, code) => {
  const data = { ...table(numbers([1, 2, 3]), [0, 1, 1]), ...change }
  await expect(fitBoosting(data, {})).rejects.toMatchObject({ code })
})

test('refuses a setting out of its range, and a table of other columns', async () => {
  const data = mixedTable(200)
  await expect(fitBoosting(data, { trees: 0 })).rejects.toMatchObject({ code: 'boosting-setting' })
  await expect(fitBoosting(data, { monotone: [1] })).rejects.toMatchObject({ code: 'boosting-setting' })
  const model = await fitBoosting(data, settingsFor(200))
  expect(() => model.predict(table(numbers([1]), [0]))).toThrow(
    expect.objectContaining({ code: 'boosting-columns' }),
  )
})

test('numbers are sorted as comparing them would, signs, zeros, infinities and all', () => {
  const random = uniform(11)
  const values = Float64Array.from(
    { length: 5000 },
    () => normal(random) * 10 ** Math.floor(40 * random() - 20),
  )
  values.set([0, -0, Infinity, -Infinity, 5e-324, -5e-324, 1, 1, -1, 1.7976931348623157e308])
  const sorted = values.slice()
  sortNumbers(sorted, new Float64Array(values.length))
  const wanted = values.slice().sort()
  expect([...sorted].every((value, at) => Object.is(value, wanted[at]))).toBe(true)
})

test('threads find and write the same bins as one, gaps and categories among them', async () => {
  // Cells enough that threads are worth starting.
  const data = mixedTable(70_000, 8)
  const model = (threads: number) => fitBoosting(data, { trees: 3 }, { seed: 4, threads })
  const [one, three] = [await model(1), await model(3)]
  expect(three.toLightGBM()).toBe(one.toLightGBM())
})
