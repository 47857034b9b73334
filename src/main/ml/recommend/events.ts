import type { Cells, Examples } from '../predictor'

/** Names of the roles, as every template that recommends has them. */
type Role = 'user' | 'item' | 'time' | 'event' | 'rating' | 'itemText'

/** What decides which rows of a log count, and once or twice. */
export interface Reading {
  /** Kinds of events that count; all where empty. */
  eventKinds: readonly string[]
  /** Ratings from this on count as liked; null: whatever was rated counts. */
  likedFrom: number | null
  /** The same item again within so many minutes is the same event. */
  sessionMinutes: number
  /** `by-user`: ratings of users who never go beyond half of the scale are doubled. */
  ratingScale: 'as-is' | 'by-user'
  /** Only the last thing somebody did is looked at, as beside a product. */
  lastOnly: boolean
}

/** The rows of some examples as events, in their order. */
export interface Events {
  readonly length: number
  /** '' where empty. */
  users: readonly string[]
  items: readonly string[]
  /** Milliseconds; NaN where unknown. */
  times: Float64Array
  /** NaN where there is none. */
  ratings: Float64Array
  /** 1: has a user and an item and is of a kind that is looked for. */
  counts: Uint8Array
  /** Text of the item, '' where none. */
  text(row: number): string
}

function words(cells: Cells): (row: number) => string {
  if (cells.type === 'text') return (row) => (cells.values[row] ?? '').trim()
  return (row) => {
    const value = cells.values[row] ?? Number.NaN
    return Number.isNaN(value) ? '' : String(value)
  }
}

function columnOf(examples: Examples, role: Role): ((row: number) => string) | null {
  const [name] = examples.columnsOf(role)
  return name === undefined ? null : words(examples.column(name))
}

/** Users who rated at least so often show which scale they use. */
const telling = 3

/** Ratings of users who only use the lower half of the scale, doubled: two scales in one column become one. */
function onOneScale(users: readonly string[], ratings: Float64Array): Float64Array {
  const highest = ratings.reduce((most, value) => (value > most ? value : most), 0)
  const own = new Map<string, { count: number; most: number }>()
  users.forEach((user, row) => {
    const value = ratings[row] as number
    if (Number.isNaN(value)) return
    const known = own.get(user) ?? { count: 0, most: 0 }
    own.set(user, { count: known.count + 1, most: Math.max(known.most, value) })
  })
  return ratings.map((value, row) => {
    const known = own.get(users[row] as string)
    return known !== undefined && known.count >= telling && known.most <= highest / 2 ? 2 * value : value
  })
}

/** Reads a log, each column once. */
export function readEvents(examples: Examples, reading: Reading): Events {
  const { length } = examples
  const all = (role: Role): string[] => {
    const read = columnOf(examples, role)
    return Array.from({ length }, (_, row) => read?.(row) ?? '')
  }
  const users = all('user')
  const items = all('item')
  const kinds = reading.eventKinds.length === 0 ? null : new Set(reading.eventKinds)
  const kind = kinds === null ? null : columnOf(examples, 'event')
  const given = examples.columnsOf('rating').length === 0 ? null : examples.number('rating')
  const read = given ?? new Float64Array(length).fill(Number.NaN)
  const ratings = given !== null && reading.ratingScale === 'by-user' ? onOneScale(users, read) : read
  const text = columnOf(examples, 'itemText')
  const counts = Uint8Array.from({ length }, (_, row) => {
    if (users[row] === '' || items[row] === '') return 0
    if (kinds !== null && kind !== null && !kinds.has(kind(row))) return 0
    const rating = ratings[row] as number
    return Number(reading.likedFrom === null || Number.isNaN(rating) || rating >= reading.likedFrom)
  })
  return {
    length,
    users,
    items,
    times:
      examples.columnsOf('time').length === 0
        ? new Float64Array(length).fill(Number.NaN)
        : examples.time('time'),
    ratings,
    counts,
    text: (row) => text?.(row) ?? '',
  }
}

const minute = 60_000

/** Rows that count, by user and then in order of time, without the same item again in one session. */
export function inOrder(events: Events, reading: Pick<Reading, 'sessionMinutes'>): Int32Array {
  const { users, items, times, counts, length } = events
  const codes = new Map<string, number>()
  const of = Int32Array.from(users, (user) => {
    const code = codes.get(user) ?? codes.size
    codes.set(user, code)
    return code
  })
  const rows: number[] = []
  for (let row = 0; row < length; row++) if (counts[row] === 1) rows.push(row)
  const time = (row: number): number => {
    const value = times[row] as number
    return Number.isNaN(value) ? -Infinity : value
  }
  rows.sort((a, b) => {
    const user = (of[a] as number) - (of[b] as number)
    if (user !== 0) return user
    const [x, y] = [time(a), time(b)]
    return x === y ? a - b : x < y ? -1 : 1
  })
  const kept: number[] = []
  let user = -1
  let last = new Map<string, number>()
  for (const row of rows) {
    if (of[row] !== user) {
      user = of[row] as number
      last = new Map()
    }
    const item = items[row] as string
    const before = last.get(item)
    const now = times[row] as number
    // Without times the same item is the same event.
    const again = before !== undefined && !(now - before > reading.sessionMinutes * minute)
    last.set(item, now)
    if (!again) kept.push(row)
  }
  return Int32Array.from(kept)
}
