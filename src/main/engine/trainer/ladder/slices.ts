import { PART } from '../../../data'
import type { JudgeInput } from '../../../ml'
import { cellReader } from '../classes'
import { columnOf } from '../plan'
import { groupColumn, type Problem } from '../problem'

/** Its words are `compare.slice.<id>`. */
type Slice = JudgeInput['slices'][number]

/** A slice with fewer rows says nothing: its interval would span half the scale. */
const leastRows = 30
/** Groups are listed from the largest on. */
const mostGroups = 8

/** Rows (their places among the test rows) by a key, the largest group first; rows without a key are in none. */
function groupBy(rows: number, key: (at: number) => string | null): [string, Int32Array][] {
  const groups = new Map<string, number[]>()
  for (let at = 0; at < rows; at += 1) {
    const name = key(at)
    if (name === null) continue
    const members = groups.get(name)
    if (members) members.push(at)
    else groups.set(name, [at])
  }
  return [...groups]
    .map(([name, members]): [string, Int32Array] => [name, Int32Array.from(members)])
    .sort(([, a], [, b]) => b.length - a.length)
}

/** Thirds by length, in characters. */
function lengthSlices(texts: readonly string[]): Slice[] {
  const sorted = texts.map((text) => text.length).sort((a, b) => a - b)
  const cut = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
  const [low, high] = [cut(1 / 3), cut(2 / 3)]
  const params: Record<string, Slice['params']> = {
    short: { max: low },
    medium: { min: low + 1, max: high },
    long: { min: high + 1 },
  }
  const nameOf = (length: number): string => (length <= low ? 'short' : length <= high ? 'medium' : 'long')
  const order = Object.keys(params)
  return groupBy(texts.length, (at) => nameOf(texts[at]?.length ?? 0))
    .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .map(([id, rows]) => ({ id, params: params[id] ?? {}, rows }))
}

/** Two letters make a word: a lone one is a grade or a size. */
const latinWord = /\p{Script=Latin}{2}/u
const han = /\p{Script=Han}/u

function scriptOf(text: string): string | null {
  const [hasHan, hasLatin] = [han.test(text), latinWord.test(text)]
  if (hasHan) return hasLatin ? 'mixed' : 'chinese'
  return hasLatin ? 'latin' : null
}

/** Rows whose entity, or whom it deals with, train knows, and those where it is new. Rows without one are in neither. */
function acquaintance(problem: Problem, positions: Int32Array, column: string): Slice[] {
  const { table, rows, parts } = problem
  const cell = cellReader(table, column)
  const valueAt = (position: number): string => cell(rows[position] ?? -1)
  // Under cross-validation a row is judged by a model that learnt from the other folds: those are its train.
  const folded = positions.length > 0 && !parts.includes(PART.test)
  const seenIn = new Map<string, Set<number>>()
  rows.forEach((_, position) => {
    const part = folded ? (problem.folds[position] ?? -1) : (parts[position] ?? -1)
    if (!folded && part !== PART.train) return
    const value = valueAt(position)
    const seen = seenIn.get(value)
    if (seen === undefined) seenIn.set(value, new Set([part]))
    else seen.add(part)
  })
  const known = (position: number): boolean => {
    const seen = seenIn.get(valueAt(position))
    if (seen === undefined) return false
    return !folded || seen.size > 1 || !seen.has(problem.folds[position] ?? -1)
  }
  const groups = groupBy(positions.length, (at) => {
    const position = positions[at] ?? -1
    if (valueAt(position) === '') return null
    return known(position) ? 'known' : 'new'
  })
  return groups
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, members]) => ({ id, params: { column }, rows: members }))
}

/**
 * Groups of test rows in which a model may be weaker than on the whole: short and long texts, texts in one script or
 * both where there are such, groups (authors, products, sources) where a column of them is mapped, and entities that
 * are scored from their own past, and whom they deal with, by whether train knows them.
 * @param positions of the test rows; a slice's rows count within them
 */
export function slicesOf(problem: Problem, positions: Int32Array): Slice[] {
  const { template, table, mapping } = problem
  const textColumn = columnOf(template.manifest, mapping, 'text')
  const slices: Slice[] = []
  if (textColumn !== null) {
    const column = table.text(textColumn)
    const texts = Array.from(positions, (position) => column.get(problem.rows[position] ?? -1) ?? '')
    slices.push(...lengthSlices(texts))
    const scripts = groupBy(texts.length, (at) => scriptOf(texts[at] ?? ''))
    const telling = scripts.filter(([, rows]) => rows.length >= leastRows)
    if (telling.length > 1) slices.push(...telling.map(([id, rows]) => ({ id, params: {}, rows })))
  }
  const group = groupColumn(template, { mapping, remedies: [] })
  if (group !== null) {
    const cell = cellReader(table, group)
    const groups = groupBy(positions.length, (at) => cell(problem.rows[positions[at] ?? -1] ?? -1) || null)
    for (const [value, rows] of groups.slice(0, mostGroups)) {
      slices.push({ id: 'group', params: { column: group, value }, rows })
    }
  }
  const { roles } = template.manifest
  const met = Object.entries(mapping.roles).flatMap(([role, columns]) =>
    ['entity-own-past', 'counterparty'].includes(roles[role]?.part ?? '') ? columns : [],
  )
  slices.push(...met.flatMap((column) => acquaintance(problem, positions, column)))
  return slices.filter(({ rows }) => rows.length >= leastRows)
}
