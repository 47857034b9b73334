import { expect, test } from 'vitest'
import { random } from '#shared/random'
import { tableFromColumns, type Table } from '../../data'
import { readBars, suspectedSplits } from '../../ml'
import { priceTrapCards } from '../../engine/trainer/jobs/price-traps'
import { importSample, mappingOf } from '../../../../tests/helpers/samples'
import {
  barRoles,
  barsTable,
  judgeWalked,
  randomWalk,
  stockProblem,
  tradingDay,
  walkForward,
} from '../../../../tests/helpers/walked'
import { stock } from '.'
import { rawBarsIn } from './prices'

const learnt = [
  'zero',
  'last-value',
  'momentum',
  'buy-and-hold',
  'random-turnover',
  'ridge',
  'boosting',
  'arima',
]
const fast = { boostingTrees: 20, refitMonths: 6 }

/** A table with some of its columns replaced. */
function changed(table: Table, change: Record<string, (value: number, row: number) => number>): Table {
  return tableFromColumns(
    table.columns.map(({ name, type }) => {
      if (type === 'text') {
        const cells = table.text(name)
        return { name, type, values: Array.from({ length: table.rows }, (_, row) => cells.get(row)) }
      }
      const of = change[name]
      const values = type === 'time' ? table.time(name) : table.number(name)
      return { name, type, values: of === undefined ? values : values.map(of) }
    }),
  )
}

const mapping = mappingOf(barRoles)
const walk = (seed: number, days = 600): Table => barsTable([randomWalk(seed, days)])

test.each([1, 2, 3])('shuffling the future changes no past decision: series %i', async (seed) => {
  const days = 600
  const table = walk(seed, days)
  const cut = 400
  const order = random(seed).shuffle(Int32Array.from({ length: days - cut }, (_, i) => cut + i))
  const from = (row: number): number => (row < cut ? row : (order[row - cut] ?? row))
  const shuffle = (name: string) => {
    const values = table.number(name)
    return (_: number, row: number): number => values[from(row)] ?? Number.NaN
  }
  const other = changed(
    table,
    Object.fromEntries(['open', 'high', 'low', 'close', 'volume'].map((name) => [name, shuffle(name)])),
  )
  const [real, faked] = [await walkForward(table, learnt, fast), await walkForward(other, learnt, fast)]
  expect([...real.test]).toEqual([...faked.test])
  let compared = 0
  for (const model of learnt) {
    const [a, b] = [real.scores.get(model), faked.scores.get(model)]
    for (const part of ['validation', 'test'] as const) {
      real[part].forEach((row, i) => {
        if (row >= cut) return
        expect([model, row, b?.[part][i]]).toEqual([model, row, a?.[part][i]])
        compared += 1
      })
    }
  }
  expect(compared).toBeGreaterThan(500)
  // And the future did change: else nothing was tried.
  expect(real.scores.get('ridge')?.test.at(-1)).not.toBe(faked.scores.get('ridge')?.test.at(-1))
})

test('of a random walk nothing is called better, and that is said', async () => {
  const { models, warnings } = await judgeWalked(await walkForward(walk(11, 900), learnt, fast))
  expect(models.filter(({ verdict }) => verdict === 'better')).toEqual([])
  expect(warnings.map(({ code }) => code)).toContain('no-edge')
  const held = models.find(({ id }) => id === 'buy-and-hold')
  expect(held?.trading?.equity).toHaveLength(held?.trading?.days.length ?? -1)
  expect(models.find(({ id }) => id === 'zero')?.metrics['netReturn']?.value).toBe(0)
})

test('finds the splits of the sample that are not adjusted, not the crash, and mends them', async () => {
  const [, sample] = stock.manifest.samples
  if (sample === undefined) throw new Error('no sample')
  const table = await importSample('stock', sample)
  const roles = mappingOf(sample.mapping)
  const raw = rawBarsIn(table, roles.roles)
  const { series } = readBars(raw, { adjust: 'none', badBars: 'leave-out' })
  const dates = (ticker: string): string[] =>
    suspectedSplits(series.find((one) => one.ticker === ticker) ?? series[0]!, raw.adjusted).map(({ date }) =>
      new Date(date).toISOString().slice(0, 10),
    )
  expect(dates('AAPL')).toEqual(['2000-06-21', '2005-02-28'])
  expect(dates('MSFT')).toEqual(['2003-02-18'])
  expect(dates('IBM')).toEqual([])
  expect(stock.settle({ table, mapping: roles })).toEqual({ adjust: 'column' })
  const problem = stockProblem(table, roles, stock.parseParams({ adjust: 'none' }))
  const cards = priceTrapCards(problem, problem.market(), stock.manifest.checks)
  expect(cards.filter(({ code }) => code === 'unadjusted-split')).toMatchObject([
    { severity: 'warn', params: { ticker: 'AAPL', count: 2, ratio: 2 }, remedy: { value: 'column' } },
    { severity: 'warn', params: { ticker: 'MSFT', count: 1 } },
  ])
  expect(cards.map(({ code }) => code)).toContain('survivorship')
  const mended = readBars(raw, { adjust: 'column', badBars: 'leave-out' }).series[0]
  const moves = [...(mended?.close ?? [])].map((price, i, all) => Math.log(price / (all[i - 1] ?? price)))
  // What is left is the crash of September 2000.
  expect(moves.filter((move) => Math.abs(move) > 0.3)).toHaveLength(1)
})

