import { rollingColumns, windows, type Events } from './rolling'

/** Events with everything that their past can be looked at by. */
export interface PastEvents {
  times: Float64Array
  amounts: Float64Array | null
  /** Keys in the order in which their columns come: the entity first, then whom it deals with. */
  keys: readonly { name: string; codes: Int32Array }[]
}

export interface PastColumn {
  name: string
  values: Float64Array
}

/** A window that the file holds fewer times than this says little of what is usual. */
const leastWindows = 2

function spanOf(times: Float64Array): number {
  let [first, last] = [Infinity, -Infinity]
  for (const time of times) {
    if (time < first) first = time
    if (time > last) last = time
  }
  return last > first ? last - first : 0
}

const hour = 3_600_000

/** Hour of the day and day of the week (Monday 0), UTC as times are stored. */
function clockColumns(times: Float64Array): PastColumn[] {
  const day = 24 * hour
  return [
    { name: 'clock:hour', values: times.map((time) => (((time % day) + day) % day) / hour) },
    { name: 'clock:weekday', values: times.map((time) => (((Math.floor(time / day) + 3) % 7) + 7) % 7) },
  ]
}

/**
 * Columns of each event's past, strictly before it: `<key>:count:1d`, `sum`, `mean`, `distinct`, `recency`, the amount
 * against the key's usual one (`ratio`), and the clock. Windows that the events' span does not hold twice are left out,
 * unless a model asks for them by name.
 */
export function pastColumns(events: PastEvents, wanted: readonly string[] | null): PastColumn[] {
  const { times, amounts, keys } = events
  const asked = wanted === null ? null : new Set(wanted)
  const span = spanOf(times)
  const over = windows.filter(({ name, ms }) =>
    asked === null ? span >= leastWindows * ms : [...asked].some((column) => column.endsWith(`:${name}`)),
  )
  const columns = clockColumns(times)
  keys.forEach(({ name, codes }, place) => {
    // Of the entity the kinds of those it deals with, of those the kinds of entities.
    const others = keys[place === 0 ? 1 : 0]?.codes ?? null
    const own: Events = { times, keys: codes, amounts, others: others === codes ? null : others }
    const made = rollingColumns(own, over)
    over.forEach((window, i) => {
      const add = (what: string, values: Float64Array | undefined): void => {
        if (values !== undefined) columns.push({ name: `${name}:${what}:${window.name}`, values })
      }
      add('count', made.count[i])
      add('sum', made.sum[i])
      add('mean', made.mean[i])
      add('distinct', made.distinct[i])
      const mean = made.mean[i]
      if (amounts !== null && mean !== undefined && place === 0) {
        add(
          'ratio',
          amounts.map((amount, row) => amount / (mean[row] ?? Number.NaN)),
        )
      }
    })
    columns.push({ name: `${name}:recency`, values: made.recency })
  })
  return asked === null ? columns : columns.filter(({ name }) => asked.has(name))
}
