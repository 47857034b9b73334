import type { Examples } from '../predictor'
import { readEvents, type Events, type Reading } from './events'
import { keyOf } from './keys'
import { at, firstListed, listLength, never, nobody, notAsked, width } from './layout'
import { diversityOf, highest, rankOf, type Vectors } from './lists'
import type { Catalogue, Past } from './log'
import type { Method } from './method'

/** All that turns a user's past into a list. */
export interface Ranker {
  catalogue: Catalogue
  vectors: Vectors
  reading: Reading
  /** What somebody has may be recommended again. */
  repeats: boolean
  /** Ids of items that no list holds; they are ranked all the same where rows are scored. */
  leaveOut: readonly string[]
  /** Scores for somebody of whom nothing is known. */
  fallback: Float32Array
  method: Method
}

/** Users whose scores are in memory at once. */
const usersAtOnce = 64

export const emptyPast: Past = { user: -1, items: new Int32Array(0), ratings: new Float32Array(0) }

interface Asked {
  past: Past
  rows: number[]
}

/** Rows by user, in order of appearance; users nobody asks anything of are in it too. */
function byUser(events: Events, pasts: ReadonlyMap<string, Past>): Asked[] {
  const users = new Map<string, Asked>()
  for (let row = 0; row < events.length; row++) {
    const id = events.users[row] as string
    const known = users.get(id)
    if (known) known.rows.push(row)
    else users.set(id, { past: (id === '' ? undefined : pasts.get(id)) ?? emptyPast, rows: [row] })
  }
  return [...users.values()]
}

/** Items of some rows that training never saw but that have a text, by id. */
function freshItems(events: Events, { codes }: Catalogue): Map<string, string> {
  const fresh = new Map<string, string>()
  for (let row = 0; row < events.length; row++) {
    const id = events.items[row] as string
    if (id === '' || codes.has(id)) continue
    const text = events.text(row)
    if (text !== '' || !fresh.has(id)) fresh.set(id, text)
  }
  return fresh
}

/** −log2 of the share of users who know an item, with one user more who knows all. */
function surprise(item: number, { users, population }: Catalogue): number {
  return -Math.log2(((users[item] ?? 0) + 1) / (population + 1))
}

/** Puts what must not be recommended out of the ranking. */
export function hideKnown(scores: Float32Array, from: number, past: Past, repeats: boolean): void {
  if (repeats) return
  for (const item of past.items) scores[from + item] = -Infinity
}

/** Scores of some users over the catalogue and, behind it, over fresh items; what must not be said is -Infinity. */
export async function scoresOver(
  { method, catalogue, fallback, repeats }: Ranker,
  pasts: readonly Past[],
  texts: readonly string[],
): Promise<Float32Array> {
  const items = catalogue.ids.length
  const total = items + texts.length
  const all = new Float32Array(pasts.length * total).fill(-Infinity)
  const known = pasts.filter(({ items: own }) => own.length > 0)
  const scored = known.length === 0 ? new Float32Array(0) : await method.scores(known)
  const unseen = known.length > 0 && texts.length > 0 ? await method.unseen?.(known, texts) : undefined
  let next = 0
  pasts.forEach((past, i) => {
    if (past.items.length === 0) all.set(fallback, i * total)
    else {
      all.set(scored.subarray(next * items, (next + 1) * items), i * total)
      if (unseen) all.set(unseen.subarray(next * texts.length, (next + 1) * texts.length), i * total + items)
      next++
    }
    hideKnown(all, i * total, past, repeats)
  })
  return all
}

/**
 * Ranks each row's item among all items for its user: `rows × width` numbers as layout.ts has them. Of the same user
 * and item only the first row is asked; what the user has already is not, unless it may be bought again.
 */
export async function rankRows(
  ranker: Ranker,
  examples: Examples,
  pasts: ReadonlyMap<string, Past>,
  breathe: () => Promise<void>,
): Promise<Float64Array> {
  const { catalogue, vectors, reading, repeats, method } = ranker
  const events = readEvents(examples, reading)
  const users = byUser(events, pasts)
  const fresh = freshItems(events, catalogue)
  // Items that nobody can place are still items that could have been recommended.
  const catalogueSize = catalogue.ids.length + fresh.size
  const described = method.unseen === undefined ? [] : [...fresh].filter(([, text]) => text !== '')
  const texts = described.map(([, text]) => text)
  const freshPlace = new Map(described.map(([id], i) => [id, catalogue.ids.length + i]))
  const keys = [...catalogue.ids, ...described.map(([id]) => id)].map(keyOf)
  const total = keys.length
  const out = new Float64Array(examples.length * width)

  for (let from = 0; from < users.length; from += usersAtOnce) {
    const some = users.slice(from, from + usersAtOnce)
    const scores = await scoresOver(
      ranker,
      some.map(({ past }) => past),
      texts,
    )
    some.forEach(({ past, rows }, i) => {
      const start = i * total
      const list = highest(scores, listLength, start, total)
      const novelty =
        list.reduce((sum, item) => sum + surprise(item, catalogue), 0) / Math.max(1, list.length)
      const diversity = diversityOf(list, vectors)
      const had = new Set(past.items)
      const asked = new Set<string>()
      for (const row of rows) {
        const id = events.items[row] as string
        const code = catalogue.codes.get(id)
        const place = code ?? freshPlace.get(id)
        const ask =
          events.counts[row] === 1 && !asked.has(id) && (repeats || code === undefined || !had.has(code))
        if (ask) asked.add(id)
        const rating = events.ratings[row] as number
        const said = Number.isNaN(rating) || !ask ? undefined : method.rating?.(past, code ?? -1)
        const put = (column: Parameters<typeof at>[0], value: number): void => {
          out[row * width + at(column)] = value
        }
        put('user', keyOf(events.users[row] as string))
        put(
          'rank',
          !ask
            ? notAsked
            : place === undefined || scores[start + place] === -Infinity
              ? never
              : rankOf(scores, place, start, total),
        )
        put('error', said === undefined ? 0 : said - rating)
        put('rated', said === undefined ? 0 : 1)
        put('history', past.items.length)
        put('unseen', code === undefined ? 1 : 0)
        put('novelty', novelty)
        put('diversity', diversity)
        put('catalogue', catalogueSize)
        for (let k = 0; k < listLength; k++) {
          const item = list[k]
          out[row * width + firstListed + k] = item === undefined ? nobody : (keys[item] as number)
        }
      }
    })
    await breathe()
  }
  return out
}
