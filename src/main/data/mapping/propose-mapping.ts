import type { ColumnType, RoleSpec } from '#shared/manifest'
import type { Mapping, StoredColumn } from '#shared/project'
import { nearlyDistinct } from '../distinct'
import type { Table } from '../table'
import { cellTexts } from '../table-from-columns'
import { nameSays, namesEntity, namesId, namesThing, soundsPositive } from './names'
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

/** The text first: what is left decides the label, and only then who wrote it. Features take what nobody else took. */
const partOrder: readonly RoleSpec['part'][] = [
  'bar',
  'ticker',
  undefined,
  'text',
  'label',
  'time',
  'entity-own-past',
  'item',
  'event',
  'rating',
  'price',
  'item-text',
  'entity-new',
  'counterparty',
  'amount',
  'protected',
  'feature',
]

export interface MappingInput {
  table: Table
  columns: readonly StoredColumn[]
  roles: Readonly<Record<string, RoleSpec>>
}

/** Why a role was given to a column: what the screens say as "by its name". */
export type GuessReason = 'name' | 'type' | 'values' | 'rest'

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
  const rank = (spec: RoleSpec) => partOrder.findIndex((part) => part === spec.part)
  const ordered = Object.entries(roles).sort(([, a], [, b]) => rank(a) - rank(b))
  for (const [role, spec] of ordered) {
    const free = candidates.filter(({ name, type }) => !taken.has(name) && spec.accepts.includes(type))
    const guesses = spec.repeatable === true ? guessSeveral(spec, free, table, mapping, roles) : []
    const guess = spec.repeatable === true ? null : guessRole(role, spec, free)
    for (const one of guess === null ? guesses : [guess]) {
      taken.add(one.column)
      mapping.roles[role] = [...(mapping.roles[role] ?? []), one.column]
      mapping.guessed.push({ role, ...one })
    }
    if (spec.part === 'label' && guess !== null) proposeClasses(table, guess.column, spec, mapping)
  }
  return mapping
}

/** The columns of a role that several may play. */
function guessSeveral(
  spec: RoleSpec,
  free: readonly Candidate[],
  table: Table,
  mapping: Mapping,
  roles: MappingInput['roles'],
): Guess[] {
  const named = (says: (candidate: Candidate) => boolean): Guess[] =>
    free.filter(says).map(({ name }) => ({ column: name, reason: 'name' }))
  switch (spec.part) {
    case 'counterparty':
      return named(
        (one) => isEntity(one) && !isNumbering(table, one) && (namesThing(one.name) || namesId(one.name)),
      )
    case 'protected':
      return named(({ name }) => nameSays(name, 'protected') > 0)
    case 'feature': {
      const timeRole = Object.keys(roles).find((role) => roles[role]?.part === 'time')
      const time = mapping.roles[timeRole ?? '']?.[0]
      const telling = free.filter(
        (candidate) =>
          !isNumbering(table, candidate) && !(time !== undefined && copiesTime(table, candidate, time)),
      )
      return telling.map(({ name }) => ({ column: name, reason: 'rest' }))
    }
    default:
      return []
  }
}

/** Another value in nearly every row, by its name a number of the row: it can only be learnt by heart. */
const isNumbering = (table: Table, { name }: Candidate): boolean =>
  (namesId(name) || namesEntity(name)) && nearlyDistinct(cellTexts(table, name)) !== null

/** A number so close to the time in a straight line that it says nothing else: seconds since the first row, days. */
const SAME_AS_TIME = 0.999

function copiesTime(table: Table, { name, type }: Candidate, time: string): boolean {
  if (type !== 'number') return false
  return Math.abs(correlation(table.number(name), table.time(time))) > SAME_AS_TIME
}

/** Pearson's correlation over a sample of the rows in which both are known; 0 where one is constant. */
function correlation(x: Float64Array, y: Float64Array): number {
  const step = Math.max(1, Math.floor(x.length / SAMPLE_ROWS))
  const pairs: [number, number][] = []
  for (let row = 0; row < x.length; row += step) {
    const pair: [number, number] = [x[row] ?? NaN, y[row] ?? NaN]
    if (!pair.some(Number.isNaN)) pairs.push(pair)
  }
  const mean = (of: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[of], 0) / pairs.length
  const [meanX, meanY] = [mean(0), mean(1)]
  let [xx, xy, yy] = [0, 0, 0]
  for (const [a, b] of pairs) {
    xx += (a - meanX) ** 2
    xy += (a - meanX) * (b - meanY)
    yy += (b - meanY) ** 2
  }
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy)
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
      return guessLabel(spec.positive === undefined ? free : free.filter(({ distinct }) => distinct === 2))
    case 'time':
      return guessTime(free)
    case 'entity-new':
    case 'entity-own-past':
      return byName(free.filter(isEntity), 'entity')
    case 'amount':
      return byName(free, 'amount')
    case 'item':
      return guessItem(free)
    case 'event':
      return byName(free.filter(isKind), 'event')
    case 'item-text':
    case 'rating':
    case 'price':
      return byName(free, spec.part)
    default: {
      const known = [role, ...(spec.names ?? [])].map(bare)
      // In the order of the role's names: the best name wins, wherever its column stands.
      const same = known
        .map((name) => free.find((candidate) => bare(candidate.name) === name))
        .find((candidate) => candidate !== undefined)
      return same === undefined ? null : { column: same.name, reason: 'name' }
    }
  }
}

/** A header without what people write between its words, and without a unit in brackets. */
const bare = (name: string): string =>
  name
    .replace(/[（(【[].*$/u, '')
    .toLowerCase()
    .replace(/[\s_.\-/\uFEFF]/gu, '')

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

/** An id before a name: "商品编号" and "商品名称" both speak of the item. */
function guessItem(free: readonly Candidate[]): Guess | null {
  const several = free.filter(({ distinct }) => distinct > 1)
  return (
    byName(
      several.filter(({ name }) => namesId(name)),
      'item',
    ) ?? byName(several, 'item')
  )
}

/** Kinds are few: a column with another value in every row says what happened, not of what kind it was. */
const isKind = ({ distinct }: Candidate): boolean => distinct >= 2 && distinct <= MAX_CLASSES

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

function proposeClasses(table: Table, column: string, spec: RoleSpec, mapping: Mapping): void {
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
  const byItsName = labels.filter((label) => soundsPositive(label, spec.positive))
  if (byItsName.length === 1) {
    mapping.positive = byItsName[0] ?? null
    mapping.guessed.push({ role: 'positive', column: mapping.positive ?? '', reason: 'name' })
  } else {
    mapping.positive = (counts.get(first) ?? 0) < (counts.get(second) ?? 0) ? first : second
    mapping.guessed.push({ role: 'positive', column: mapping.positive, reason: 'values' })
  }
}
