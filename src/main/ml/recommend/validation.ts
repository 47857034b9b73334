import type { Examples } from '../predictor'
import { keyOf } from './keys'
import { readEvents, type Reading } from './events'
import { listLength, never } from './layout'
import { rankOf } from './lists'
import type { Catalogue, Past } from './log'
import { meanOf, ndcgAt } from './measures'
import type { Method } from './method'
import { emptyPast, hideKnown } from './rank-rows'

/** A user of the validation part: what was known, and what came. */
interface Case {
  past: Past
  /** Codes of different items; -1 for one that is not known. */
  came: number[]
  ratings: { item: number; rating: number }[]
}

/** Users that settings are chosen on: a mean over so many is within a few thousandths. */
const mostCases = 1000
const usersAtOnce = 64

/** What settings are chosen on: some users of the validation part. Nothing is learnt from it. */
export interface Validation {
  /** Mean NDCG@20 of users with a past. NaN where there is none. */
  ndcg(method: Method): Promise<number>
  /** Mean NDCG@20 of one list for everybody, as if all users were strangers. */
  ofStrangers(scores: Float32Array): number
  /** Root mean squared error over rated events; NaN where there are none. */
  rmse(method: Method): number
  /** Pasts and the first thing that came, for nets. */
  pairs(most: number): { past: Past; next: number }[]
}

function casesOf(
  validation: Examples,
  pasts: ReadonlyMap<string, Past>,
  catalogue: Catalogue,
  reading: Reading,
  repeats: boolean,
): Case[] {
  const events = readEvents(validation, reading)
  const cases = new Map<string, Case>()
  for (let row = 0; row < events.length; row++) {
    if (events.counts[row] === 0) continue
    const user = events.users[row] as string
    const one = cases.get(user) ?? { past: pasts.get(user) ?? emptyPast, came: [], ratings: [] }
    cases.set(user, one)
    const item = catalogue.codes.get(events.items[row] as string) ?? -1
    const rating = events.ratings[row] as number
    if (!Number.isNaN(rating)) one.ratings.push({ item, rating })
    const had = item >= 0 && !repeats && one.past.items.includes(item)
    if (!had && (item < 0 || !one.came.includes(item))) one.came.push(item)
  }
  return [...cases]
    .filter(([, { came }]) => came.length > 0)
    .sort(([a], [b]) => keyOf(a) - keyOf(b))
    .map(([, one]) => one)
}

function ndcgOf(scores: Float32Array, from: number, items: number, { came }: Case): number {
  const ranks = came.map((item) =>
    item < 0 || scores[from + item] === -Infinity ? never : rankOf(scores, item, from, items),
  )
  return ndcgAt(ranks, listLength)
}

export function validationOf(
  examples: Examples,
  pasts: ReadonlyMap<string, Past>,
  catalogue: Catalogue,
  reading: Reading,
  repeats: boolean,
  breathe: () => Promise<void>,
): Validation {
  const all = casesOf(examples, pasts, catalogue, reading, repeats)
  const known = all.filter(({ past }) => past.items.length > 0).slice(0, mostCases)
  const items = catalogue.ids.length
  return {
    async ndcg(method) {
      const values: number[] = []
      for (let from = 0; from < known.length; from += usersAtOnce) {
        const some = known.slice(from, from + usersAtOnce)
        const scores = await method.scores(some.map(({ past }) => past))
        some.forEach((one, i) => {
          hideKnown(scores, i * items, one.past, repeats)
          values.push(ndcgOf(scores, i * items, items, one))
        })
        await breathe()
      }
      return meanOf(Float64Array.from(values))
    },
    ofStrangers(scores) {
      return meanOf(Float64Array.from(all.slice(0, mostCases), (one) => ndcgOf(scores, 0, items, one)))
    },
    rmse(method) {
      let sum = 0
      let count = 0
      for (const { past, ratings } of all) {
        for (const { item, rating } of ratings) {
          sum += ((method.rating?.(past, item) ?? Number.NaN) - rating) ** 2
          count++
        }
      }
      return Math.sqrt(sum / count)
    },
    pairs(most) {
      return known
        .flatMap(({ past, came }) => {
          const next = came.find((item) => item >= 0 && item < catalogue.learnt)
          return next === undefined ? [] : [{ past, next }]
        })
        .slice(0, most)
    },
  }
}
