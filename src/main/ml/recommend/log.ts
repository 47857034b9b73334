import { inOrder, readEvents, type Events, type Reading } from './events'
import type { Examples } from '../predictor'

/** Lists of numbers one after another: those of row `r` stand at `offsets[r]` to `offsets[r + 1]`. */
export interface Lists {
  offsets: Int32Array
  values: Int32Array
}

export const listAt = ({ offsets, values }: Lists, row: number): Int32Array =>
  values.subarray(offsets[row], offsets[row + 1])

export function asLists(rows: readonly ArrayLike<number>[]): Lists {
  const offsets = new Int32Array(rows.length + 1)
  rows.forEach((row, i) => (offsets[i + 1] = (offsets[i] as number) + row.length))
  const values = new Int32Array(offsets[rows.length] as number)
  rows.forEach((row, i) => values.set(row, offsets[i]))
  return { offsets, values }
}

/** The items that can be recommended: all that training saw, those that methods learn first, by falling popularity. */
export interface Catalogue {
  ids: readonly string[]
  codes: ReadonlyMap<string, number>
  texts: readonly string[]
  /** Users of each item in train. */
  users: Int32Array
  /** All users of train. */
  population: number
  /** Items 0 to `learnt` are in the k-core. */
  learnt: number
}

/** What one user did before, in order of time, by codes of known items. */
export interface Past {
  /** Number of the user in training, -1 for one that was not there. */
  user: number
  items: Int32Array
  /** NaN where not rated. */
  ratings: Float32Array
}

/** A log as methods learn from it. */
export interface Log {
  catalogue: Catalogue
  /** Ids of the users that are learnt from. */
  users: readonly string[]
  /** Different items of each user, ascending; only learnt ones. */
  sets: Lists
  /** Events of each user in order of time; only learnt items. */
  sequences: Lists
  /** Beside the values of `sequences`. */
  ratings: Float32Array
  times: Float64Array
  /** Users, items and events that the k-core left out, and events that sessions repeated. */
  dropped: { users: number; items: number; events: number; repeated: number }
}

/** Lets go of what has too few; how many those were. */
function dropBelow(kept: Uint8Array, counts: Int32Array, least: number): number {
  let dropped = 0
  counts.forEach((count, i) => {
    if (kept[i] === 0 || count >= least) return
    kept[i] = 0
    dropped++
  })
  return dropped
}

/** Users and items that stay when each must have so many of the other, again and again (Seidman 1983). */
function core(
  users: Int32Array,
  items: Int32Array,
  userCount: number,
  itemCount: number,
  least: number,
): { user: Uint8Array; item: Uint8Array } {
  const user = new Uint8Array(userCount).fill(1)
  const item = new Uint8Array(itemCount).fill(1)
  for (;;) {
    const ofUser = new Int32Array(userCount)
    const ofItem = new Int32Array(itemCount)
    for (let i = 0; i < users.length; i++) {
      const [u, v] = [users[i] as number, items[i] as number]
      if (user[u] === 0 || item[v] === 0) continue
      ofUser[u] = (ofUser[u] as number) + 1
      ofItem[v] = (ofItem[v] as number) + 1
    }
    if (dropBelow(user, ofUser, least) + dropBelow(item, ofItem, least) === 0) return { user, item }
  }
}

function numbered(): { of(id: string): number; ids: string[] } {
  const codes = new Map<string, number>()
  const ids: string[] = []
  return {
    ids,
    of(id) {
      const known = codes.get(id)
      if (known !== undefined) return known
      codes.set(id, ids.length)
      return ids.push(id) - 1
    },
  }
}

/** The text that an item was described with last; items without one have ''. */
function textsOf(events: Events, wanted: ReadonlyMap<string, number>): string[] {
  const texts = Array.from({ length: wanted.size }, () => '')
  for (let row = 0; row < events.length; row++) {
    const code = wanted.get(events.items[row] as string)
    if (code === undefined) continue
    const text = events.text(row)
    if (text !== '') texts[code] = text
  }
  return texts
}

/**
 * Reads the rows to learn from. The k-core is taken of them alone: who is left out is still scored, and an item that is
 * left out can still be asked for (it stands behind all others).
 */
