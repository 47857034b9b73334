import { AppError } from '#shared/errors'
import type { ColumnType } from '#shared/manifest'
import type { Table, TextColumn } from './table'

/** A column held in memory; numbers and times are NaN, texts null where empty. */
export type ColumnValues =
  | { name: string; type: 'text'; values: readonly (string | null)[] }
  | { name: string; type: 'number' | 'time'; values: Float64Array }

/**
 * A table of rows in memory, as for a few texts to predict.
 * @throws AppError `invalid-input` where columns differ in length
 */
export function tableFromColumns(columns: readonly ColumnValues[]): Table {
  const rows = columns[0]?.values.length ?? 0
  if (columns.some(({ values }) => values.length !== rows)) {
    throw new AppError('invalid-input', { detail: 'columns of different lengths' })
  }
  function find(name: string, type: ColumnType): ColumnValues {
    const column = columns.find((candidate) => candidate.name === name)
    const names = columns.map((candidate) => candidate.name).join(', ')
    if (column === undefined) throw new AppError('column-missing', { column: name, columns: names })
    if (column.type !== type)
      throw new AppError('column-type', { column: name, type: column.type, role: type })
    return column
  }
  const floats = (name: string, type: 'number' | 'time') => {
    const { values } = find(name, type)
    return values instanceof Float64Array ? values : new Float64Array()
  }
  return {
    rows,
    columns: columns.map(({ name, type }) => ({ name, type })),
    text(name): TextColumn {
      const { values } = find(name, 'text')
      return {
        length: rows,
        get(row) {
          const cell = values[row]
          return typeof cell === 'string' && cell !== '' ? cell : null
        },
      }
    },
    number: (name) => floats(name, 'number'),
    time: (name) => floats(name, 'time'),
  }
}

/** Any column as the words a person would read; null where empty. Times as ISO, without the time of day at midnight. */
export function cellTexts(table: Table, column: string): TextColumn {
  const found = table.columns.find(({ name }) => name === column)
  if (found === undefined || found.type === 'text') return table.text(column)
  const { type } = found
  const values = type === 'time' ? table.time(column) : table.number(column)
  return {
    length: values.length,
    get(row) {
      const value = values[row]
      if (value === undefined || Number.isNaN(value)) return null
      return type === 'time' ? new Date(value).toISOString().replace('T00:00:00.000Z', '') : String(value)
    },
  }
}
