import { AppError } from '#shared/errors'
import type { Mapping, Remedy } from '#shared/project'
import { cellTexts, type Table } from '../../data'

/** Names of the classes that a rating is turned into. The screens translate them; files and scripts rely on them. */
const ratingClasses = { negative: 'negative', positive: 'positive' } as const

/** What the label column says of each row. */
export interface Classes {
  /** In their order: as mapped where they are ordinal, else numbers by size, then words by code point. */
  names: string[]
  /** Class of each row of the table; -1 where the row has none. */
  labels: Int32Array
  counts: number[]
  /** Rows without a label: left out and counted. */
  blank: number
  /** Rows that a remedy, or a rating between the two ends, leaves out. */
  leftOut: number
}

/** Of a template without a label: every row takes part. */
export const noClasses = (rows: number): Classes => ({
  names: [],
  labels: new Int32Array(rows),
  counts: [],
  blank: 0,
  leftOut: 0,
})

/** A cell as people wrote it, trimmed: '' where empty. */
export function cellReader(table: Table, column: string): (row: number) => string {
  const cells = cellTexts(table, column)
  return (row) => (cells.get(row) ?? '').trim()
}

/** Numbers by size before words by code point: the same order on every machine. */
function compareNames(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)]
  const [isX, isY] = [!Number.isNaN(x), !Number.isNaN(y)]
  if (isX && isY && x !== y) return x - y
  if (isX !== isY) return isX ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}

function ofRating(value: string, rating: NonNullable<Mapping['rating']>): string | null {
  const number = Number(value)
  if (number >= rating.positiveFrom) return ratingClasses.positive
  if (number <= rating.negativeTo) return ratingClasses.negative
  return null
}

/** Where a value ends up after merging and leaving out; null where it is left out. */
function renamer(mapping: Mapping, remedies: readonly Remedy[]): (value: string) => string | null {
  const known = new Map<string, string | null>()
  const rename = (value: string): string | null => {
    let name = mapping.rating ? ofRating(value, mapping.rating) : value
    for (const remedy of remedies) {
      if (remedy.op === 'merge-class' && name === remedy.from) name = remedy.into
      if (remedy.op === 'leave-out-class' && name === remedy.label) return null
    }
    return name
  }
  return (value) => {
    const found = known.get(value)
    if (found !== undefined) return found
    const made = rename(value)
    known.set(value, made)
    return made
  }
}

/**
 * The one place where label cells become classes: blank cells left out, ratings cut, classes merged or left out.
 * @param mapping with the remedies' order applied (see plan.ts)
 * @throws AppError `column-missing`
 */
export function readClasses(
  table: Table,
  column: string,
  mapping: Mapping,
  remedies: readonly Remedy[],
): Classes {
  const cell = cellReader(table, column)
  const rename = renamer(mapping, remedies)
  const codes = new Map<string, number>()
  const found: string[] = []
  const labels = new Int32Array(table.rows).fill(-1)
  let blank = 0
  let leftOut = 0
  for (let row = 0; row < table.rows; row += 1) {
    const value = cell(row)
    if (value === '') {
      blank += 1
      continue
    }
    const name = rename(value)
    if (name === null) {
      leftOut += 1
      continue
    }
    let code = codes.get(name)
    if (code === undefined) {
      code = found.push(name) - 1
      codes.set(name, code)
    }
    labels[row] = code
  }

  const place = new Map(mapping.order?.map((name, index) => [name, index]))
  const unplaced = place.size
  const names = [...found].sort(
    (a, b) => (place.get(a) ?? unplaced) - (place.get(b) ?? unplaced) || compareNames(a, b),
  )
  const position = found.map((name) => names.indexOf(name))
  const counts = names.map(() => 0)
  for (let row = 0; row < labels.length; row += 1) {
    const code = labels[row] ?? -1
    if (code < 0) continue
    const place = position[code] ?? -1
    labels[row] = place
    counts[place] = (counts[place] ?? 0) + 1
  }
  return { names, labels, counts, blank, leftOut }
}

/** Refuses labels that no classifier can learn. @throws AppError `label-one-class`, `positive-unknown` */
export function requireClasses({ names }: Classes, mapping: Mapping): void {
  if (names.length < 2) throw new AppError('label-one-class', { label: names[0] ?? '' })
  if (mapping.positive !== null && names.length === 2 && !names.includes(mapping.positive)) {
    throw new AppError('positive-unknown', { value: mapping.positive, classes: names.join(', ') })
  }
}
