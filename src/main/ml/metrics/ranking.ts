/** Rows from the highest score to the lowest, and where runs of equal scores end: sorted once, weighed often. */
export interface Ranking {
  readonly order: Int32Array
  /** 1 at the last row of a run of equal scores, by position in `order`. */
  readonly ends: Uint8Array
  /** 1 where the row at this position is positive. */
  readonly positive: Uint8Array
}

/** @param positive 1 for a positive row, 0 else */
export function rank(scores: Float64Array, positive: Uint8Array): Ranking {
  const order = Int32Array.from(scores, (_, row) => row).sort(
    (a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b,
  )
  const ends = new Uint8Array(order.length)
  const sorted = new Uint8Array(order.length)
  order.forEach((row, at) => {
    const next = order[at + 1]
    ends[at] = next === undefined || scores[next] !== scores[row] ? 1 : 0
    sorted[at] = positive[row] ?? 0
  })
  return { order, ends, positive: sorted }
}

const once = (rows: number): Int32Array => new Int32Array(rows).fill(1)

/**
 * Area under the ROC curve: how often a positive scores above a negative, ties counting half.
 * NaN where either is missing.
 * @param weights how often each row counts, by row
 */
export function rocAuc({ order, ends, positive }: Ranking, weights = once(order.length)): number {
  let positives = 0
  let negatives = 0
  let wins = 0
  let tied = 0
  let tiedPositives = 0
  // No branch on the class: it is as good as random along the order, and a wrong guess costs more than a product.
  for (let at = 0; at < order.length; at++) {
    const weight = weights[order[at] ?? 0] ?? 0
    tied += weight
    tiedPositives += weight * (positive[at] ?? 0)
    if (ends[at] === 1) {
      const tiedNegatives = tied - tiedPositives
      wins += tiedNegatives * (positives + tiedPositives / 2)
      positives += tiedPositives
      negatives += tiedNegatives
      tied = 0
      tiedPositives = 0
    }
  }
  return wins / (positives * negatives)
}

/**
 * Average precision: the area under the precision-recall steps, without interpolation. NaN without positives.
 */
export function averagePrecision({ order, ends, positive }: Ranking, weights = once(order.length)): number {
  let found = 0
  let seen = 0
  let fresh = 0
  let sum = 0
  for (let at = 0; at < order.length; at++) {
    const weight = weights[order[at] ?? 0] ?? 0
    seen += weight
    fresh += weight * (positive[at] ?? 0)
    if (ends[at] === 1) {
      found += fresh
      // Rows at the top that were not drawn: nothing seen, nothing found.
      sum += (fresh * found) / (seen || 1)
      fresh = 0
    }
  }
  return sum / found
}

/** Mean of an area over several rankings (one-vs-rest, macro), without those that have none; NaN where none has. */
export function macroArea(
  area: typeof rocAuc | typeof averagePrecision,
  rankings: readonly Ranking[],
  weights?: Int32Array,
): number {
  let sum = 0
  let ranked = 0
  for (const ranking of rankings) {
    const value = area(ranking, weights)
    if (Number.isNaN(value)) continue
    sum += value
    ranked += 1
  }
  return sum / ranked
}

/** A curve is drawn with at most this many points: more than a chart of its size has pixels to show. */
const curvePoints = 200

/** Positions of `order` at which the counts are complete, with what was found up to each. */
function steps({ order, ends, positive }: Ranking): { found: number; seen: number }[] {
  const all: { found: number; seen: number }[] = []
  let found = 0
  for (let at = 0; at < order.length; at++) {
    found += positive[at] ?? 0
    if (ends[at] === 1) all.push({ found, seen: at + 1 })
  }
  return all
}

/** At most `limit` of a list, the first and the last among them. */
function thin<T>(all: readonly T[], limit: number): T[] {
  if (all.length <= limit) return [...all]
  const last = all.length - 1
  return Array.from({ length: limit }, (_, i) => all[Math.round((i * last) / (limit - 1))]).filter(
    (item): item is T => item !== undefined,
  )
}

/** Points of the ROC curve from (0, 0) to (1, 1), at most 200. Empty where a class is missing. */
export function rocPoints(ranking: Ranking): { fpr: number; tpr: number }[] {
  const all = steps(ranking)
  const last = all.at(-1)
  if (last === undefined || last.found === 0 || last.found === last.seen) return []
  const negatives = last.seen - last.found
  const points = all.map(({ found, seen }) => ({ fpr: (seen - found) / negatives, tpr: found / last.found }))
  // Only corners bend the curve: points within a straight run are dropped before thinning.
  const corners = points.filter((point, at) => {
    const before = points[at - 1] ?? { fpr: 0, tpr: 0 }
    const after = points[at + 1]
    if (after === undefined) return true
    const turn =
      (point.fpr - before.fpr) * (after.tpr - point.tpr) - (point.tpr - before.tpr) * (after.fpr - point.fpr)
    return turn !== 0
  })
  return [{ fpr: 0, tpr: 0 }, ...thin(corners, curvePoints - 1)]
}

/** Points of the precision-recall curve by rising recall, at most 200. Empty without positives. */
export function prPoints(ranking: Ranking): { recall: number; precision: number }[] {
  const all = steps(ranking)
  const last = all.at(-1)
  if (last === undefined || last.found === 0) return []
  const points = all
    .filter(({ found }, at) => found > (all[at - 1]?.found ?? 0))
    .map(({ found, seen }) => ({ recall: found / last.found, precision: found / seen }))
  return thin(points, curvePoints)
}

type Line = readonly { x: number; y: number }[]

/** Height of a curve at `x` by straight lines, the last of several points at `x`; `line` rises in `x`. */
function heightAt(line: Line, x: number): number {
  let before = line[0] ?? { x: 0, y: 0 }
  for (const point of line) {
    if (point.x > x) {
      if (before.x >= x) return before.y
      return before.y + ((point.y - before.y) * (x - before.x)) / (point.x - before.x)
    }
    before = point
  }
  return before.y
}

/** Mean height of several curves at `points` equal steps from 0 to 1. */
function meanCurve(lines: readonly Line[], points: number): { x: number; y: number }[] {
  if (lines.length === 0) return []
  return Array.from({ length: points }, (_, i) => {
    const x = i / (points - 1)
    return { x, y: lines.reduce((sum, line) => sum + heightAt(line, x), 0) / lines.length }
  })
}

/** One-vs-rest ROC curves averaged at equal false-positive rates; classes that cannot be ranked are left out. */
export function macroRocPoints(rankings: readonly Ranking[]): { fpr: number; tpr: number }[] {
  const lines = rankings
    .map((ranking) => rocPoints(ranking).map(({ fpr, tpr }) => ({ x: fpr, y: tpr })))
    .filter((line) => line.length > 0)
  const points = meanCurve(lines, curvePoints - 1).map(({ x, y }) => ({ fpr: x, tpr: y }))
  return points.length === 0 ? [] : [{ fpr: 0, tpr: 0 }, ...points]
}

/** One-vs-rest precision-recall curves averaged at equal recall; classes without rows are left out. */
export function macroPrPoints(rankings: readonly Ranking[]): { recall: number; precision: number }[] {
  const lines = rankings
    .map((ranking) => prPoints(ranking).map(({ recall, precision }) => ({ x: recall, y: precision })))
    .filter((line) => line.length > 0)
  return meanCurve(lines, curvePoints).map(({ x, y }) => ({ recall: x, precision: y }))
}
