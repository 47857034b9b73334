import { nameSays, namesId } from '../mapping/names'
import { nearlyDistinct } from '../distinct'
import type { Table } from '../table'
import { cellTexts } from '../table-from-columns'
import { card, columnsOf, rowEvidence, type Check } from './input'

/** Columns with fewer filled cells may be distinct by chance. */
const MIN_ROWS = 50

/** Identifiers are short and of one word; prose is not. */
const MAX_CHARACTERS = 40

/** Whole numbers that fill their range this densely were counted up, not measured. */
const DENSITY = 0.5

/** Digits of numbers that all have the same length, as account and telephone numbers have. */
const MIN_DIGITS = 6

/** Columns that give each row a value of its own: a model can only learn them by heart. */
export const idLike: Check = (input) => {
  const { table } = input
  const used = [...columnsOf(input, 'label'), ...columnsOf(input, 'text'), ...columnsOf(input, 'entity-new')]
  // Where roles say what a model reads, nothing else is learnt by heart.
  const reads = Object.values(input.roles).some(({ part }) => part === 'feature')
  const read = [...columnsOf(input, 'feature'), ...columnsOf(input, 'counterparty')]
  return table.columns.flatMap(({ name, type }) => {
    if (reads && !read.includes(name)) return []
    // Moments are nearly all different too, whatever type they are stored as.
    if (used.includes(name) || type === 'time' || nameSays(name, 'time') > 0) return []
    const cells = cellTexts(table, name)
    const found = nearlyDistinct(cells)
    if (found === null || found.filled < MIN_ROWS) return []
    if (!(type === 'number' ? numbersIdentify(table, name) : wordsIdentify(found.values))) return []
    return [
      card({
        code: 'id-like',
        severity: 'warn',
        column: name,
        params: { column: name, distinct: found.values.size, rows: found.filled },
        evidence: [0, 1, 2, 3, 4].map((row) => rowEvidence(cells, row)),
        remedy: { op: 'leave-out-column', column: name },
      }),
    ]
  })
}

function wordsIdentify(values: Iterable<string>): boolean {
  for (const value of values) if (value.length > MAX_CHARACTERS || /\s/.test(value.trim())) return false
  return true
}

function numbersIdentify(table: Table, column: string): boolean {
  const values = table.number(column).filter((value) => !Number.isNaN(value))
  if (!values.every(Number.isInteger)) return false
  if (namesId(column)) return true
  const low = values.reduce((a, b) => Math.min(a, b), Infinity)
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity)
  if (values.length >= DENSITY * (high - low + 1)) return true
  return low >= 10 ** (MIN_DIGITS - 1) && String(low).length === String(high).length
}
