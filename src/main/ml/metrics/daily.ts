/** Rows day by day, in each day from the highest score to the lowest: sorted once, weighed often. */
export interface DailyRanking {
  readonly order: Int32Array
  /** 1 at the last row of a run of equal scores within a day, by position in `order`. */
  readonly ends: Uint8Array
  /** 1 at the last row of a day. */
  readonly dayEnds: Uint8Array
  readonly positive: Uint8Array
}

/**
 * @param days the day of each row, any numbering
 * @param positive 1 for a positive row, 0 else
 */
export function rankDaily(scores: Float64Array, days: Int32Array, positive: Uint8Array): DailyRanking {
  const order = Int32Array.from(scores, (_, row) => row).sort(
    (a, b) => (days[a] ?? 0) - (days[b] ?? 0) || (scores[b] ?? 0) - (scores[a] ?? 0) || a - b,
  )
  const ends = new Uint8Array(order.length)
  const dayEnds = new Uint8Array(order.length)
  const sorted = new Uint8Array(order.length)
  order.forEach((row, at) => {
    const next = order[at + 1]
    const last = next === undefined || days[next] !== days[row]
    dayEnds[at] = last ? 1 : 0
    ends[at] = last || scores[next] !== scores[row] ? 1 : 0
    sorted[at] = positive[row] ?? 0
  })
  return { order, ends, dayEnds, positive: sorted }
}

/**
 * What people find who can look at so many rows a day and take the highest scores of each day.
 * Of rows with equal scores across the limit, the share that fits is taken of each: what any order gives on average.
 * `recall`: of all positives, the share found (NaN without positives). `precision`: of the rows looked at on a day the
 * share that are positive, averaged over days ("precision top-k", Dal Pozzolo et al. 2014).
 * @param capacity rows a day, above 0
 * @param weights how often each row counts, by row
 */
export function atCapacity(
  { order, ends, dayEnds, positive }: DailyRanking,
  capacity: number,
  weights?: Int32Array,
): { recall: number; precision: number } {
  let all = 0
  let found = 0
  let days = 0
  let precisions = 0
  let left = capacity
  let seenToday = 0
  let foundToday = 0
  let tied = 0
  let tiedPositives = 0
  for (let at = 0; at < order.length; at++) {
    const weight = weights === undefined ? 1 : (weights[order[at] ?? 0] ?? 0)
    tied += weight
    tiedPositives += weight * (positive[at] ?? 0)
    if (ends[at] === 0) continue
    all += tiedPositives
    if (tied > 0 && left > 0) {
      const share = Math.min(1, left / tied)
      left -= share * tied
      seenToday += share * tied
      foundToday += share * tiedPositives
    }
    tied = 0
    tiedPositives = 0
    if (dayEnds[at] === 0) continue
    found += foundToday
    if (seenToday > 0) {
      precisions += foundToday / seenToday
      days += 1
    }
    left = capacity
    seenToday = 0
    foundToday = 0
  }
  return { recall: found / all, precision: precisions / days }
}
