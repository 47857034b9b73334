/**
 * Indicators of technical analysis, each at the close of a day from that day and those before it. NaN until there are
 * enough days. Definitions as Wilder (1978), Appel and Bollinger give them; nothing here looks forward.
 */

/** Mean of the last `n` values. */
export function sma(values: Float64Array, n: number): Float64Array {
  const out = new Float64Array(values.length).fill(Number.NaN)
  let sum = 0
  let known = 0
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN
    // A gap begins the window anew: no mean over what is not there.
    if (Number.isNaN(value)) [sum, known] = [0, 0]
    else {
      sum += value
      known += 1
      if (known > n) sum -= values[i - n] ?? 0
      if (known >= n) out[i] = sum / n
    }
  }
  return out
}

/** Sample standard deviation of the last `n` values. */
export function rollingDeviation(values: Float64Array, n: number): Float64Array {
  const out = new Float64Array(values.length).fill(Number.NaN)
  for (let i = n - 1; i < values.length; i += 1) {
    let sum = 0
    for (let k = i - n + 1; k <= i; k += 1) sum += values[k] ?? Number.NaN
    const mean = sum / n
    let squares = 0
    for (let k = i - n + 1; k <= i; k += 1) squares += ((values[k] ?? Number.NaN) - mean) ** 2
    out[i] = Math.sqrt(squares / (n - 1))
  }
  return out
}

/** Exponential mean with weight 2 / (n + 1), begun at the first value. */
function ema(values: Float64Array, n: number): Float64Array {
  return smoothed(values, 2 / (n + 1), n)
}

function smoothed(values: Float64Array, weight: number, n: number): Float64Array {
  const out = new Float64Array(values.length).fill(Number.NaN)
  let level = Number.NaN
  let known = 0
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN
    if (!Number.isNaN(value)) {
      level = Number.isNaN(level) ? value : level + weight * (value - level)
      known += 1
    }
    if (known >= n) out[i] = level
  }
  return out
}

/** Relative strength, 0 to 100, with Wilder's smoothing. */
export function rsi(close: Float64Array, n = 14): Float64Array {
  const change = close.map((price, i) => (i === 0 ? Number.NaN : price - (close[i - 1] ?? price)))
  const up = smoothed(
    change.map((c) => Math.max(0, c)),
    1 / n,
    n,
  )
  const down = smoothed(
    change.map((c) => Math.max(0, -c)),
    1 / n,
    n,
  )
  return up.map((gain, i) => {
    const loss = down[i] ?? Number.NaN
    return gain + loss === 0 ? 50 : (100 * gain) / (gain + loss)
  })
}

/** Moving average convergence and divergence: 12 less 26 days, and its 9-day signal line. */
export function macd(close: Float64Array): { line: Float64Array; signal: Float64Array } {
  const slow = ema(close, 26)
  const line = ema(close, 12).map((fast, i) => fast - (slow[i] ?? Number.NaN))
  return { line, signal: ema(line, 9) }
}

/** Average true range with Wilder's smoothing. */
export function averageTrueRange(
  { high, low, close }: { high: Float64Array; low: Float64Array; close: Float64Array },
  n = 14,
): Float64Array {
  const range = high.map((h, i) => {
    const l = low[i] ?? h
    const before = close[i - 1]
    return before === undefined ? h - l : Math.max(h - l, Math.abs(h - before), Math.abs(l - before))
  })
  return smoothed(range, 1 / n, n)
}

/** Bollinger's bands: the mean of 20 days, two deviations (over n, as he has it) to either side. */
export function bollinger(
  close: Float64Array,
  n = 20,
): { middle: Float64Array; low: Float64Array; high: Float64Array } {
  const middle = sma(close, n)
  const half = rollingDeviation(close, n).map((deviation) => 2 * deviation * Math.sqrt((n - 1) / n))
  return {
    middle,
    low: middle.map((mean, i) => mean - (half[i] ?? Number.NaN)),
    high: middle.map((mean, i) => mean + (half[i] ?? Number.NaN)),
  }
}

/** Where the close stands in the range of the last `n` days, 0 to 1 (Lane's %K). */
export function stochastic(
  { high, low, close }: { high: Float64Array; low: Float64Array; close: Float64Array },
  n = 14,
): Float64Array {
  return close.map((price, i) => {
    if (i < n - 1) return Number.NaN
    let [highest, lowest] = [-Infinity, Infinity]
    for (let k = i - n + 1; k <= i; k += 1) {
      highest = Math.max(highest, high[k] ?? highest)
      lowest = Math.min(lowest, low[k] ?? lowest)
    }
    return highest > lowest ? (price - lowest) / (highest - lowest) : 0.5
  })
}
