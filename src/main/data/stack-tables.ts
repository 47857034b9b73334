import type { Table, TextColumn } from './table'
import { cellTexts } from './table-from-columns'

/**
 * Tables one below the other, without copying their texts. The columns are the first table's; a table without one, or
 * with another type in its place, has empty cells there.
 */
export function stackTables(tables: readonly Table[]): Table {
  const starts = [0]
  for (const { rows } of tables) starts.push((starts.at(-1) ?? 0) + rows)
  const rows = starts.at(-1) ?? 0
  const has = (table: Table, name: string, type: string): boolean =>
    table.columns.some((column) => column.name === name && column.type === type)

  function numbers(name: string, type: 'number' | 'time'): Float64Array {
    const values = new Float64Array(rows).fill(Number.NaN)
    tables.forEach((table, i) => {
      if (has(table, name, type)) values.set(table[type](name), starts[i])
    })
    return values
  }

  return {
    rows,
    columns: tables[0]?.columns ?? [],
    number: (name) => numbers(name, 'number'),
    time: (name) => numbers(name, 'time'),
    text(name): TextColumn {
      const parts = tables.map((table) =>
        table.columns.some((column) => column.name === name) ? cellTexts(table, name) : null,
      )
      let current = 0
      return {
        length: rows,
        get(row) {
          if (!(row >= 0 && row < rows)) return null
          while (row < (starts[current] ?? 0)) current -= 1
          while (row >= (starts[current + 1] ?? rows)) current += 1
          return parts[current]?.get(row - (starts[current] ?? 0)) ?? null
        },
      }
    },
  }
}

/** Some rows of a table, without copying their texts. */
export function pickRows(table: Table, rows: Int32Array): Table {
  const numbers = (values: Float64Array): Float64Array =>
    Float64Array.from(rows, (row) => values[row] ?? Number.NaN)
  return {
    rows: rows.length,
    columns: table.columns,
    number: (name) => numbers(table.number(name)),
    time: (name) => numbers(table.time(name)),
    text(name): TextColumn {
      const texts = table.text(name)
      return { length: rows.length, get: (row) => texts.get(rows[row] ?? -1) }
    },
  }
}
