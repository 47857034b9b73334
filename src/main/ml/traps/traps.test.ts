import { describe, expect, it } from 'vitest'
import { random } from '#shared/random'
import { hasTable, readTable, tables, trapField, type TableName } from '../../../../tests/helpers/trap-tables'
import { findLeaks, tellApart, trapColumn } from './index'

const context = { seed: 1, breathe: () => Promise.resolve() }

async function leaksOf(name: TableName, options: { limit?: number; step?: number }): Promise<string[]> {
  const { label, positive } = tables[name]
  const { columns, labels, learn, judge } = trapField(readTable(name, options), label, positive)
  return (await findLeaks(columns, labels, learn, judge, context)).map(({ column }) => column)
}

describe('columns that know the outcome', () => {
  it.skipIf(!hasTable('transactions'))('finds the scenario of simulated fraud', async () => {
    expect(await leaksOf('transactions', { limit: 30_000 })).toEqual(['TX_FRAUD_SCENARIO'])
  })

  it.skipIf(!hasTable('bank'))('finds the duration of a call that is known only after it', async () => {
    expect(await leaksOf('bank', { step: 4 })).toEqual(['duration'])
  })

  it.skipIf(!hasTable('bank'))('finds it though a second column says the same', async () => {
    const { label, positive } = tables.bank
    const rows = readTable('bank', { step: 4 }).map((row) => ({
      ...row,
      minutes: String(Math.round(Number(row['duration']) / 6) / 10),
    }))
    const { columns, labels, learn, judge } = trapField(rows, label, positive)
    const leaks = await findLeaks(columns, labels, learn, judge, context)
    expect(new Set(leaks.map(({ column }) => column))).toEqual(new Set(['duration', 'minutes']))
  })

  for (const [name, step] of [
    ['taiwan', 4],
    ['german', 1],
    ['adult', 4],
    ['telco', 1],
  ] as const) {
    it.skipIf(!hasTable(name))(`accuses no column of the clean table ${name}`, async () => {
      expect(await leaksOf(name, { step })).toEqual([])
    })
  }

  it('finds a date that is filled only when the outcome has happened', async () => {
    const from = random(1)
    const rows = 2000
    const labels = Uint8Array.from({ length: rows }, () => (from.next() < 0.2 ? 1 : 0))
    const noise = { type: 'number', values: Float64Array.from(labels, () => from.next()) } as const
    const closed = Float64Array.from(labels, (label) =>
      label === 1 && from.next() < 0.7 ? from.next() : NaN,
    )
    const columns = [trapColumn('noise', noise), trapColumn('closed', { type: 'number', values: closed })]
    const all = Int32Array.from({ length: rows }, (_, row) => row)
    const leaks = await findLeaks(
      columns.flatMap((column) => column ?? []),
      labels,
      all.filter((row) => row % 3 > 0),
      all.filter((row) => row % 3 === 0),
      context,
    )
    expect(leaks).toHaveLength(1)
    expect(leaks[0]).toMatchObject({ column: 'closed', filled: { negatives: 0 } })
  })
})

describe('two parts of a table', () => {
  const rows = 3000
  const columnsOf = (drift: number) => {
    const from = random(2)
    const values = () => Float64Array.from({ length: rows }, () => from.next() + from.next())
    const moving = values().map((value, row) => value + (drift * row) / rows)
    return [
      { name: 'still', values: values(), levels: 0 },
      { name: 'moving', values: moving, levels: 0 },
    ]
  }
  const half = (which: number) => Int32Array.from({ length: rows / 2 }, (_, row) => row + (which * rows) / 2)

  it('cannot be told apart where nothing moves', async () => {
    const told = await tellApart(columnsOf(0), half(0), half(1), context)
    expect(told?.low).toBeLessThan(0.5)
    expect(told?.high).toBeGreaterThan(0.5)
  })

  it('are told apart by the column that moves', async () => {
    const told = await tellApart(columnsOf(1.5), half(0), half(1), context)
    expect(told?.low).toBeGreaterThan(0.65)
    expect(told?.columns[0]?.column).toBe('moving')
    expect(told?.columns[0]?.stability).toBeGreaterThan(0.25)
  })

  it('says nothing of a handful of rows', async () => {
    expect(await tellApart(columnsOf(1), half(0).slice(0, 50), half(1), context)).toBeNull()
  })
})
