import type { Remedy } from '#shared/project'
import { cellTexts } from '../table-from-columns'
import { card, classesOf, columnsOf, rowEvidence, type Check } from './input'

/** Rows of a class below which its own numbers are too uncertain to act on (honesty.md). */
const RARE_CLASS_ROWS = 100

/** Classes with few rows. */
export const rareClass: Check = (input) => {
  const classes = classesOf(input)
  const [column] = columnsOf(input, 'label')
  if (classes === null || column === undefined) return []
  const { names, labels } = classes
  const [text = column] = columnsOf(input, 'text')
  const cells = cellTexts(input.table, text)
  return names.flatMap((label, code) => {
    const rows: number[] = []
    labels.forEach((given, row) => {
      if (given === code) rows.push(row)
    })
    if (rows.length === 0 || rows.length >= RARE_CLASS_ROWS) return []
    return [
      card({
        code: 'rare-class',
        severity: 'warn',
        column,
        about: label,
        params: { label, rows: rows.length, limit: RARE_CLASS_ROWS },
        evidence: rows.slice(0, 20).map((row) => rowEvidence(cells, row)),
        remedy: remedyFor(label, names, input.mapping.order),
      }),
    ]
  })
}

/** A rare step of an order joins its neighbour; a rare class among others can go; of two none can. */
function remedyFor(label: string, names: readonly string[], order: readonly string[] | null): Remedy | null {
  if (names.length <= 2) return null
  const at = order?.indexOf(label) ?? -1
  const neighbour = order?.[at === 0 ? 1 : at - 1]
  if (at >= 0 && neighbour !== undefined) return { op: 'merge-class', from: label, into: neighbour }
  return { op: 'leave-out-class', label }
}