test('without an adjusted close a split is suspected from open and close, and can be mended by its ratio', () => {
  const table = changed(walk(4), {
    open: (value, row) => (row >= 300 ? value / 2 : value),
    high: (value, row) => (row >= 300 ? value / 2 : value),
    low: (value, row) => (row >= 300 ? value / 2 : value),
    close: (value, row) => (row >= 300 ? value / 2 : value),
  })
  const problem = stockProblem(table, mapping, stock.parseParams({}))
  const [card] = priceTrapCards(problem, problem.market(), ['unadjusted-split'])
  expect(card).toMatchObject({ params: { count: 1, ratio: 2 }, remedy: { param: 'adjust', value: 'splits' } })
  const { series } = readBars(rawBarsIn(table, mapping.roles), { adjust: 'splits', badBars: 'leave-out' })
  const whole = walk(4).number('close')
  expect((series[0]?.close[100] ?? 0) / (series[0]?.close[500] ?? 1)).toBeCloseTo(
    (whole[100] ?? 0) / (whole[500] ?? 1),
    9,
  )
})

test('dates in any order give the same series; repeated days and impossible ones are listed', () => {
  const table = walk(5, 400)
  const reversed = tableFromColumns(
    table.columns.map(({ name, type }) =>
      type === 'text'
        ? { name, type, values: Array.from({ length: 400 }, () => '') }
        : { name, type, values: (type === 'time' ? table.time(name) : table.number(name)).slice().reverse() },
    ),
  )
  const closeOf = (of: Table): number[] => [
    ...(readBars(rawBarsIn(of, mapping.roles), { adjust: 'none', badBars: 'leave-out' }).series[0]?.close ??
      []),
  ]
  expect(closeOf(reversed)).toEqual(closeOf(table))

  const broken = changed(table, {
    date: (value, row) => (row === 50 ? tradingDay(49) : row === 60 ? Number.NaN : value),
    close: (value, row) => (row === 70 ? -1 : row === 71 ? 0 : value),
    high: (value, row) => (row === 80 ? 1 : value),
  })
  const { series, bad } = readBars(rawBarsIn(broken, mapping.roles), { adjust: 'none', badBars: 'leave-out' })
  expect(bad).toEqual({ duplicated: [49], undated: [60], notPositive: [70, 71], crossed: [80] })
  expect(series[0]?.rows).toHaveLength(400 - 5)
  const problem = stockProblem(broken, mapping, stock.parseParams({}))
  const [card] = priceTrapCards(problem, problem.market(), ['bad-bar'])
  expect(card).toMatchObject({
    code: 'bad-bar',
    params: { duplicated: 1, undated: 1, notPositive: 2, crossed: 1 },
    remedy: { op: 'set-param', param: 'badBars', value: 'mend' },
  })
  expect(card?.evidence.map(({ row }) => row)).toEqual([70, 71, 80, 49, 60])
})

test('gaps are told with their length', () => {
  const table = changed(walk(6, 400), {
    date: (value, row) => (row >= 200 ? value + 60 * 86_400_000 : value),
  })
  const problem = stockProblem(table, mapping, stock.parseParams({}))
  const [card] = priceTrapCards(problem, problem.market(), ['gap'])
  expect(card).toMatchObject({ params: { gaps: 1 }, evidence: [{ row: 200 }] })
  expect(Number(card?.params['longest'])).toBeGreaterThan(60)
})

test('a column that knows the next session is found, and one that does not is left alone', () => {
  const table = walk(7, 600)
  const open = table.number('open')
  const source = random(8)
  const withColumns = tableFromColumns([
    ...table.columns.map(({ name, type }) =>
      type === 'text'
        ? { name, type, values: Array.from({ length: 600 }, () => '') }
        : { name, type, values: type === 'time' ? table.time(name) : table.number(name) },
    ),
    {
      name: 'tomorrow',
      type: 'number' as const,
      values: open.map((_, i) => Math.log((open[i + 2] ?? 1) / (open[i + 1] ?? 1)) || 0),
    },
    { name: 'noise', type: 'number' as const, values: open.map(() => source.next()) },
  ])
  const roles = mappingOf(barRoles, { feature: ['tomorrow', 'noise'] })
  const problem = stockProblem(withColumns, roles, stock.parseParams({}))
  const cards = priceTrapCards(problem, problem.market(), ['after-close'])
  expect(cards).toMatchObject([
    { code: 'after-close', column: 'tomorrow', remedy: { op: 'leave-out-column', column: 'tomorrow' } },
  ])
})

const refusal = (table: Table, change: Partial<Parameters<typeof stock.check>[0]> = {}) =>
  stock.check({ table, mapping, ...change })

test('says what is missing, and how much of it', () => {
  expect(refusal(walk(1, 600))).toBeNull()
  expect(refusal(walk(1, 250))).toEqual({
    code: 'history-too-short',
    params: { days: 250, needed: 300, missing: 50 },
  })
  expect(refusal(walk(1, 40), { forecasting: true })).toEqual({
    code: 'history-too-short',
    params: { days: 40, needed: 61, missing: 21 },
  })
  expect(refusal(walk(1, 61), { forecasting: true })).toBeNull()
  const minutes = changed(walk(1), { date: (_, row) => tradingDay(0) + row * 60_000 })
  expect(refusal(minutes)).toMatchObject({ code: 'bars-not-daily' })
  expect(refusal(changed(walk(1), { close: (value) => -value }))).toMatchObject({
    code: 'prices-not-positive',
  })
  const twice = barsTable([randomWalk(1, 600, 'A'), randomWalk(2, 600, 'B'), randomWalk(3, 600, 'C')])
  const { date, close } = barRoles
  expect(stock.check({ table: twice, mapping: mappingOf({ date, close }) })).toMatchObject({
    code: 'days-repeated',
  })
  expect(stock.check({ table: twice, mapping })).toBeNull()
})
