import type { Random } from '#shared/random'

/**
 * Hands whole units (a row, or rows that belong together) to parts so that each class is spread over the parts by
 * their shares: exactly, within rounding, where units are single rows.
 * @param units the unit of each row, any integers
 * @param classes the class of each row; -1 counts as a class of its own
 * @param shares of the parts, summing to 1
 * @returns the part of each row
 */
export function allocate(
  units: Int32Array,
  classes: Int32Array,
  shares: readonly number[],
  rng: Random,
): Int8Array {
  const rows = units.length
  const classRows = new Map<number, number>()
  for (const label of classes) classRows.set(label, (classRows.get(label) ?? 0) + 1)
  const remaining = new Map<number, number[]>()
  for (const [label, count] of classRows) remaining.set(label, apportion(count, shares))

  const members = new Map<number, number[]>()
  units.forEach((unit, row) => {
    const known = members.get(unit)
    if (known === undefined) members.set(unit, [row])
    else known.push(row)
  })
  const part = new Int8Array(rows).fill(-1)
  const groups = rng.shuffle([...members.values()].filter((group) => group.length > 1))
  // Large units first: the small ones then even out what they left.
  groups.sort((a, b) => b.length - a.length)
  for (const group of groups) {
    const chosen = bestPart(group, classes, remaining, shares)
    for (const row of group) {
      part[row] = chosen
      const left = remaining.get(classes[row] as number) as number[]
      left[chosen] = (left[chosen] as number) - 1
    }
  }
  for (const [label, left] of [...remaining].sort(([a], [b]) => a - b)) {
    const singles: number[] = []
    for (let row = 0; row < rows; row++) if (part[row] === -1 && classes[row] === label) singles.push(row)
    fill(rng.shuffle(singles), left, shares, part)
  }
  return part
}

/** The part where a unit overflows the shares of its classes least; among equals the emptiest. */
function bestPart(
  group: readonly number[],
  classes: Int32Array,
  remaining: ReadonlyMap<number, number[]>,
  shares: readonly number[],
): number {
  const counts = new Map<number, number>()
  for (const row of group) {
    const label = classes[row] as number
    counts.set(label, (counts.get(label) ?? 0) + 1)
  }
  let best = 0
  let bestOverflow = Infinity
  let bestRoom = -Infinity
  shares.forEach((share, p) => {
    if (share === 0) return
    let overflow = 0
    let room = 0
    for (const [label, count] of counts) {
      const left = remaining.get(label)?.[p] ?? 0
      overflow += Math.max(0, count - left)
      room += left / share
    }
    if (overflow < bestOverflow || (overflow === bestOverflow && room > bestRoom)) {
      ;[best, bestOverflow, bestRoom] = [p, overflow, room]
    }
  })
  return best
}

/** Single rows of one class fill what is left of its quotas. */
function fill(
  rows: readonly number[],
  left: readonly number[],
  shares: readonly number[],
  part: Int8Array,
): void {
  const room = left.map((count) => Math.max(0, count))
  const total = room.reduce((sum, count) => sum + count, 0)
  const quotas = apportion(rows.length, total === 0 ? shares : room.map((count) => count / total))
  let at = 0
  quotas.forEach((quota, p) => {
    for (const row of rows.slice(at, at + quota)) part[row] = p
    at += quota
  })
}

/** Splits `count` by shares into whole numbers that sum to it (largest remainder; ties to the earlier part). */
function apportion(count: number, shares: readonly number[]): number[] {
  const exact = shares.map((share) => share * count)
  // A product like 0.15 × 20 may fall just below the whole number it stands for.
  const whole = exact.map((value) => Math.floor(value + 1e-9))
  const missing = count - whole.reduce((sum, value) => sum + value, 0)
  const order = exact
    .map((value, i) => ({ i, rest: value - (whole[i] as number) }))
    .sort((a, b) => b.rest - a.rest)
  for (const { i } of order.slice(0, missing)) whole[i] = (whole[i] as number) + 1
  return whole
}
