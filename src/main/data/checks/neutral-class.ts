import { soundsNeutral } from '../mapping/names'
import { orderOfLabels } from '../mapping/order'
import { cellTexts } from '../table-from-columns'
import { card, classesOf, columnsOf, rowEvidence, type Check, type CheckInput } from './input'

/** Below this share of its rows recognised a class is no class of its own. */
const CONFUSED_RECALL = 0.5

/** A class in the middle into which people put what they could not decide. */
export const neutralClass: Check = (input) => {
  const classes = classesOf(input)
  const [column] = columnsOf(input, 'label')
  if (classes === null || column === undefined || classes.names.length < 3) return []
  const { names, labels } = classes
  const middle = middleOf(names, input.mapping.order)
  const [text = column] = columnsOf(input, 'text')
  const cells = cellTexts(input.table, text)
  return names.flatMap((label, code) => {
    if (!soundsNeutral(label) && label !== middle) return []
    const rows: number[] = []
    labels.forEach((given, row) => {
      if (given === code) rows.push(row)
    })
    if (rows.length === 0) return []
    const confused = isConfused(input, code)
    return [
      card({
        code: 'neutral-class',
        severity: confused ? 'warn' : 'info',
        column,
        about: label,
        params: { label, rows: rows.length, total: labels.filter((given) => given >= 0).length },
        evidence: rows.slice(0, 20).map((row) => rowEvidence(cells, row)),
        remedy: { op: 'leave-out-class', label },
      }),
    ]
  })
}

/** The middle step of an order with an odd number of steps, as three of five stars. */
function middleOf(names: readonly string[], order: readonly string[] | null): string | null {
  const steps = order ?? orderOfLabels(names)
  return steps !== null && steps.length % 2 === 1 ? (steps[(steps.length - 1) / 2] ?? null) : null
}

/** Out of fold the class is the worst recognised of all, and more often missed than found. */
function isConfused({ confusion }: CheckInput, code: number): boolean {
  if (confusion === null) return false
  const recalls = confusion.map((row, truth) => {
    const total = row.reduce((sum, rows) => sum + rows, 0)
    return total === 0 ? 1 : (row[truth] ?? 0) / total
  })
  const own = recalls[code] ?? 1
  return own < CONFUSED_RECALL && own <= Math.min(...recalls)
}
