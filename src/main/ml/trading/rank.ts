/** Ranks from 1, ties in the middle. */
function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort(
    (a, b) => (values[a] ?? 0) - (values[b] ?? 0),
  )
  const out = new Float64Array(values.length)
  for (let from = 0; from < order.length;) {
    let to = from
    while (to + 1 < order.length && values[order[to + 1] ?? 0] === values[order[from] ?? 0]) to += 1
    for (let i = from; i <= to; i += 1) out[order[i] ?? 0] = (from + to) / 2 + 1
    from = to + 1
  }
  return out
}

/** Ranks with mean 0 and variance 1; null where all are equal. */
export function standardRanks(values: ArrayLike<number>): Float64Array | null {
  const own = ranks(values)
  const n = own.length
  const mean = (n + 1) / 2
  const variance = own.reduce((sum, rank) => sum + (rank - mean) ** 2, 0) / n
  return variance === 0 ? null : own.map((rank) => (rank - mean) / Math.sqrt(variance))
}

/** Spearman's correlation; NaN where one side is constant. */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [standardRanks(a), standardRanks(b)]
  if (x === null || y === null) return Number.NaN
  return x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0) / x.length
}
