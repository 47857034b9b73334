import { describe, expect, it } from 'vitest'
import { random, type Random } from '#shared/random'
import { traps } from '../../src/main/ml'
import { hasTable, readTable, tables, trapField, type TableName, type TableRow } from '../helpers/trap-tables'

/** honesty.md: 95 % of planted traps are caught. */
const CAUGHT = 0.95
const context = { seed: 1, breathe: () => Promise.resolve() }

/** A normal number, near enough: a sum of twelve. */
const gauss = (from: Random): number =>
  Array.from({ length: 12 }, () => from.next()).reduce((a, b) => a + b, -6)

interface Trap {
  name: string
  cell: (positive: boolean, row: number, from: Random) => string
}

/** What outcomes leave behind in the columns of real files. */
const planted: readonly Trap[] = [
  { name: 'status', cell: (positive, _, from) => (from.next() < 0.98 === positive ? 'closed' : 'open') },
  { name: 'recovered', cell: (positive, _, from) => (positive ? (from.next() * 900).toFixed(2) : '0') },
  {
    name: 'closed_on',
    cell: (positive, row, from) => (positive && from.next() < 0.7 ? String(20_000 + row) : ''),
  },
  { name: 'later_score', cell: (positive, _, from) => ((positive ? 4 : 0) + gauss(from)).toFixed(3) },
  { name: 'minutes', cell: (positive, _, from) => Math.exp((positive ? 2.6 : 0) + gauss(from)).toFixed(1) },
  {
    name: 'handler',
    cell: (positive, _, from) =>
      `team ${String(positive ? 40 + from.int(3) : from.int(from.next() < 0.02 ? 43 : 40))}`,
  },
]

const bases: readonly { name: TableName; step: number }[] = [
  { name: 'telco', step: 3 },
  { name: 'adult', step: 12 },
  { name: 'taiwan', step: 12 },
  { name: 'german', step: 1 },
]

describe.skipIf(!bases.every(({ name }) => hasTable(name)))('traps in tables (needs ../shared/data)', () => {
  it('catches at least 95 % of the planted ones, and accuses nothing else', async () => {
    const misses: string[] = []
    const wrong: string[] = []
    let count = 0
    for (const { name, step } of bases) {
      const { label, positive } = tables[name]
      const rows = readTable(name, { step })
      for (const trap of planted) {
        count += 1
        const from = random(count)
        const made: TableRow[] = rows.map((row, at) => ({
          ...row,
          [trap.name]: trap.cell(row[label] === positive, at, from),
        }))
        const { columns, labels, learn, judge } = trapField(made, label, positive)
        const found = (await traps.findLeaks(columns, labels, learn, judge, context)).map(
          ({ column }) => column,
        )
        if (!found.includes(trap.name)) misses.push(`${trap.name} in ${name}`)
        wrong.push(...found.filter((column) => column !== trap.name).map((column) => `${column} in ${name}`))
      }
    }
    expect(misses.length, misses.join('; ')).toBeLessThanOrEqual((1 - CAUGHT) * count)
    expect(wrong).toEqual([])
  }, 120_000)

  it('doubts labels that were turned round where they can be told, and none that are right', async () => {
    const doubtsOf = async (name: TableName, rows: readonly TableRow[], wrong: ReadonlySet<number>) => {
      const { label, positive } = tables[name]
      const { columns, labels } = trapField(rows, label, positive)
      const given = labels.map((one, row) => (wrong.has(row) ? 1 - one : one))
      const all = Int32Array.from(rows.keys())
      return (await traps.findLabelDoubts(columns, given, all, all, context)).map(({ row }) => row)
    }
    const clean: [TableName, number][] = [
      ['banknote', 1],
      ['german', 1],
      ['telco', 2],
      ['taiwan', 6],
      ['adult', 6],
      ['bank', 6],
      ['transactions', 12],
    ]
    for (const [name, step] of clean)
      expect(await doubtsOf(name, readTable(name, { step }), new Set()), name).toEqual([])
    const rows = readTable('banknote')
    const sum = { found: 0, right: 0, turned: 0 }
    for (const share of [0.01, 0.02, 0.03, 0.04]) {
      const from = random(100 * share)
      const wrong = new Set([...rows.keys()].filter(() => from.next() < share))
      const found = await doubtsOf('banknote', rows, wrong)
      expect(found.length, `turned round: ${String(share)}`).toBeGreaterThan(0)
      sum.found += found.length
      sum.right += found.filter((row) => wrong.has(row)).length
      sum.turned += wrong.size
    }
    expect(sum.right / sum.found).toBeGreaterThan(0.9)
    expect(sum.right / sum.turned).toBeGreaterThan(0.5)
  }, 120_000)

  it('sees every planted drift between two parts, and none in parts drawn by chance', async () => {
    for (const { name, step } of bases) {
      const { label, positive } = tables[name]
      const rows = readTable(name, { step })
      const from = random(3)
      const drifting = rows.map((row, at) => ({
        ...row,
        index: ((3 * at) / rows.length + gauss(from)).toFixed(3),
      }))
      const order = random(4).shuffle([...rows.keys()])
      const half = (of: readonly number[], which: number): Int32Array =>
        Int32Array.from(of.slice((which * of.length) / 2, ((which + 1) * of.length) / 2))
      const inTime = trapField(drifting, label, positive).columns
      const moved = await traps.tellApart(
        inTime,
        half([...rows.keys()], 0),
        half([...rows.keys()], 1),
        context,
      )
      expect(moved?.low, name).toBeGreaterThan(0.65)
      expect(moved?.columns.map(({ column }) => column)).toContain('index')
      const still = trapField(rows, label, positive).columns
      const told = await traps.tellApart(still, half(order, 0), half(order, 1), context)
      expect(told?.low, name).toBeLessThan(0.6)
    }
  }, 120_000)
})
