/** Numbers that a distribution is kept by: between them a straight line. */
const keptPoints = 1000

/** The distribution of numbers as evenly spaced quantiles, ascending; empty of none. */
export function quantilesOf(values: Float64Array): number[] {
  const known = values.filter((value) => !Number.isNaN(value)).sort()
  const count = Math.min(keptPoints, known.length)
  return Array.from(
    { length: count },
    (_, i) => known[Math.round((i * (known.length - 1)) / Math.max(1, count - 1))] ?? 0,
  )
}

/**
 * Place of a number in a distribution, strictly between 0 and 1 and never lower for a higher number, also beyond the
 * last one that was kept; 0.5 where it is unknown.
 */
export function placeIn(points: readonly number[], value: number): number {
  if (Number.isNaN(value)) return 0.5
  let [low, high] = [0, points.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((points[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  const [below, above] = [points[low - 1], points[low]]
  const part = below === undefined || above === undefined ? 0 : (value - below) / (above - below)
  const beyond = above === undefined ? 1 - 1 / (1 + Math.log1p(value - (below ?? 0))) : 0
  return (1 + Math.max(0, low - 1 + part) + beyond) / (points.length + 2)
}
