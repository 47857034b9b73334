import { namesEntity } from '../mapping/names'
import { PART } from '../splits/make-split'
import type { TextColumn } from '../table'
import { cellTexts } from '../table-from-columns'
import { card, columnsOf, countValues, rowEvidence, type Check, type CheckInput } from './input'

/** Fewer values are categories (a country, a source), not entities that will be new in use. */
const MIN_ENTITIES = 10
/** Without a telling name a column needs more of them, and values that look like identifiers. */
const MIN_UNNAMED = 50

/** Entities with two rows or more must make up this share of the rows. */
const REPEATED_SHARE = 0.3

/** A column's values look like identifiers when this share of them is one word with a digit. */
const CODE_SHARE = 0.9

/** Columns of people or things that stand on both sides of the split: the model may know them instead of the answer. */
export const entityOverlap: Check = (input) => {
  const { table, split } = input
  const used = [
    ...columnsOf(input, 'label'),
    ...columnsOf(input, 'text'),
    ...columnsOf(input, 'entity-own-past'),
  ]
  return table.columns.flatMap(({ name, type }) => {
    if (used.includes(name) || type === 'time' || split?.plan.group === name) return []
    if (type === 'number' && !namesEntity(name)) return []
    const cells = cellTexts(table, name)
    const counts = countValues(cells)
    if (!looksLikeEntities(name, type === 'number', counts)) return []
    const both = overlap(input, cells, counts)
    if (both.entities === 0) return []
    return [
      card({
        code: 'entity-overlap',
        severity: 'warn',
        column: name,
        params: { column: name, entities: both.entities, rows: both.rows },
        evidence: both.examples.map((row) => rowEvidence(cells, row)),
        remedy: { op: 'group-by', column: name },
      }),
    ]
  })
}

function looksLikeEntities(name: string, isNumber: boolean, counts: ReadonlyMap<string, number>): boolean {
  const values = [...counts.keys()]
  const rows = [...counts.values()]
  const total = rows.reduce((sum, count) => sum + count, 0)
  const repeated = rows.reduce((sum, count) => sum + (count > 1 ? count : 0), 0)
  if (values.length < MIN_ENTITIES || repeated < REPEATED_SHARE * total) return false
  if (values.some((value) => value.length > 80)) return false
  if (namesEntity(name)) return !isNumber || values.every((value) => /^-?\d+$/.test(value))
  if (values.length < MIN_UNNAMED) return false
  const codes = values.filter((value) => /^(?=\S*\d)(?=\S*[\p{L}_-])\S+$/u.test(value))
  return codes.length >= CODE_SHARE * values.length
}

/** Entities with rows on more than one side, and how many rows they have. */
function overlap({ split }: CheckInput, cells: TextColumn, counts: ReadonlyMap<string, number>) {
  const sides = new Map<string, Set<number>>()
  const first = new Map<string, number>()
  for (let row = 0; row < cells.length; row++) {
    const value = cells.get(row)
    if (value === null) continue
    const known = sides.get(value) ?? new Set<number>()
    if (!first.has(value)) first.set(value, row)
    // Before there is a split, two rows are taken to land on two sides.
    const side = split === null ? row : sideOf(split.rows.part[row], split.rows.fold[row])
    if (side !== null) known.add(side)
    sides.set(value, known)
  }
  const both = [...sides].filter(([, seen]) => seen.size > 1).map(([value]) => value)
  return {
    entities: both.length,
    rows: both.reduce((sum, value) => sum + (counts.get(value) ?? 0), 0),
    examples: both.slice(0, 20).map((value) => first.get(value) ?? 0),
  }
}

/** A number for the side of a row: its fold under cross-validation, else its part; null where it is left out. */
function sideOf(part: number | undefined, fold: number | undefined): number | null {
  if (part === undefined || part === PART.leftOut) return null
  return fold !== undefined && fold >= 0 ? 10 + fold : part
}
