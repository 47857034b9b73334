import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { boosting } from '../../src/main/ml'
import { normal, uniform } from './boosting-tables'

type Table = boosting.LabelledData
type Row = Record<string, string>

const readCsv = (file: string): Row[] =>
  parse<Row>(readFileSync(file), { columns: true, bom: true, skip_empty_lines: true })

/** Independent normal numbers, six of which matter to a yes or no. */
export function synthetic(rows: number, width: number, seed: number): Table {
  const random = uniform(seed)
  const values = Array.from({ length: width }, () =>
    Float64Array.from({ length: rows }, () => normal(random)),
  )
  const labels = Float64Array.from({ length: rows }, (_, row) => {
    const x = (column: number): number => values[column]?.[row] ?? 0
    const score = x(0) + (x(1) * x(2)) / 2 - Math.abs(x(3)) + 0.7 * Math.sin(2 * x(4)) + 0.3 * x(5) - 1
    return random() < 1 / (1 + Math.exp(-score)) ? 1 : 0
  })
  return { rows, labels, columns: values.map((column) => ({ kind: 'number', values: column })) }
}

/** Some rows of a table, in the order named. */
export function take(table: Table, rows: readonly number[]): Table {
  return {
    rows: rows.length,
    labels: Float64Array.from(rows, (row) => table.labels[row] ?? 0),
    columns: table.columns.map((column) =>
      column.kind === 'number'
        ? { kind: 'number', values: Float64Array.from(rows, (row) => column.values[row] ?? NaN) }
        : { ...column, codes: Int32Array.from(rows, (row) => column.codes[row] ?? -1) },
    ),
  }
}

/** Means over a unit's strictly earlier events: amounts, their number, and frauds known after a day's delay. */
function history(
  rows: readonly Row[],
  unit: string,
  seconds: Float64Array,
  amounts: Float64Array,
  labels: Float64Array,
) {
  const delay = 86_400
  const own = new Map<
    string,
    { amount: number; count: number; frauds: number; known: number; open: number[] }
  >()
  const count = new Float64Array(rows.length)
  const amount = new Float64Array(rows.length).fill(NaN)
  const fraud = new Float64Array(rows.length).fill(NaN)
  rows.forEach((row, at) => {
    const key = row[unit] ?? ''
    const past = own.get(key) ?? { amount: 0, count: 0, frauds: 0, known: 0, open: [] }
    own.set(key, past)
    const now = seconds[at] ?? 0
    while (past.open.length > 0 && (seconds[past.open[0] ?? 0] ?? 0) < now - delay) {
      past.frauds += labels[past.open.shift() ?? 0] ?? 0
      past.known += 1
    }
    count[at] = past.count
    if (past.count > 0) amount[at] = past.amount / past.count
    if (past.known > 0) fraud[at] = past.frauds / past.known
    past.amount += amounts[at] ?? 0
    past.count += 1
    past.open.push(at)
  })
  return [count, amount, fraud]
}

/** Card transactions without the column that leaks, split by time: the last three of ten tenths are the test. */
export function transactions(data: string): { train: Table; test: Table } {
  const rows = readCsv(join(data, 'fraud/handbook_sim_2018_05/transactions.csv'))
  const numbers = (name: string): Float64Array => Float64Array.from(rows, (row) => Number(row[name]))
  const seconds = numbers('TX_TIME_SECONDS')
  const amounts = numbers('TX_AMOUNT')
  const labels = numbers('TX_FRAUD')
  const values = [
    amounts,
    seconds.map((second) => Math.floor((second % 86_400) / 3600)),
    numbers('TX_TIME_DAYS').map((day) => day % 7),
    ...history(rows, 'CUSTOMER_ID', seconds, amounts, labels),
    ...history(rows, 'TERMINAL_ID', seconds, amounts, labels),
  ]
  const table: Table = {
    rows: rows.length,
    labels,
    columns: values.map((column) => ({ kind: 'number', values: column })),
  }
  const order = rows.map((_, at) => at)
  const border = Math.floor(rows.length * 0.7)
  return { train: take(table, order.slice(0, border)), test: take(table, order.slice(border)) }
}

/** A table whose named columns are categories, and all others numbers. */
function tableOf(
  rows: readonly Row[],
  label: (row: Row) => number,
  leftOut: string[],
  categories: string[] | null,
): Table {
  const names = Object.keys(rows[0] ?? {}).filter((name) => !leftOut.includes(name))
  return {
    rows: rows.length,
    labels: Float64Array.from(rows, label),
    columns: names.map((name) => {
      const isNumber = categories
        ? !categories.includes(name)
        : rows.every((row) => !Number.isNaN(Number(row[name])))
      if (isNumber)
        return { kind: 'number', name, values: Float64Array.from(rows, (row) => Number(row[name])) }
      const codes = new Map(
        [...new Set(rows.map((row) => row[name] ?? ''))].sort().map((text, code) => [text, code]),
      )
      return {
        kind: 'category',
        name,
        codes: Int32Array.from(rows, (row) => codes.get(row[name] ?? '') ?? -1),
        count: codes.size,
      }
    }),
  }
}

export function taiwan(data: string): Table {
  const rows = readCsv(join(data, 'credit/taiwan_default_30k/default_of_credit_card_clients.csv'))
  const label = 'default_payment_next_month'
  return tableOf(rows, (row) => Number(row[label]), ['ID', label], ['SEX', 'EDUCATION', 'MARRIAGE'])
}

export function german(data: string): Table {
  const rows = readCsv(join(data, 'credit/german_credit/german_credit.csv'))
  return tableOf(rows, (row) => (row['creditability'] === 'bad' ? 1 : 0), ['creditability'], null)
}

/** Rows in a random order. */
export function shuffled(rows: number, seed: number): number[] {
  const random = uniform(seed)
  return Array.from({ length: rows }, (_, row) => ({ row, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ row }) => row)
}
