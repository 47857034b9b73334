import { normalQuantile } from '../stats'

/** Standard normal distribution function (Hart 1968 as West 2005 gives it), to about 1e-15. */
export function normalShare(x: number): number {
  const z = Math.abs(x)
  if (z > 37) return x > 0 ? 1 : 0
  const e = Math.exp((-z * z) / 2)
  let tail: number
  if (z < 7.07106781186547) {
    const top = [
      220.206867912376, 221.213596169931, 112.079291497871, 33.912866078383, 6.37396220353165,
      0.700383064443688, 0.0352624965998911,
    ]
    const bottom = [
      440.413735824752, 793.826512519948, 637.333633378831, 296.564248779674, 86.7807322029461,
      16.064177579207, 1.75566716318264, 0.0883883476483184,
    ]
    const at = (of: readonly number[]): number => of.reduceRight((sum, c) => sum * z + c, 0)
    tail = (e * at(top)) / at(bottom)
  } else {
    tail = e / (z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 0.65))))) / 2.506628274631
  }
  return x > 0 ? 1 - tail : tail
}

export interface Moments {
  mean: number
  /** Over n − 1. */
  deviation: number
  skew: number
  /** Not in excess: 3 for a normal. */
  kurtosis: number
}

export function momentsOf(values: ArrayLike<number>): Moments {
  const n = values.length
  let mean = 0
  for (let i = 0; i < n; i += 1) mean += (values[i] ?? 0) / n
  let [two, three, four] = [0, 0, 0]
  for (let i = 0; i < n; i += 1) {
    const d = (values[i] ?? 0) - mean
    two += (d * d) / n
    three += d ** 3 / n
    four += d ** 4 / n
  }
  const flat = two < 1e-30
  return {
    mean,
    deviation: Math.sqrt((two * n) / Math.max(1, n - 1)),
    skew: flat ? 0 : three / two ** 1.5,
    kurtosis: flat ? 3 : four / (two * two),
  }
}

/** Sharpe ratio of one period, without a riskless rate; 0 where nothing moves. */
export function sharpeOf(returns: ArrayLike<number>): number {
  const { mean, deviation } = momentsOf(returns)
  return deviation > 1e-12 ? mean / deviation : 0
}

const eulerMascheroni = 0.5772156649015329

/**
 * Sharpe ratio that the best of `trials` worthless strategies is expected to show (Bailey and López de Prado 2014).
 * @param variance of the trials' Sharpe ratios, per period squared
 */
export function expectedBestSharpe(trials: number, variance: number): number {
  if (trials < 2) return 0
  const a = normalQuantile(1 - 1 / trials)
  const b = normalQuantile(1 - 1 / (trials * Math.E))
  return Math.sqrt(variance) * ((1 - eulerMascheroni) * a + eulerMascheroni * b)
}

/**
 * Probability that the true Sharpe ratio is above what luck over so many tries would show: Bailey and López de Prado,
 * The Deflated Sharpe Ratio (2014). All of one period, none a year; kurtosis not in excess; the root holds days − 1.
 */
export function deflatedSharpe(of: {
  sharpe: number
  days: number
  skew: number
  kurtosis: number
  trials: number
  variance: number
}): number {
  const { sharpe, days, skew, kurtosis, trials, variance } = of
  const spread = 1 - skew * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe
  const best = expectedBestSharpe(trials, variance)
  return normalShare(((sharpe - best) * Math.sqrt(days - 1)) / Math.sqrt(Math.max(1e-12, spread)))
}

/**
 * Standard error of a mean whose terms hang together over time: Newey and West (1987) with Bartlett weights, the lag
 * by their rule 4 (n / 100)^(2/9), and at least `least` (forecasts over h sessions overlap by h − 1).
 */
export function neweyWestError(values: ArrayLike<number>, least = 0): number {
  const n = values.length
  const lags = Math.min(n - 1, Math.max(least, Math.floor(4 * (n / 100) ** (2 / 9))))
  let mean = 0
  for (let i = 0; i < n; i += 1) mean += (values[i] ?? 0) / n
  let sum = 0
  for (let lag = 0; lag <= lags; lag += 1) {
    let own = 0
    for (let i = lag; i < n; i += 1) own += ((values[i] ?? 0) - mean) * ((values[i - lag] ?? 0) - mean)
    sum += (lag === 0 ? 1 : 2 * (1 - lag / (lags + 1))) * own
  }
  return Math.sqrt(Math.max(0, sum) / n / n)
}
