import type { ColumnType, RoleSpec } from '#shared/manifest'
import type { Mapping, StoredColumn } from '#shared/project'
import type { Table } from '../table'
import { cellTexts } from '../table-from-columns'
import { nameSays, soundsPositive } from './names'
import { orderOfLabels } from './order'

/** Most classes that a classifier is offered. */
const MAX_CLASSES = 20

/** Rows looked at to tell prose from names: evenly over the table. */
const SAMPLE_ROWS = 2000

/** Texts are longer than this on average (characters), or the longest column of all when named so. */
const PROSE_CHARACTERS = 15
/** Categories can be long too ("bank transfer, automatic"), but there are few of them. */
const MIN_DISTINCT_TEXTS = 50

/** An entity occurs in more than one row on average, and there are several of them. */
const MIN_ENTITIES = 10
const MIN_ROWS_PER_ENTITY = 1.2

export interface MappingInput {
  table: Table
  columns: readonly StoredColumn[]
  roles: Readonly<Record<string, RoleSpec>>
}

/** Why a role was given to a column: what the screens say as "by its name". */
export type GuessReason = 'name' | 'type' | 'values'

interface Candidate {
  name: string
  type: ColumnType
  filled: number
  distinct: number
  /** Mean characters of a filled cell. */
  length: number
}

interface Guess {
  column: string
  reason: GuessReason
}

/**
 * Roles proposed from names, types and values. Every proposal is recorded in `guessed`, the positive class and the
 * order of stars too (as roles `positive` and `order`). A role that nothing fits is left unmapped.
 */
export function proposeMapping({ table, columns, roles }: MappingInput): Mapping {
  const candidates = columns.map((column) => describe(table, column))
  const mapping: Mapping = { roles: {}, positive: null, order: null, rating: null, params: {}, guessed: [] }
  const taken = new Set<string>()
  // The text first: what is left decides the label, and only then who wrote it.
  const rank = (spec: RoleSpec) =>
    ['text', 'label', 'time', 'entity-own-past', 'entity-new'].indexOf(spec.part ?? '')
  const ordered = Object.entries(roles).sort(([, a], [, b]) => rank(a) - rank(b))
  for (const [role, spec] of ordered) {
    const free = candidates.filter(({ name, type }) => !taken.has(name) && spec.accepts.includes(type))
    const guess = guessRole(role, spec, free)
    if (guess === null) continue
    taken.add(guess.column)
    mapping.roles[role] = [guess.column]
    mapping.guessed.push({ role, ...guess })
    if (spec.part === 'label') proposeClasses(table, guess.column, mapping)
  }
  return mapping
}

function describe(table: Table, { name, type, nulls, distinct }: StoredColumn): Candidate {
  const cells = cellTexts(table, name)
  const step = Math.max(1, Math.floor(table.rows / SAMPLE_ROWS))
  let characters = 0
  let seen = 0
  for (let row = 0; row < table.rows; row += step) {
    const cell = cells.get(row)
    if (cell === null) continue
    characters += cell.length
    seen++
  }
  return { name, type, filled: table.rows - nulls, distinct, length: seen === 0 ? 0 : characters / seen }
}

function guessRole(role: string, spec: RoleSpec, free: readonly Candidate[]): Guess | null {
  switch (spec.part) {
    case 'text':
      return guessText(free)
    case 'label':
      return guessLabel(free)
    case 'time':
      return guessTime(free)
    case 'entity-new':
    case 'entity-own-past':
      return byName(free.filter(isEntity), 'entity')
    default: {
      const same = free.find(({ name }) => name.toLowerCase() === role.toLowerCase())
      return same === undefined ? null : { column: same.name, reason: 'name' }
    }
  }
}

/** The column whose name says so best; the first of equals. */
function byName(free: readonly Candidate[], kind: Parameters<typeof nameSays>[1]): Guess | null {
  let best: Candidate | null = null
  let strength = 0
  for (const candidate of free) {
    const says = nameSays(candidate.name, kind)
    if (says > strength) [best, strength] = [candidate, says]
  }
  return best === null ? null : { column: best.name, reason: 'name' }
}

function guessText(free: readonly Candidate[]): Guess | null {
  const filled = free.filter(({ filled: count }) => count > 0)
  // "comment_id" is named like a text and is none: few characters in every cell.
  const named = byName(
    filled.filter(({ length }) => length >= 4),
    'text',
  )
  if (named !== null) return named
  const prose = filled.filter(
    ({ distinct, filled: count }) => distinct >= Math.min(MIN_DISTINCT_TEXTS, count / 2),
  )
  const longest = prose.reduce<Candidate | null>(
    (best, next) => (best !== null && best.length >= next.length ? best : next),
    null,
  )
  return longest === null || longest.length < PROSE_CHARACTERS
    ? null
    : { column: longest.name, reason: 'values' }
}

function guessLabel(free: readonly Candidate[]): Guess | null {
  const classes = free.filter(
    ({ distinct, type }) => distinct >= 2 && distinct <= MAX_CLASSES && type !== 'time',
  )
  const named = byName(classes, 'label')
  if (named !== null) return named
  // Of columns with few values the one with the fewest; of equals the last, where labels are usually put.
  const fewest = classes.reduce<Candidate | null>(
    (best, next) => (best !== null && best.distinct < next.distinct ? best : next),
    null,
  )
  return fewest === null ? null : { column: fewest.name, reason: 'values' }
}

function guessTime(free: readonly Candidate[]): Guess | null {
  const times = free.filter(({ type, filled }) => type === 'time' && filled > 0)
  const named = byName(times, 'time')
  if (named !== null) return named
  const only = times.length === 1 ? times[0] : undefined
  return only === undefined ? null : { column: only.name, reason: 'type' }
}

const isEntity = ({ distinct, filled }: Candidate) =>
  distinct >= MIN_ENTITIES && filled >= MIN_ROWS_PER_ENTITY * distinct

function proposeClasses(table: Table, column: string, mapping: Mapping): void {
  const counts = new Map<string, number>()
  const cells = cellTexts(table, column)
  for (let row = 0; row < table.rows; row++) {
    const label = cells.get(row)?.trim() ?? ''
    if (label !== '') counts.set(label, (counts.get(label) ?? 0) + 1)
  }
  const labels = [...counts.keys()]
  mapping.order = orderOfLabels(labels)
  if (mapping.order !== null)
    mapping.guessed.push({ role: 'order', column: mapping.order.join(', '), reason: 'values' })
  const [first, second] = labels
  if (first === undefined || second === undefined || labels.length > 2) return
  const byItsName = labels.filter(soundsPositive)
  if (byItsName.length === 1) {
    mapping.positive = byItsName[0] ?? null
    mapping.guessed.push({ role: 'positive', column: mapping.positive ?? '', reason: 'name' })
  } else {
    mapping.positive = (counts.get(first) ?? 0) < (counts.get(second) ?? 0) ? first : second
    mapping.guessed.push({ role: 'positive', column: mapping.positive, reason: 'values' })
  }
}
