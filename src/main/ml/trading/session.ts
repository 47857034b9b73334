import type { ReturnCalibration } from '../calibration'
import { choose } from './backtest'
import type { Market } from './market'

/** What a calibrated score means for one row. */
export interface ReturnForecast {
  up: number
  expected: number
  low: number
  high: number
}

/**
 * The return that a score stands for, in shares (0.01 is 1 %): nine in ten lie between low and high.
 * @param volatility of a day; NaN where nothing is known of the row, and then everything is
 */
export function returnForecast(
  calibration: ReturnCalibration,
  score: number,
  volatility: number,
  horizon: number,
): ReturnForecast {
  const { offset, slope, upOffset, upSlope, low, high } = calibration
  const scale = volatility * Math.sqrt(horizon)
  const centre = offset + slope * score
  const share = (deviations: number): number => Math.expm1(deviations * scale)
  return {
    up: 1 / (1 + Math.exp(-(upOffset + upSlope * score))),
    expected: share(centre),
    low: share(centre + low),
    high: share(centre + high),
  }
}

/** The side that the backtest would take for each ticker, from the signals of one day; positions before it count as none. */
export function sidesFor(market: Market, signals: Float64Array): Int8Array {
  return choose(signals, new Int8Array(signals.length), market).sides
}

const dayMs = 86_400_000

/** The day so many sessions after a day, from Monday to Friday: holidays are not known here. */
export function sessionAfter(date: number, sessions: number): number {
  let day = date
  for (let left = sessions; left > 0;) {
    day += dayMs
    const weekday = new Date(day).getUTCDay()
    if (weekday !== 0 && weekday !== 6) left -= 1
  }
  return day
}
