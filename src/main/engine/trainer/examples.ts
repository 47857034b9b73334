import type { ColumnType } from '#shared/manifest'
import { tableFromColumns, type ColumnValues, type Table } from '../../data'
import type { Cells, Examples } from '../../ml'
import type { DerivedColumn } from '../../templates'
import { derivedRole } from './derived'

/**
 * Reads the roles of some rows of a table, each column once and only when a model asks for it.
 * @param derived columns of the whole table that were computed from its rows' past
 */
export function makeExamples(
  table: Table,
  roles: Readonly<Record<string, readonly string[]>>,
  rows: Int32Array,
  labels: Int32Array,
  derived: readonly DerivedColumn[] = [],
): Examples {
  const column = (role: string): string | undefined => roles[role]?.[0]
  const computed = new Map(derived.map(({ name, values }) => [name, values]))
  const types = new Map(table.columns.map(({ name, type }) => [name, type]))
  const textsOf = (name: string): string[] => {
    const texts = table.text(name)
    return Array.from(rows, (row) => texts.get(row) ?? '')
  }
  const remember = <T>(read: (role: string) => T): ((role: string) => T) => {
    const known = new Map<string, T>()
    return (role) => {
      const found = known.get(role)
      if (found !== undefined) return found
      const made = read(role)
      known.set(role, made)
      return made
    }
  }
  // A plain loop: of wide tables this is what reading examples costs.
  const pick = (values: Float64Array): Float64Array => {
    const picked = new Float64Array(rows.length)
    for (let i = 0; i < rows.length; i += 1) picked[i] = values[rows[i] as number] ?? Number.NaN
    return picked
  }
  return {
    length: rows.length,
    rows,
    labels,
    text: remember((role) => {
      const name = column(role)
      if (name === undefined) return Array.from(rows, () => '')
      return textsOf(name)
    }),
    number: remember((role) => {
      const name = column(role)
      return name === undefined ? new Float64Array(rows.length).fill(Number.NaN) : pick(table.number(name))
    }),
    time: remember((role) => {
      const name = column(role)
      return name === undefined ? new Float64Array(rows.length).fill(Number.NaN) : pick(table.time(name))
    }),
    columnsOf: (role) => (role === derivedRole ? [...computed.keys()] : (roles[role] ?? [])),
    column: remember((name): Cells => {
      const own = computed.get(name)
      if (own !== undefined) return { type: 'number', values: pick(own) }
      const type = types.get(name)
      if (type === 'text') return { type, values: textsOf(name) }
      if (type !== undefined) return { type, values: pick(table[type](name)) }
      return emptyCells(rows.length)
    }),
  }
}

const emptyCells = (length: number): Cells => ({
  type: 'number',
  values: new Float64Array(length).fill(Number.NaN),
})

/** Some of the rows of examples, by position. */
export function subset(examples: Examples, positions: Int32Array): Examples {
  const at = (values: Float64Array): Float64Array =>
    Float64Array.from(positions, (position) => values[position] ?? Number.NaN)
  return {
    length: positions.length,
    rows: Int32Array.from(positions, (position) => examples.rows[position] ?? -1),
    labels:
      examples.labels.length === 0
        ? examples.labels
        : Int32Array.from(positions, (position) => examples.labels[position] ?? -1),
    text: (role) => {
      const texts = examples.text(role)
      return Array.from(positions, (position) => texts[position] ?? '')
    },
    number: (role) => at(examples.number(role)),
    time: (role) => at(examples.time(role)),
    columnsOf: (role) => examples.columnsOf(role),
    column: (name): Cells => {
      const cells = examples.column(name)
      return cells.type === 'text'
        ? { type: 'text', values: Array.from(positions, (position) => cells.values[position] ?? '') }
        : { type: cells.type, values: at(cells.values) }
    },
  }
}

/** What a typed row is read by: the columns of each role that a model reads, and their types. */
export interface InputColumns {
  inputs: Readonly<Record<string, readonly string[]>>
  types: Readonly<Record<string, ColumnType>>
}

/** One row that is not in any file: what somebody typed, by the name of a column, or of a role of one column. */
export function typedTable(fields: Readonly<Record<string, string>>, { inputs, types }: InputColumns): Table {
  const typed = new Map<string, string>()
  for (const [role, names] of Object.entries(inputs)) {
    for (const name of names)
      typed.set(name, fields[name] ?? (names.length === 1 ? fields[role] : undefined) ?? '')
  }
  const columns = [...typed].map(([name, text]): ColumnValues => {
    const type = types[name] ?? 'text'
    if (type === 'text') return { name, type, values: [text] }
    return { name, type, values: Float64Array.of(type === 'time' ? typedTime(text) : typedNumber(text)) }
  })
  return tableFromColumns(columns)
}

const typedNumber = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text))

/** As in a file, a time without a zone is UTC. */
function typedTime(text: string): number {
  const iso = text.trim().replace(' ', 'T')
  return Date.parse(/T[^Zz+-]*$/.test(iso) ? `${iso}Z` : iso)
}
