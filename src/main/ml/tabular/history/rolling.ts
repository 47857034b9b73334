/** What the past of a row is looked at through: a name for columns, and milliseconds. */
export interface Window {
  name: string
  ms: number
}

const hour = 3_600_000
export const windows: readonly Window[] = [
  { name: '1h', ms: hour },
  { name: '1d', ms: 24 * hour },
  { name: '7d', ms: 7 * 24 * hour },
  { name: '30d', ms: 30 * 24 * hour },
]

/** Events in the order of a table. */
export interface Events {
  /** Milliseconds; NaN where unknown: such a row has no past and is in nobody's. */
  times: Float64Array
  /** Code of the key (card, terminal) whose past is looked at; -1 where unknown. */
  keys: Int32Array
  /** What is summed; null where nothing is. */
  amounts: Float64Array | null
  /** What is counted in how many kinds it occurs (the other side of the event), -1 where unknown; null for nothing. */
  others: Int32Array | null
}

/** Columns of one row's past: NaN where nothing is known, counts 0. */
export interface RollingColumns {
  /** Of each window. */
  count: Float64Array[]
  sum: Float64Array[]
  mean: Float64Array[]
  distinct: Float64Array[]
  /** Hours since the key's last event; NaN where there is none. */
  recency: Float64Array
}

/** Rows with a key and a time, by key and then time, as one array with where each key begins. */
function byKeyAndTime({ times, keys }: Events): { rows: Int32Array; starts: Int32Array } {
  let keyCount = 0
  for (const key of keys) if (key >= keyCount) keyCount = key + 1
  const starts = new Int32Array(keyCount + 1)
  const known = (row: number): boolean => (keys[row] ?? -1) >= 0 && !Number.isNaN(times[row])
  for (let row = 0; row < keys.length; row += 1) {
    const at = (keys[row] ?? 0) + 1
    if (known(row)) starts[at] = (starts[at] ?? 0) + 1
  }
  for (let key = 0; key < keyCount; key += 1) starts[key + 1] = (starts[key + 1] ?? 0) + (starts[key] ?? 0)
  const rows = new Int32Array(starts[keyCount] ?? 0)
  const next = starts.slice()
  for (let row = 0; row < keys.length; row += 1) {
    if (!known(row)) continue
    const key = keys[row] ?? 0
    const at = next[key] ?? 0
    rows[at] = row
    next[key] = at + 1
  }
  for (let key = 0; key < keyCount; key += 1) {
    const own = rows.subarray(starts[key] ?? 0, starts[key + 1] ?? 0)
    if (!isSorted(own, times)) own.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b)
  }
  return { rows, starts }
}

function isSorted(rows: Int32Array, times: Float64Array): boolean {
  for (let i = 1; i < rows.length; i += 1) {
    if ((times[rows[i] ?? 0] ?? 0) < (times[rows[i - 1] ?? 0] ?? 0)) return false
  }
  return true
}

/** Counts kinds in a sliding window of one key; its memory is used again for the next. */
function kindCounter(others: Int32Array) {
  let most = 0
  for (const other of others) if (other >= most) most = other + 1
  const counts = new Int32Array(most)
  let kinds = 0
  return {
    add(row: number): void {
      const other = others[row] ?? -1
      if (other < 0) return
      const count = counts[other] ?? 0
      if (count === 0) kinds += 1
      counts[other] = count + 1
    },
    drop(row: number): void {
      const other = others[row] ?? -1
      if (other < 0) return
      const count = (counts[other] ?? 0) - 1
      counts[other] = count
      if (count === 0) kinds -= 1
    },
    kinds: (): number => kinds,
  }
}

/**
 * What is known of each event's key from strictly earlier events: how many, how much, of how many kinds in each window
 * (t − window, t), and how long since the last. Events of one moment do not see each other, so that the order of rows
 * in the file changes nothing. One pass a key and window: rows × windows in time.
 */
export function rollingColumns(events: Events, over: readonly Window[]): RollingColumns {
  const { times, amounts, others } = events
  const total = times.length
  const { rows, starts } = byKeyAndTime(events)
  const empty = (): Float64Array => new Float64Array(total).fill(Number.NaN)
  const zeros = (): Float64Array => new Float64Array(total)
  const made: RollingColumns = {
    count: over.map(zeros),
    sum: amounts === null ? [] : over.map(zeros),
    mean: amounts === null ? [] : over.map(empty),
    distinct: others === null ? [] : over.map(zeros),
    recency: empty(),
  }
  const counter = others === null ? null : kindCounter(others)
  const amountOf = (row: number): number => {
    const amount = amounts?.[row] ?? 0
    return Number.isNaN(amount) ? 0 : amount
  }

  over.forEach(({ ms }, window) => {
    const count = made.count[window] ?? zeros()
    const sum = made.sum[window]
    const mean = made.mean[window]
    const distinct = made.distinct[window]
    for (let key = 0; key + 1 < starts.length; key += 1) {
      const begin = starts[key] ?? 0
      const end = starts[key + 1] ?? 0
      let [oldest, newest, held] = [begin, begin, 0]
      for (let at = begin; at < end; at += 1) {
        const row = rows[at] ?? 0
        const time = times[row] ?? 0
        for (; newest < at && (times[rows[newest] ?? 0] ?? 0) < time; newest += 1) {
          held += amountOf(rows[newest] ?? 0)
          counter?.add(rows[newest] ?? 0)
        }
        for (; oldest < newest && (times[rows[oldest] ?? 0] ?? 0) <= time - ms; oldest += 1) {
          held -= amountOf(rows[oldest] ?? 0)
          counter?.drop(rows[oldest] ?? 0)
        }
        const seen = newest - oldest
        // Sums of what came and went keep a rest of rounding: an empty window holds nothing.
        if (seen === 0) held = 0
        count[row] = seen
        if (sum !== undefined) sum[row] = held
        if (mean !== undefined && seen > 0) mean[row] = held / seen
        if (distinct !== undefined && counter !== null) distinct[row] = counter.kinds()
      }
      for (; oldest < newest; oldest += 1) counter?.drop(rows[oldest] ?? 0)
    }
  })

  for (let key = 0; key + 1 < starts.length; key += 1) {
    let [last, current] = [Number.NaN, Number.NaN]
    for (let at = starts[key] ?? 0; at < (starts[key + 1] ?? 0); at += 1) {
      const row = rows[at] ?? 0
      const time = times[row] ?? 0
      if (time !== current) [last, current] = [current, time]
      made.recency[row] = (time - last) / hour
    }
  }
  return made
}
