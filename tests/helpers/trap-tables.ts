import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'csv-parse/sync'
import { random } from '../../src/shared/random'
import { traps } from '../../src/main/ml'

/** Real tables beside the checkout. Absent on other machines: tests that need them say so and skip. */
const sharedData = resolve(import.meta.dirname, '../../../shared/data')

export const tables = {
  transactions: { file: 'fraud/handbook_sim_2018_05/transactions.csv', label: 'TX_FRAUD', positive: '1' },
  bank: { file: 'tabular/bank_marketing_full/bank_full.csv', label: 'deposit', positive: 'yes' },
  taiwan: {
    file: 'credit/taiwan_default_30k/default_of_credit_card_clients.csv',
    label: 'default_payment_next_month',
    positive: '1',
  },
  german: { file: 'credit/german_credit/german_credit.csv', label: 'creditability', positive: 'bad' },
  adult: { file: 'tabular/adult/adult_train.csv', label: 'income', positive: '>50K' },
  banknote: { file: 'fraud/banknote/banknote.csv', label: 'class', positive: '1' },
  telco: { file: 'tabular/telco_churn/telco_churn.csv', label: 'Churn', positive: 'Yes' },
} as const
export type TableName = keyof typeof tables

export const hasTable = (name: TableName): boolean => existsSync(resolve(sharedData, tables[name].file))

export type TableRow = Record<string, string>

/** Rows of a table in file order: the first `limit`, of them every `step`-th. */
export function readTable(name: TableName, { limit = Infinity, step = 1 } = {}): TableRow[] {
  const text = readFileSync(resolve(sharedData, tables[name].file), 'utf8')
  const records: TableRow[] = parse(text, {
    columns: true,
    ...(Number.isFinite(limit) ? { to: limit } : {}),
  })
  return records.filter((_, row) => row % step === 0)
}

/** A table as the traps see it: what is all numbers is numbers; a random third of the rows judges. */
export function trapField(rows: readonly TableRow[], label: string, positive: string) {
  const names = Object.keys(rows[0] ?? {}).filter((name) => name !== label)
  const columns = names.flatMap((name) => {
    const cells = rows.map((row) => row[name] ?? '')
    const numbers = cells.map((cell) => (cell.trim() === '' ? Number.NaN : Number(cell)))
    const isNumber = cells.every((cell, row) => cell.trim() === '' || Number.isFinite(numbers[row]))
    return (
      traps.trapColumn(
        name,
        isNumber ? { type: 'number', values: Float64Array.from(numbers) } : { type: 'text', values: cells },
      ) ?? []
    )
  })
  const from = random(5)
  const judges = Uint8Array.from(rows, () => (from.next() < 1 / 3 ? 1 : 0))
  const which = (judge: number): Int32Array =>
    Int32Array.from(rows.keys()).filter((row) => judges[row] === judge)
  return {
    columns,
    labels: Uint8Array.from(rows, (row) => (row[label] === positive ? 1 : 0)),
    learn: which(0),
    judge: which(1),
  }
}
