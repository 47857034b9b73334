import { logOdds, sigmoid } from './apply'

export interface Line {
  a: number
  b: number
}

const mostSteps = 100
/** Change of the loss per row, in nats, at which another step no longer matters. */
const settled = 1e-12
/** Keeps Newton's system solvable where the scores separate the classes. */
const ridge = 1e-10

/**
 * Platt's sigmoid on log-odds: the probability is sigmoid(a · logOdds(score) + b), fitted by Newton's method with
 * backtracking on smoothed targets (Platt 1999; Lin, Lin and Weng 2007). Never falls: where the best slope would be
 * negative the scores say nothing usable, and every row gets the share of positives.
 * @param scores uncalibrated probabilities of one class
 * @param positive 1 where the row is of that class
 */
export function fitPlatt(scores: Float64Array, positive: Uint8Array): Line {
  const rows = scores.length
  const positives = positive.reduce((sum, p) => sum + p, 0)
  const high = (positives + 1) / (positives + 2)
  const low = 1 / (rows - positives + 2)
  const x = scores.map(logOdds)
  const target = Float64Array.from(positive, (p) => (p === 1 ? high : low))
  const share = (positives * high + (rows - positives) * low) / rows
  const flat = { a: 0, b: Math.log(share / (1 - share)) }

  // Cross-entropy of targets, written so that large arguments do not overflow.
  const loss = ({ a, b }: Line): number => {
    let sum = 0
    for (let i = 0; i < rows; i++) {
      const f = a * (x[i] ?? 0) + b
      sum += (f > 0 ? f + Math.log1p(Math.exp(-f)) : Math.log1p(Math.exp(f))) - (target[i] ?? 0) * f
    }
    return sum
  }

  let line: Line = flat
  let now = loss(line)
  for (let step = 0; step < mostSteps; step++) {
    let ga = 0
    let gb = 0
    let haa = ridge
    let hab = 0
    let hbb = ridge
    for (let i = 0; i < rows; i++) {
      const xi = x[i] ?? 0
      const p = sigmoid(line.a * xi + line.b)
      const d = p - (target[i] ?? 0)
      const w = p * (1 - p)
      ga += d * xi
      gb += d
      haa += w * xi * xi
      hab += w * xi
      hbb += w
    }
    const determinant = haa * hbb - hab * hab
    const da = -(hbb * ga - hab * gb) / determinant
    const db = -(haa * gb - hab * ga) / determinant
    let size = 1
    let next = { a: line.a + da, b: line.b + db }
    let then = loss(next)
    while (then > now && size > settled) {
      size /= 2
      next = { a: line.a + size * da, b: line.b + size * db }
      then = loss(next)
    }
    if (!(then < now)) break
    const gain = now - then
    line = next
    now = then
    if (gain < settled * rows) break
  }
  return line.a > 0 ? line : flat
}
