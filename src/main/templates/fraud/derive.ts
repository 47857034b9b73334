import { cellTexts, type Table } from '../../data'
import { pastColumns } from '../../ml'
import type { DerivedColumn, DeriveInput } from '../define'

/** A number for each value, in the order in which they come; -1 where the cell is empty. */
function codesOf(table: Table, column: string): Int32Array {
  const found = table.columns.find(({ name }) => name === column)
  const codes = new Int32Array(table.rows).fill(-1)
  if (found === undefined) return codes
  const known = new Map<string | number, number>()
  const code = (value: string | number): number => {
    const at = known.get(value) ?? known.size
    known.set(value, at)
    return at
  }
  if (found.type === 'number') {
    table.number(column).forEach((value, row) => {
      if (!Number.isNaN(value)) codes[row] = code(value)
    })
    return codes
  }
  const cells = cellTexts(table, column)
  for (let row = 0; row < table.rows; row += 1) {
    const value = cells.get(row)
    if (value !== null) codes[row] = code(value)
  }
  return codes
}

/** Rolling columns of the past of the entity and of whom it deals with, over the whole table. */
export function derive({ table, roles, wanted }: DeriveInput): DerivedColumn[] {
  const [time] = roles['time'] ?? []
  const [entity] = roles['entity'] ?? []
  if (time === undefined || entity === undefined) return []
  const [amount] = roles['amount'] ?? []
  const has = (name: string | undefined): name is string =>
    table.columns.some((column) => column.name === name)
  return pastColumns(
    {
      times: table.time(time),
      amounts: has(amount) ? table.number(amount) : null,
      keys: [entity, ...(roles['counterparty'] ?? [])].map((name) => ({ name, codes: codesOf(table, name) })),
    },
    wanted,
  )
}
