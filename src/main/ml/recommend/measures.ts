import { at, listLength, never, notAsked, width } from './layout'

/** What each user's list was worth, users in order of appearance. Only users of whom anything was asked. */
export interface Measures {
  keys: Float64Array
  /** Row of the first stored event of each user: where its list and its past are read. */
  first: Int32Array
  /** Events asked of each. */
  asked: Int32Array
  /** Ranks asked of each user, ascending. */
  ranks: readonly Float64Array[]
  ndcg: Float64Array
  recall: Float64Array
  mrr: Float64Array
  /** Sum of squared errors of ratings, and how many. */
  squares: Float64Array
  rated: Float64Array
}

const discount = (rank: number): number => 1 / Math.log2(rank + 1)

/**
 * NDCG at `k` of one user with binary relevance: 1 where all that was taken stands first (Järvelin and Kekäläinen
 * 2002).
 */
export function ndcgAt(ranks: ArrayLike<number>, k: number): number {
  let gain = 0
  let ideal = 0
  for (let i = 0; i < ranks.length; i++) {
    const rank = ranks[i] as number
    if (rank <= k) gain += discount(rank)
    if (i < k) ideal += discount(i + 1)
  }
  return ideal === 0 ? 0 : gain / ideal
}

/** Share of what a user took that a list of `k` holds; of more than `k` things, of `k` (Liang et al. 2018). */
export function recallAt(ranks: ArrayLike<number>, k: number): number {
  let hits = 0
  for (let i = 0; i < ranks.length; i++) hits += Number((ranks[i] as number) <= k)
  return ranks.length === 0 ? 0 : hits / Math.min(k, ranks.length)
}

/**
 * Measures of stored rows (see layout.ts), user by user.
 * @param keep which rows count; all that were asked by default
 */
export function measuresOf(scores: Float64Array, keep: (row: number) => boolean = () => true): Measures {
  const rows = scores.length / width
  const read = (row: number, column: Parameters<typeof at>[0]): number =>
    scores[row * width + at(column)] as number
  const place = new Map<number, number>()
  const first: number[] = []
  const ranks: number[][] = []
  const squares: number[] = []
  const rated: number[] = []
  for (let row = 0; row < rows; row++) {
    const rank = read(row, 'rank')
    if (rank === notAsked || !keep(row)) continue
    const key = read(row, 'user')
    let user = place.get(key)
    if (user === undefined) {
      user = first.push(row) - 1
      place.set(key, user)
      ranks.push([])
      squares.push(0)
      rated.push(0)
    }
    ranks[user]?.push(rank)
    if (read(row, 'rated') === 1) {
      squares[user] = (squares[user] as number) + read(row, 'error') ** 2
      rated[user] = (rated[user] as number) + 1
    }
  }
  const sorted = ranks.map((own) => Float64Array.from(own).sort())
  const each = (of: (own: Float64Array) => number): Float64Array => Float64Array.from(sorted, of)
  return {
    keys: Float64Array.from(place.keys()),
    first: Int32Array.from(first),
    asked: Int32Array.from(sorted, ({ length }) => length),
    ranks: sorted,
    ndcg: each((own) => ndcgAt(own, listLength)),
    recall: each((own) => recallAt(own, listLength)),
    mrr: each((own) => (own[0] === undefined || own[0] === never ? 0 : 1 / own[0])),
    squares: Float64Array.from(squares),
    rated: Float64Array.from(rated),
  }
}

export function meanOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return values.length === 0 ? Number.NaN : sum / values.length
}
