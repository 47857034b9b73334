import { cellTexts, pickRows, stackTables, type Table } from '../../data'
import type { AnyTemplate, DerivedColumn } from '../../templates'

/** The role under which models find derived columns. */
export const derivedRole = 'derived'

type Roles = Readonly<Record<string, readonly string[]>>

/**
 * Derived columns of a table whose rows come after others: the past of its rows begins in `history`.
 * @param wanted names that a model reads; null for all that the data give
 * @param params the template's, as a fit is given them
 */
export function deriveAfter(
  template: AnyTemplate,
  history: readonly Table[],
  table: Table,
  roles: Roles,
  wanted: readonly string[] | null,
  params: Record<string, unknown>,
): DerivedColumn[] {
  if (wanted?.length === 0) return []
  const before = history.reduce((sum, { rows }) => sum + rows, 0)
  const all = history.length === 0 ? table : stackTables([...history, table])
  return template
    .derive({ table: all, roles, wanted, params })
    .map(({ name, values }) => ({ name, values: values.subarray(before) }))
}

/** Roles that say which event a row is. */
const eventParts = ['entity-own-past', 'entity-new', 'time', 'amount', 'counterparty', 'ticker']

/** The past without the events that a file brings again: each counts once. */
export function unrepeated(template: AnyTemplate, past: Table, table: Table, roles: Roles): Table {
  const { roles: specs } = template.manifest
  const columns = Object.entries(roles)
    .filter(([role]) => eventParts.includes(specs[role]?.part ?? ''))
    .flatMap(([, names]) => names)
  const keysOf = (of: Table): ((row: number) => string) => {
    const cells = columns.map((name) => cellTexts(of, name))
    return (row) => cells.map((column) => column.get(row) ?? '').join('\u0000')
  }
  const key = keysOf(table)
  const again = new Set(Array.from({ length: table.rows }, (_, row) => key(row)))
  const pastKey = keysOf(past)
  const kept = Int32Array.from({ length: past.rows }, (_, row) => row).filter(
    (row) => !again.has(pastKey(row)),
  )
  return kept.length === past.rows ? past : pickRows(past, kept)
}
