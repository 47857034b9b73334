/** Steps that the curvature is estimated from. */
const memory = 10
const mostIterations = 300
/** Share of the loss below which an iteration no longer matters. */
const settled = 1e-7
/** Sufficient decrease (Armijo). */
const decrease = 1e-4
const mostHalvings = 30

/** A smooth function: fills `gradient` and gives the value. */
export type Objective = (at: Float64Array, gradient: Float64Array) => number

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)

/**
 * Minimises a convex function by L-BFGS with backtracking (Nocedal and Wright 2006, algorithm 7.5).
 * @param start changed in place to the minimum
 * @param breathe called once an iteration
 */
export async function minimise(
  objective: Objective,
  start: Float64Array,
  breathe: () => Promise<void>,
): Promise<void> {
  const size = start.length
  let gradient = new Float64Array(size)
  let value = objective(start, gradient)
  const pairs: { s: Float64Array; y: Float64Array; rho: number }[] = []
  for (let iteration = 0; iteration < mostIterations; iteration += 1) {
    await breathe()
    const direction = gradient.map((g) => -g)
    const alphas: number[] = []
    for (const { s, y, rho } of [...pairs].reverse()) {
      const alpha = rho * dot(s, direction)
      alphas.unshift(alpha)
      for (let i = 0; i < size; i += 1) direction[i] = (direction[i] ?? 0) - alpha * (y[i] ?? 0)
    }
    const last = pairs.at(-1)
    const scale =
      last === undefined
        ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)))
        : 1 / (last.rho * dot(last.y, last.y))
    for (let i = 0; i < size; i += 1) direction[i] = (direction[i] ?? 0) * scale
    pairs.forEach(({ s, y, rho }, at) => {
      const beta = rho * dot(y, direction)
      const by = (alphas[at] ?? 0) - beta
      for (let i = 0; i < size; i += 1) direction[i] = (direction[i] ?? 0) + by * (s[i] ?? 0)
    })

    const slope = dot(gradient, direction)
    if (slope >= 0) return
    const next = new Float64Array(size)
    const nextGradient = new Float64Array(size)
    let step = 1
    let nextValue = Infinity
    for (let halving = 0; halving < mostHalvings; halving += 1) {
      for (let i = 0; i < size; i += 1) next[i] = (start[i] ?? 0) + step * (direction[i] ?? 0)
      nextValue = objective(next, nextGradient)
      if (nextValue <= value + decrease * step * slope) break
      step /= 2
    }
    if (!(nextValue < value)) return
    const s = next.map((x, i) => x - (start[i] ?? 0))
    const y = nextGradient.map((g, i) => g - (gradient[i] ?? 0))
    const curvature = dot(s, y)
    if (curvature > 1e-12) {
      pairs.push({ s, y, rho: 1 / curvature })
      if (pairs.length > memory) pairs.shift()
    }
    const gained = value - nextValue
    start.set(next)
    gradient = nextGradient
    value = nextValue
    if (gained <= settled * Math.max(1, Math.abs(value))) return
  }
}
