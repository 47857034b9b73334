export interface Knots {
  x: number[]
  y: number[]
}

/** A stretch of scores that share one probability: `sum` of `n` rows were positive. */
interface Block {
  from: number
  to: number
  sum: number
  n: number
}

/**
 * Isotonic calibration: the rising steps nearest to the outcomes in squares, by pooling adjacent violators (Ayer et
 * al. 1955; Zadrozny and Elkan 2002), joined by straight lines. Ends stay inside 1/(n + 2) and (n + 1)/(n + 2), as
 * Platt's targets do: no finite sample proves a certainty.
 * @param scores uncalibrated probabilities of one class
 * @param positive 1 where the row is of that class
 */
export function fitIsotonic(scores: Float64Array, positive: Uint8Array): Knots {
  const rows = scores.length
  const order = Int32Array.from(scores, (_, row) => row).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0))
  // One block a score first: equal scores must get equal probabilities, whatever the order of rows.
  const blocks: Block[] = []
  for (const row of order) {
    const score = scores[row] ?? 0
    const held = positive[row] ?? 0
    const last = blocks.at(-1)
    if (last?.to === score) {
      last.sum += held
      last.n += 1
    } else {
      blocks.push({ from: score, to: score, sum: held, n: 1 })
    }
  }
  const pooled: Block[] = []
  for (const block of blocks) {
    let current = block
    for (let before = pooled.at(-1); before !== undefined; before = pooled.at(-1)) {
      if (before.sum / before.n < current.sum / current.n) break
      pooled.pop()
      const { sum, n } = current
      current = { from: before.from, to: current.to, sum: before.sum + sum, n: before.n + n }
    }
    pooled.push(current)
  }
  const lowest = 1 / (rows + 2)
  const knots: Knots = { x: [], y: [] }
  for (const { from, to, sum, n } of pooled) {
    const y = Math.min(1 - lowest, Math.max(lowest, sum / n))
    knots.x.push(from)
    knots.y.push(y)
    if (to > from) {
      knots.x.push(to)
      knots.y.push(y)
    }
  }
  return knots
}
