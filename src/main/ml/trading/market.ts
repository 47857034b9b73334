import type { TradingRules } from './account'
import type { BadBars, Series, SuspectedSplit } from './bars'

/** How signals become positions. */
export interface TradingPolicy {
  /** `long`: positions are never negative. */
  direction: 'long' | 'both'
  /** Of several tickers, the share with the highest signals that is held (and the lowest that is sold short). */
  holdShare: number
  /** A ticker is kept until it is no longer among this many times as many: turnover costs. */
  buffer: number
}

/** Prices on a calendar that all tickers share, with the rules they are traded by. */
export interface Market {
  /** Days on which any ticker has a price, ascending, ms since 1970 UTC. */
  days: Float64Array
  series: readonly Series[]
  /** Of each row of the table: day, ticker and place in its series; -1 where the row is no day of a series. */
  dayOf: Int32Array
  tickerOf: Int32Array
  placeOf: Int32Array
  /** days × tickers, NaN where a ticker has no price on a day. `before`: its last close before that day. */
  open: Float64Array
  close: Float64Array
  before: Float64Array
  rules: TradingRules
  policy: TradingPolicy
  /** Sessions that a forecast looks ahead. */
  horizon: number
  /** What was wrong with the rows, whatever was done about it. */
  bad: BadBars
  /** Splits that the prices as they stand do not show. */
  splits: readonly SuspectedSplit[]
}

/** Lays series out on one calendar. @param rows rows of the table they came from */
export function marketOf(
  series: readonly Series[],
  rows: number,
  settings: Pick<Market, 'rules' | 'policy' | 'horizon' | 'bad' | 'splits'>,
): Market {
  const days = Float64Array.from(new Set(series.flatMap(({ dates }) => [...dates]))).sort()
  const dayAt = new Map(Array.from(days, (date, day) => [date, day]))
  const count = series.length
  const matrix = (): Float64Array => new Float64Array(days.length * count).fill(Number.NaN)
  const market: Market = {
    ...settings,
    days,
    series,
    dayOf: new Int32Array(rows).fill(-1),
    tickerOf: new Int32Array(rows).fill(-1),
    placeOf: new Int32Array(rows).fill(-1),
    open: matrix(),
    close: matrix(),
    before: matrix(),
  }
  series.forEach((one, ticker) => {
    one.rows.forEach((row, place) => {
      const day = dayAt.get(one.dates[place] ?? Number.NaN) ?? -1
      market.dayOf[row] = day
      market.tickerOf[row] = ticker
      market.placeOf[row] = place
      const at = day * count + ticker
      market.open[at] = one.open[place] ?? Number.NaN
      market.close[at] = one.close[place] ?? Number.NaN
      market.before[at] = one.close[place - 1] ?? Number.NaN
    })
  })
  return market
}

/**
 * Log return of what a decision at the close of a row's day can earn: bought at the next open, sold `horizon` sessions
 * later at the open. NaN where that is not known yet.
 */
export function forwardReturn({ series, tickerOf, placeOf, horizon }: Market, row: number): number {
  const one = series[tickerOf[row] ?? -1]
  const place = placeOf[row] ?? -1
  if (one === undefined || place < 0) return Number.NaN
  return Math.log((one.open[place + 1 + horizon] ?? Number.NaN) / (one.open[place + 1] ?? Number.NaN))
}
