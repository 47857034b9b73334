import { cellTexts } from '../table-from-columns'
import { card, columnsOf, type Check } from './input'

/** Columns in which every filled cell is the same, or none is filled. (A constant label is an error of its own.) */
export const constant: Check = (input) => {
  const { table } = input
  const labels = columnsOf(input, 'label')
  return table.columns.flatMap(({ name }) => {
    if (labels.includes(name) || table.rows < 2) return []
    const cells = cellTexts(table, name)
    let value: string | null = null
    let filled = 0
    for (let row = 0; row < table.rows; row++) {
      const cell = cells.get(row)
      if (cell === null) continue
      if (value !== null && cell !== value) return []
      value = cell
      filled++
    }
    // A flag that is filled now and then with one value does tell something: filled or not.
    if (filled > 0 && filled < table.rows) return []
    return [
      card({
        code: 'constant',
        severity: 'info',
        column: name,
        params: { column: name, filled, rows: table.rows },
        evidence: value === null ? [] : [{ row: 0, line: null, text: value }],
        remedy: { op: 'leave-out-column', column: name },
      }),
    ]
  })
}
