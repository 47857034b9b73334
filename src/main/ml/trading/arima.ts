import type { Series } from './bars'
import { sequenceDays } from './features'

/** ARIMA(1, 0, 1) of daily returns: r_t = c + φ (r_{t−1} − c) + e_t + θ e_{t−1}. */
export interface Arima {
  constant: number
  phi: number
  theta: number
}

/** Within this the process is stationary and can be inverted, with some room. */
const edge = 0.95

/** Conditional sum of squares of several series with the same coefficients. */
function squares(returns: readonly Float64Array[], { constant, phi, theta }: Arima): number {
  let sum = 0
  for (const own of returns) {
    let [before, error] = [0, 0]
    for (const value of own) {
      const now = value - constant
      error = now - phi * before - theta * error
      before = now
      sum += error * error
    }
  }
  return sum
}

/**
 * Fits by the least conditional sum of squares (Box and Jenkins): a grid over φ and θ, then ever smaller steps around
 * the best. Coefficients are shared by all series.
 */
export async function fitArima(series: readonly Series[], breathe: () => Promise<void>): Promise<Arima> {
  const returns = series.map(({ close }) =>
    Float64Array.from({ length: Math.max(0, close.length - 1) }, (_, i) =>
      Math.log((close[i + 1] ?? NaN) / (close[i] ?? NaN)),
    ),
  )
  const days = returns.reduce((sum, own) => sum + own.length, 0)
  const constant = returns.reduce((sum, own) => sum + own.reduce((a, b) => a + b, 0), 0) / Math.max(1, days)
  let best: Arima = { constant, phi: 0, theta: 0 }
  let least = squares(returns, best)
  const attempt = (phi: number, theta: number): void => {
    if (Math.abs(phi) > edge || Math.abs(theta) > edge) return
    const one = { constant, phi, theta }
    const sum = squares(returns, one)
    if (sum < least) [best, least] = [one, sum]
  }
  for (let phi = -0.9; phi < 0.95; phi += 0.3) {
    for (let theta = -0.9; theta < 0.95; theta += 0.3) attempt(phi, theta)
    await breathe()
  }
  for (let step = 0.15; step > 1e-3; step /= 2) {
    const { phi, theta } = best
    for (const [a, b] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
      [1, 1],
      [1, -1],
      [-1, 1],
      [-1, -1],
    ] as const) {
      attempt(phi + a * step, theta + b * step)
    }
    await breathe()
  }
  return best
}

/** The forecast as a sum over past returns: coefficient of each lag, from 1 on (the process inverted, cut off). */
export function arimaLags({ phi, theta }: Arima, lags = sequenceDays): Float64Array {
  return Float64Array.from({ length: lags }, (_, i) => (phi + theta) * (-theta) ** i)
}
