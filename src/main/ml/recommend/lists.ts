/**
 * The places of the `count` highest scores, highest first; of equal scores the lower place first. -Infinity is never
 * taken.
 */
export function highest(
  scores: ArrayLike<number>,
  count: number,
  from = 0,
  length = scores.length,
): Int32Array {
  // A heap whose root is the worst that is kept.
  const places: number[] = []
  const worse = (a: number, b: number): boolean => {
    const [x, y] = [scores[from + a] as number, scores[from + b] as number]
    return x === y ? a > b : x < y
  }
  const swap = (i: number, j: number): void => {
    const held = places[i] as number
    places[i] = places[j] as number
    places[j] = held
  }
  const sink = (): void => {
    for (let i = 0; ;) {
      let least = i
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < places.length && worse(places[child] as number, places[least] as number)) least = child
      }
      if (least === i) return
      swap(i, least)
      i = least
    }
  }
  for (let place = 0; place < length; place++) {
    const score = scores[from + place] as number
    if (score === -Infinity) continue
    if (places.length < count) {
      places.push(place)
      for (let i = places.length - 1; i > 0 && worse(places[i] as number, places[(i - 1) >> 1] as number);) {
        swap(i, (i - 1) >> 1)
        i = (i - 1) >> 1
      }
    } else if (score > (scores[from + (places[0] as number)] as number)) {
      places[0] = place
      sink()
    }
  }
  return Int32Array.from(places.sort((a, b) => (worse(a, b) ? 1 : -1)))
}

/** Place of an item in the ranking, 1 the first, in the order that `highest` gives. */
export function rankOf(scores: ArrayLike<number>, item: number, from: number, length: number): number {
  const own = scores[from + item] as number
  let before = 0
  for (let place = 0; place < length; place++) {
    const score = scores[from + place] as number
    if (score > own || (score === own && place < item)) before++
  }
  return before + 1
}

/** Item vectors of length 1 (or 0 where nothing is known), row-major. */
export interface Vectors {
  size: number
  values: Float32Array
}

/** 1 less the mean cosine between two different items of a list; 0 of fewer than two. */
export function diversityOf(list: ArrayLike<number>, { size, values }: Vectors): number {
  const count = list.length
  if (count < 2) return 0
  const sum = new Float64Array(size)
  let own = 0
  for (let i = 0; i < count; i++) {
    const row = (list[i] as number) * size
    for (let d = 0; d < size; d++) {
      const value = values[row + d] ?? 0
      sum[d] = (sum[d] as number) + value
      own += value * value
    }
  }
  const together = sum.reduce((total, value) => total + value * value, 0)
  return 1 - (together - own) / (count * (count - 1))
}

/**
 * A list that weighs each next item's score against its likeness to those already taken: maximal marginal relevance
 * (Carbonell and Goldstein 1998).
 * @param candidates by falling score
 * @param diversity 0: the highest scores; 1: the most different items
 */
export function diversified(
  candidates: Int32Array,
  scores: ArrayLike<number>,
  vectors: Vectors,
  count: number,
  diversity: number,
): Int32Array {
  if (diversity === 0) return candidates.subarray(0, count)
  const [best, worst] = [scores[0] ?? 0, scores[candidates.length - 1] ?? 0]
  const range = best - worst || 1
  const likest = new Float64Array(candidates.length).fill(-1)
  const left = new Set(candidates.keys())
  const taken: number[] = []
  const { size, values } = vectors
  while (taken.length < count && left.size > 0) {
    let [chosen, most] = [-1, -Infinity]
    for (const place of left) {
      const relevance = ((scores[place] as number) - worst) / range
      const likeness = taken.length === 0 ? 0 : (likest[place] as number)
      const worth = (1 - diversity) * relevance - diversity * likeness
      if (worth > most) [chosen, most] = [place, worth]
    }
    left.delete(chosen)
    taken.push(candidates[chosen] as number)
    const row = (candidates[chosen] as number) * size
    for (const place of left) {
      const other = (candidates[place] as number) * size
      let cosine = 0
      for (let d = 0; d < size; d++) cosine += (values[row + d] ?? 0) * (values[other + d] ?? 0)
      likest[place] = Math.max(likest[place] as number, cosine)
    }
  }
  return Int32Array.from(taken)
}
