import type { Table } from '../../data'
import type { Examples } from '../../ml'

/** Reads the roles of some rows of a table, each column once and only when a model asks for it. */
export function makeExamples(
  table: Table,
  roles: Readonly<Record<string, readonly string[]>>,
  rows: Int32Array,
  labels: Int32Array,
): Examples {
  const column = (role: string): string | undefined => roles[role]?.[0]
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
  const pick = (values: Float64Array): Float64Array =>
    Float64Array.from(rows, (row) => values[row] ?? Number.NaN)
  return {
    length: rows.length,
    rows,
    labels,
    text: remember((role) => {
      const name = column(role)
      if (name === undefined) return Array.from(rows, () => '')
      const texts = table.text(name)
      return Array.from(rows, (row) => texts.get(row) ?? '')
    }),
    number: remember((role) => {
      const name = column(role)
      return name === undefined ? new Float64Array(rows.length).fill(Number.NaN) : pick(table.number(name))
    }),
    time: remember((role) => {
      const name = column(role)
      return name === undefined ? new Float64Array(rows.length).fill(Number.NaN) : pick(table.time(name))
    }),
    columnsOf: (role) => roles[role] ?? [],
  }
}

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
  }
}

/** One row that is not in any file: what somebody typed. */
export function typedExample(fields: Readonly<Record<string, string>>): Examples {
  const numberOf = (role: string): Float64Array => {
    const field = fields[role]?.trim() ?? ''
    return Float64Array.of(field === '' ? Number.NaN : Number(field))
  }
  return {
    length: 1,
    rows: Int32Array.of(0),
    labels: new Int32Array(0),
    text: (role) => [fields[role] ?? ''],
    number: numberOf,
    time: (role) => Float64Array.of(Date.parse(fields[role] ?? '')),
    columnsOf: (role) => (role in fields ? [role] : []),
  }
}