export function readLog(train: Examples, reading: Reading, least: number): Log {
  const events = readEvents(train, reading)
  const order = inOrder(events, reading)
  const [userNames, itemNames] = [numbered(), numbered()]
  const users = Int32Array.from(order, (row) => userNames.of(events.users[row] as string))
  const items = Int32Array.from(order, (row) => itemNames.of(events.items[row] as string))

  // Pairs once: a user who came back a hundred times makes no item popular.
  const pairUsers: number[] = []
  const pairItems: number[] = []
  let seen = new Set<number>()
  for (let i = 0; i < order.length; i++) {
    if (i > 0 && users[i] !== users[i - 1]) seen = new Set()
    const item = items[i] as number
    if (seen.has(item)) continue
    seen.add(item)
    pairUsers.push(users[i] as number)
    pairItems.push(item)
  }
  const kept = core(
    Int32Array.from(pairUsers),
    Int32Array.from(pairItems),
    userNames.ids.length,
    itemNames.ids.length,
    least,
  )
  const popular = new Int32Array(itemNames.ids.length)
  for (const item of pairItems) popular[item] = (popular[item] as number) + 1
  const sorted = Array.from(popular.keys()).sort(
    (a, b) =>
      (kept.item[b] as number) - (kept.item[a] as number) ||
      (popular[b] as number) - (popular[a] as number) ||
      a - b,
  )
  const place = new Int32Array(sorted.length)
  sorted.forEach((item, code) => (place[item] = code))
  const ids = sorted.map((item) => itemNames.ids[item] as string)
  const codes = new Map(ids.map((id, code) => [id, code]))
  const catalogue: Catalogue = {
    ids,
    codes,
    texts: textsOf(events, codes),
    users: Int32Array.from(sorted, (item) => popular[item] as number),
    population: userNames.ids.length,
    learnt: kept.item.reduce((sum, one) => sum + one, 0),
  }

  const learntUsers: string[] = []
  const sets: Int32Array[] = []
  const sequences: number[][] = []
  const ratings: number[] = []
  const times: number[] = []
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && users[to] === users[from]) to++
    if (kept.user[users[from] as number] === 0) continue
    const sequence: number[] = []
    for (let i = from; i < to; i++) {
      if (kept.item[items[i] as number] === 0) continue
      sequence.push(place[items[i] as number] as number)
      ratings.push(events.ratings[order[i] as number] as number)
      times.push(events.times[order[i] as number] as number)
    }
    learntUsers.push(userNames.ids[users[from] as number] as string)
    sequences.push(sequence)
    sets.push(Int32Array.from(new Set(sequence)).sort())
  }
  const counted = events.counts.reduce((sum, one) => sum + one, 0)
  return {
    catalogue,
    users: learntUsers,
    sets: asLists(sets),
    sequences: asLists(sequences),
    ratings: Float32Array.from(ratings),
    times: Float64Array.from(times),
    dropped: {
      users: userNames.ids.length - learntUsers.length,
      items: itemNames.ids.length - catalogue.learnt,
      events: order.length - ratings.length,
      repeated: counted - order.length,
    },
  }
}

/** What each user of some rows did, by id: known items only, in order of time. */
export function readPasts(
  rows: Examples,
  reading: Reading,
  { codes }: Catalogue,
  learntUsers: ReadonlyMap<string, number>,
): Map<string, Past> {
  const events = readEvents(rows, reading)
  const order = inOrder(events, reading)
  const pasts = new Map<string, Past>()
  for (let from = 0, to = 0; from < order.length; from = to) {
    const user = events.users[order[from] as number] as string
    while (to < order.length && events.users[order[to] as number] === user) to++
    const all = order.subarray(from, to).filter((row) => codes.has(events.items[row] as string))
    const known = reading.lastOnly ? all.slice(-1) : all
    if (known.length === 0) continue
    pasts.set(user, {
      user: learntUsers.get(user) ?? -1,
      items: known.map((row) => codes.get(events.items[row] as string) ?? -1),
      ratings: Float32Array.from(known, (row) => events.ratings[row] as number),
    })
  }
  return pasts
}
