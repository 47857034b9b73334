/** Blocks of time that are recombined: 16 gives 12,870 halves (Bailey et al. recommend it); fewer for short series. */
const mostBlocks = 16
/** Days a block needs for a Sharpe ratio to mean anything. */
const leastDays = 6

export interface Overfitting {
  /** Share of the halves in which the best of one half is below the median of the other. */
  probability: number
  configurations: number
  blocks: number
  halves: number
}

/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation (Bailey, Borwein, López de Prado
 * and Zhu 2017): time is cut into blocks; for every half of them the configuration with the best Sharpe ratio is found,
 * and its rank in the other half looked up. A rank exactly in the middle counts by half. Null for fewer than two
 * configurations or too few days.
 * @param returns of each configuration on the same days
 */
export function overfitting(returns: readonly ArrayLike<number>[], wanted = mostBlocks): Overfitting | null {
  const days = returns[0]?.length ?? 0
  const blocks = Math.min(wanted, 2 * Math.floor(days / leastDays / 2))
  if (returns.length < 2 || blocks < 4) return null
  const configurations = returns.length
  // Sums by block: any half's mean and deviation follow from them.
  const sums = new Float64Array(configurations * blocks)
  const squares = new Float64Array(configurations * blocks)
  const sizes = new Float64Array(blocks)
  for (let day = 0; day < days; day += 1) {
    const block = Math.floor((day * blocks) / days)
    sizes[block] = (sizes[block] ?? 0) + 1
    for (let c = 0; c < configurations; c += 1) {
      const value = returns[c]?.[day] ?? 0
      const at = c * blocks + block
      sums[at] = (sums[at] ?? 0) + value
      squares[at] = (squares[at] ?? 0) + value * value
    }
  }
  const sharpe = (c: number, mask: number): number => {
    let [n, sum, square] = [0, 0, 0]
    for (let block = 0; block < blocks; block += 1) {
      if ((mask & (1 << block)) === 0) continue
      n += sizes[block] ?? 0
      sum += sums[c * blocks + block] ?? 0
      square += squares[c * blocks + block] ?? 0
    }
    const mean = sum / n
    const variance = square / n - mean * mean
    return variance > 1e-24 ? mean / Math.sqrt(variance) : 0
  }
  const all = (1 << blocks) - 1
  let [halves, below] = [0, 0]
  for (let mask = 1; mask < all; mask += 1) {
    if (bitsOf(mask) !== blocks / 2) continue
    let best = 0
    let highest = -Infinity
    for (let c = 0; c < configurations; c += 1) {
      const own = sharpe(c, mask)
      if (own > highest) [best, highest] = [c, own]
    }
    const other = all & ~mask
    const score = sharpe(best, other)
    let [lower, equal] = [0, 0]
    for (let c = 0; c < configurations; c += 1) {
      const own = sharpe(c, other)
      if (own < score) lower += 1
      else if (own === score) equal += 1
    }
    // Rank from 1, ties in the middle; the median rank is (configurations + 1) / 2.
    const rank = lower + (equal + 1) / 2
    const middle = (configurations + 1) / 2
    below += rank < middle ? 1 : rank === middle ? 0.5 : 0
    halves += 1
  }
  return { probability: below / halves, configurations, blocks, halves }
}

function bitsOf(mask: number): number {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1
  return count
}
