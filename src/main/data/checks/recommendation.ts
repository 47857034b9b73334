import { card, columnsOf, type Check } from './input'
import { logRows, type LogRows } from './log'

/** From this share of the events on the top tenth of the items is worth a word. */
const crowded = 0.5
/** Points by which the share of the popular must grow to look like a loop. */
const growth = 0.1
/** Share of users, on either side, that makes two scales out of one. */
const scaleShare = 0.1
/** Users who rated so often show which scale they use. */
const telling = 3
/** Fewer users cannot tell two scales from luck. */
const fewestRaters = 30

export const noTime: Check = (input) => {
  const log = logRows(input)
  if (log === null || columnsOf(input, 'time').length > 0) return []
  return [card({ code: 'no-time', severity: 'warn', column: null, params: { rows: log.rows.length } })]
}

/** Different items of each user, ascending. */
function itemsByUser({ users, items, userCount }: LogRows): Set<number>[] {
  const own = Array.from({ length: userCount }, () => new Set<number>())
  users.forEach((user, i) => own[user]?.add(items[i] ?? -1))
  return own
}

/** Users and items that a k-core leaves. */
function coreOf(
  own: readonly ReadonlySet<number>[],
  items: number,
  least: number,
): { users: number; items: number } {
  let users = new Set(own.keys())
  let kept = new Set(Array.from({ length: items }, (_, item) => item))
  for (;;) {
    const counts = new Int32Array(items)
    const nextUsers = new Set(
      [...users].filter((user) => {
        const has = [...(own[user] ?? [])].filter((item) => kept.has(item))
        return has.length >= least
      }),
    )
    for (const user of nextUsers)
      for (const item of own[user] ?? []) if (kept.has(item)) counts[item] = (counts[item] ?? 0) + 1
    const nextItems = new Set([...kept].filter((item) => (counts[item] ?? 0) >= least))
    if (nextUsers.size === users.size && nextItems.size === kept.size)
      return { users: users.size, items: kept.size }
    users = nextUsers
    kept = nextItems
  }
}

/** The default of the template's `core`; its own setting is not known before training. */
const usualCore = 2

/** Many users of whom one thing is known: said, with what training leaves out. */
export const fewEvents: Check = (input) => {
  const log = logRows(input)
  if (log === null) return []
  const own = itemsByUser(log)
  const sizes = own.map(({ size }) => size).sort((a, b) => a - b)
  const single = sizes.filter((size) => size === 1).length
  if (single < own.length / 4) return []
  const chosen = input.mapping.params['core']
  const core = typeof chosen === 'number' ? chosen : usualCore
  const kept = coreOf(own, log.itemIds.length, core)
  return [
    card({
      code: 'few-events',
      severity: 'info',
      column: columnsOf(input, 'entity-own-past')[0] ?? null,
      params: {
        single,
        users: own.length,
        median: sizes[Math.floor(sizes.length / 2)] ?? 0,
        core,
        dropped: own.length - kept.users,
        items: log.itemIds.length - kept.items,
      },
      remedy: { op: 'set-param', param: 'core', value: 1 },
    }),
  ]
}

/** Some users stay within half of the scale and others go beyond it: two scales in one column. */
export const ratingScales: Check = (input) => {
  const log = logRows(input)
  const [column] = columnsOf(input, 'rating')
  if (log === null || column === undefined) return []
  const ratings = input.table.number(column)
  const most = log.rows.reduce((top, row) => Math.max(top, ratings[row] || 0), 0)
  const counts = new Int32Array(log.userCount)
  const highest = new Float64Array(log.userCount)
  const sums = new Float64Array(log.userCount)
  log.rows.forEach((row, i) => {
    const rating = ratings[row] ?? Number.NaN
    if (Number.isNaN(rating)) return
    const user = log.users[i] ?? 0
    counts[user] = (counts[user] ?? 0) + 1
    sums[user] = (sums[user] ?? 0) + rating
    highest[user] = Math.max(highest[user] ?? 0, rating)
  })
  const raters = [...counts.keys()].filter((user) => (counts[user] ?? 0) >= telling)
  if (raters.length < fewestRaters) return []
  // Someone who likes nothing also stays below: only those who go to the very top of the lower half count.
  const low = raters.filter(
    (user) => highest[user] === most / 2 && (sums[user] ?? 0) / (counts[user] ?? 1) > most / 4,
  )
  const high = raters.filter((user) => (highest[user] ?? 0) > most / 2)
  if (Math.min(low.length, high.length) < scaleShare * raters.length) return []
  return [
    card({
      code: 'rating-scales',
      severity: 'warn',
      column,
      params: { low: low.length, high: high.length, half: most / 2, most },
      remedy: { op: 'set-param', param: 'ratingScale', value: 'by-user' },
    }),
  ]
}

const shown = 5

export const unusedItems: Check = (input) => {
  const log = logRows(input)
  if (log === null || log.untouched.length === 0) return []
  return [
    card({
      code: 'unused-items',
      severity: 'info',
      column: columnsOf(input, 'item')[0] ?? null,
      params: { items: log.untouched.length },
      evidence: log.untouched.slice(0, shown).map((text) => ({ row: null, line: null, text })),
    }),
  ]
}

function countsOf({ items, itemIds }: LogRows, among: (i: number) => boolean): Int32Array {
  const counts = new Int32Array(itemIds.length)
  items.forEach((item, i) => {
    if (among(i)) counts[item] = (counts[item] ?? 0) + 1
  })
  return counts
}

const percent = (share: number): number => Math.round(100 * share)

export const exposureBias: Check = (input) => {
  const log = logRows(input)
  if (log === null) return []
  const counts = countsOf(log, () => true)
    .sort()
    .reverse()
  const top = counts.slice(0, Math.max(1, Math.round(counts.length / 10)))
  const share = top.reduce((sum, count) => sum + count, 0) / Math.max(1, log.rows.length)
  if (share < crowded) return []
  const column = columnsOf(input, 'item')[0] ?? null
  return [card({ code: 'exposure-bias', severity: 'info', column, params: { share: percent(share) } })]
}

/** Items of the first half of the time: does their most popular tenth take more of the second half? */
export const popularityLoop: Check = (input) => {
  const log = logRows(input)
  if (log?.times == null) return []
  const { times, rows } = log
  const known = Float64Array.from(rows, (row) => times[row] ?? Number.NaN)
  const middle = known.filter(Number.isFinite).sort()[Math.floor(rows.length / 2)]
  if (middle === undefined) return []
  const before = countsOf(log, (i) => (known[i] ?? Infinity) < middle)
  const after = countsOf(log, (i) => (known[i] ?? -Infinity) >= middle)
  const early = [...before.keys()].filter((item) => (before[item] ?? 0) > 0)
  early.sort((a, b) => (before[b] ?? 0) - (before[a] ?? 0))
  const popular = new Set(early.slice(0, Math.max(1, Math.round(early.length / 10))))
  const shareOf = (counts: Int32Array): number => {
    const all = early.reduce((sum, item) => sum + (counts[item] ?? 0), 0)
    const own = [...popular].reduce((sum, item) => sum + (counts[item] ?? 0), 0)
    return own / Math.max(1, all)
  }
  const [first, second] = [shareOf(before), shareOf(after)]
  // What is drawn to the top by luck falls back: a share that grows all the same is no luck.
  if (second - first < growth) return []
  return [
    card({
      code: 'popularity-loop',
      severity: 'warn',
      column: columnsOf(input, 'item')[0] ?? null,
      params: { before: percent(first), after: percent(second) },
    }),
  ]
}
