import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'
import { tableFromColumns } from '../../../src/main/data'
import { makeExamples } from '../../../src/main/engine/trainer/examples'
import type { Examples } from '../../../src/main/ml'
import { random } from '../../../src/shared/random'

export interface LogEvent {
  user: string
  item: string
  time: number
}

const roles = { user: ['user'], item: ['item'], time: ['time'] }

/** Events as a template reads them, in order of time. */
function examplesOf(events: readonly LogEvent[]): Examples {
  const table = tableFromColumns([
    { name: 'user', type: 'text', values: events.map(({ user }) => user) },
    { name: 'item', type: 'text', values: events.map(({ item }) => item) },
    { name: 'time', type: 'time', values: Float64Array.from(events, ({ time }) => time) },
  ])
  const rows = Int32Array.from({ length: events.length }, (_, row) => row)
  return makeExamples(table, roles, rows, new Int32Array(0))
}

export interface Parts {
  train: Examples
  validation: Examples
  test: Examples
  /** All that is known when the test part begins. */
  before: Examples
}

/** 60 % train, 10 % validation, 15 % test by time for everybody alike; the last 15 % would be the vault and is not read. */
export function splitByTime(events: readonly LogEvent[]): Parts {
  const sorted = [...events].sort((a, b) => a.time - b.time)
  const at = (share: number): number => Math.floor(share * sorted.length)
  return {
    train: examplesOf(sorted.slice(0, at(0.6))),
    validation: examplesOf(sorted.slice(at(0.6), at(0.7))),
    test: examplesOf(sorted.slice(at(0.7), at(0.85))),
    before: examplesOf(sorted.slice(0, at(0.7))),
  }
}

async function read(
  path: string,
  event: (row: Record<string, string>) => LogEvent | null,
): Promise<LogEvent[]> {
  const events: LogEvent[] = []
  for await (const row of createReadStream(path).pipe(parse({ columns: true, relax_column_count: true }))) {
    const made = event(row as Record<string, string>)
    if (made !== null) events.push(made)
  }
  return events
}

export const readTweets = (path: string): Promise<LogEvent[]> =>
  read(path, (row) => ({
    user: row['user_id'] ?? '',
    item: row['movie_id'] ?? '',
    time: 1000 * Number(row['timestamp']),
  }))

/** Purchases: lines with a customer, without cancellations. */
export const readRetail = (path: string): Promise<LogEvent[]> =>
  read(path, (row) => {
    const [user = '', item = ''] = [row['CustomerID'], row['StockCode']]
    const cancelled = (row['InvoiceNo'] ?? '').startsWith('C') || !(Number(row['Quantity']) > 0)
    if (user === '' || item === '' || cancelled) return null
    return { user, item, time: Date.parse(`${(row['InvoiceDate'] ?? '').replace(' ', 'T')}Z`) }
  })

/** Events whose users and items follow power laws and share tastes: as many as asked for. */
export function manyEvents(count: number, users: number, items: number): LogEvent[] {
  const source = random(1).fork('many')
  const skewed = (most: number): number => Math.floor(most * source.next() ** 2.2)
  const events: LogEvent[] = []
  for (let i = 0; i < count; i++) {
    const user = skewed(users)
    // Half of the time from the user's own corner of the catalogue.
    const corner = (user * 7919) % items
    const item = source.next() < 0.5 ? (corner + skewed(items / 20)) % items : skewed(items)
    events.push({ user: `u${String(user)}`, item: `i${String(item)}`, time: 1.7e12 + i * 1000 })
  }
  return events
}

/** What comes next follows from what came last, four times in five; popularity says nothing. */
export function orderedEvents(users: number, items: number, each: number): LogEvent[] {
  const source = random(1).fork('ordered')
  const next = source.shuffle(Int32Array.from({ length: items }, (_, item) => item))
  const events: LogEvent[] = []
  for (let user = 0; user < users; user++) {
    let item = source.int(items)
    let time = 1.7e12 + source.next() * 2e9
    for (let i = 0; i < each; i++) {
      events.push({ user: `u${String(user)}`, item: `i${String(item)}`, time })
      time += source.next() * 4e8
      item = source.next() < 0.8 ? (next[item] ?? 0) : source.int(items)
    }
  }
  return events
}
