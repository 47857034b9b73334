import { writeFileSync } from 'node:fs'
import type { Examples } from '../../../src/main/ml'
import { readEvents, type Reading } from '../../../src/main/ml/recommend/events'
import { highest } from '../../../src/main/ml/recommend/lists'
import { listAt, readLog, readPasts, type Log, type Past } from '../../../src/main/ml/recommend/log'
import { ndcgAt, recallAt } from '../../../src/main/ml/recommend/measures'
import type { Method } from '../../../src/main/ml/recommend/method'

const reading: Reading = {
  eventKinds: [],
  likedFrom: null,
  sessionMinutes: 30,
  ratingScale: 'as-is',
  lastOnly: false,
}

/** A user with a past, and the known items that came and were not in it. */
export interface Case {
  past: Past
  wanted: number[]
}

export const logOf = (train: Examples): Log => readLog(train, reading, 1)

export function casesOf(log: Log, train: Examples, judged: Examples): Case[] {
  const numbers = new Map(log.users.map((id, user) => [id, user]))
  const pasts = readPasts(train, reading, log.catalogue, numbers)
  const events = readEvents(judged, reading)
  const cases = new Map<string, Case>()
  for (let row = 0; row < events.length; row++) {
    const user = events.users[row] as string
    const past = pasts.get(user)
    const item = log.catalogue.codes.get(events.items[row] as string)
    if (past === undefined || item === undefined || past.items.includes(item)) continue
    const one = cases.get(user) ?? { past, wanted: [] }
    cases.set(user, one)
    if (!one.wanted.includes(item)) one.wanted.push(item)
  }
  return [...cases.values()]
}

/** Mean Recall@20 and NDCG@20 over cases. */
export async function measure(method: Method, cases: readonly Case[], items: number) {
  let [recall, ndcg] = [0, 0]
  for (let from = 0; from < cases.length; from += 64) {
    const some = cases.slice(from, from + 64)
    const scores = await method.scores(some.map(({ past }) => past))
    some.forEach(({ past, wanted }, i) => {
      for (const item of past.items) scores[i * items + item] = -Infinity
      const list = highest(scores, 20, i * items, items)
      const places = [...list.keys()].filter((place) => wanted.includes(list[place] as number))
      const missed = Array.from({ length: wanted.length - places.length }, () => Infinity)
      const ranks = [...places.map((place) => place + 1), ...missed]
      recall += recallAt(ranks, 20)
      ndcg += ndcgAt(ranks, 20)
    })
  }
  return { recall: recall / cases.length, ndcg: ndcg / cases.length }
}

/** The same log and cases as the peer reads them. */
export function writeForPeer(path: string, log: Log, cases: readonly Case[]): void {
  const user: number[] = []
  const item: number[] = []
  for (let u = 0; u < log.users.length; u++) {
    for (const one of listAt(log.sets, u)) {
      user.push(u)
      item.push(one)
    }
  }
  const told = cases.map(({ past, wanted }) => ({
    user: past.user,
    history: [...new Set(past.items)],
    wanted,
  }))
  writeFileSync(
    path,
    JSON.stringify({ users: log.users.length, items: log.catalogue.ids.length, user, item, cases: told }),
  )
}
