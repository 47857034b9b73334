import { cellTexts, type Table } from '../../data'
import type { Mapping } from '#shared/project'
import type { ProtectedGroups, RowContext } from '../../ml'
import type { AnyTemplate } from '../../templates'
import { columnOf, roleOf } from './plan'
import type { Problem } from './problem'

const dayMs = 86_400_000

/** A number with more different values than this is audited in bands. */
const mostValues = 8
const bandCount = 4

/** Amounts and days of some rows, from the columns that play those parts. */
export function rowContext(
  template: AnyTemplate,
  mapping: Mapping,
  table: Table,
  rows: Int32Array,
): RowContext {
  const amount = columnOf(template.manifest, mapping, 'amount')
  const time = columnOf(template.manifest, mapping, 'time')
  const amounts = amount === null ? null : table.number(amount)
  const times = time === null ? null : table.time(time)
  return {
    amounts: amounts && Float64Array.from(rows, (row) => amounts[row] ?? Number.NaN),
    // A row without a time is of no day that others are of.
    days: times && Int32Array.from(rows, (row) => Math.floor((times[row] ?? 0) / dayMs) || 0),
  }
}

interface Grouping {
  names: string[]
  /** Group of each open row, -1 without one. */
  of: Int32Array
}

function bands(values: Float64Array): Grouping {
  const sorted = values.filter(Number.isFinite).sort()
  const cuts = [
    ...new Set(
      Array.from(
        { length: bandCount - 1 },
        (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / bandCount)] ?? 0,
      ),
    ),
  ]
  const names = [...cuts, null].map((cut, i) => {
    const from = cuts[i - 1]
    if (from === undefined) return `< ${String(cut)}`
    return cut === null ? `≥ ${String(from)}` : `${String(from)} – < ${String(cut)}`
  })
  return {
    names,
    of: Int32Array.from(values, (value) => {
      if (!Number.isFinite(value)) return -1
      const at = cuts.findIndex((cut) => value < cut)
      return at < 0 ? cuts.length : at
    }),
  }
}

/** Groups of a protected column: its values, or bands of a number with many. */
export function groupsOf(table: Table, column: string): Grouping {
  const type = table.columns.find(({ name }) => name === column)?.type
  const cells = cellTexts(table, column)
  const codes = new Map<string, number>()
  const of = Int32Array.from({ length: table.rows }, (_, row) => {
    const value = cells.get(row)?.trim() ?? ''
    if (value === '') return -1
    const code = codes.get(value) ?? codes.size
    codes.set(value, code)
    return code
  })
  if (type === 'number' && codes.size > mostValues) return bands(table.number(column))
  return { names: [...codes.keys()], of }
}

/** The columns for audit only. */
export function protectedColumns({ template, mapping }: Pick<Problem, 'template' | 'mapping'>): string[] {
  const role = roleOf(template.manifest, 'protected')
  return role === null ? [] : (mapping.roles[role] ?? [])
}

/** Groups of the protected columns for the rows that choose and the rows that decide. */
export function protectedGroups(
  problem: Problem,
  validation: Int32Array,
  test: Int32Array,
): ProtectedGroups[] {
  return protectedColumns(problem).map((column) => {
    const { names, of } = groupsOf(problem.table, column)
    const pick = (rows: Int32Array): Int32Array => Int32Array.from(rows, (row) => of[row] ?? -1)
    return { column, names, validation: pick(validation), test: pick(test) }
  })
}
