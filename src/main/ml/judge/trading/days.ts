import { backtest, forwardReturn, type Backtest, type Market } from '../../trading'
import type { TradedRows } from '../types'

/** What one model's forecasts did, day by day: everything that is resampled is a sum over days. */
export interface TradedDays {
  test: Backtest
  /** Position-days, and those that earned. */
  held: Float64Array
  won: Float64Array
  /** Forecasts of the day's decisions by what came of them: said up or not, was up or not. */
  truePositive: Float64Array
  falsePositive: Float64Array
  falseNegative: Float64Array
  trueNegative: Float64Array
  /** Signal and what it was about, for rows whose future is known; with the index of the day of decision. */
  signals: Float64Array
  moves: Float64Array
  decided: Int32Array
}

/** Where several tickers are forecast on a day, up means above the day's middle. */
function centres(market: Market, rows: Int32Array, moves: Float64Array): Float64Array {
  const centre = new Float64Array(market.days.length)
  if (market.series.length < 2) return centre
  const byDay = new Map<number, number[]>()
  rows.forEach((row, i) => {
    const move = moves[i] ?? Number.NaN
    if (Number.isNaN(move)) return
    const day = market.dayOf[row] ?? -1
    const known = byDay.get(day)
    if (known === undefined) byDay.set(day, [move])
    else known.push(move)
  })
  for (const [day, known] of byDay) {
    known.sort((a, b) => a - b)
    const middle = (known.length - 1) / 2
    centre[day] = ((known[Math.floor(middle)] ?? 0) + (known[Math.ceil(middle)] ?? 0)) / 2
  }
  return centre
}

/** Trades a model's signals and counts what is measured of them. */
export function tradedDays({ market, rows }: TradedRows, signals: Float64Array): TradedDays {
  const test = backtest(market, rows, signals)
  const length = test.days.length
  const count = market.series.length
  const zeros = (): Float64Array => new Float64Array(length)
  const made: TradedDays = {
    test,
    held: zeros(),
    won: zeros(),
    truePositive: zeros(),
    falsePositive: zeros(),
    falseNegative: zeros(),
    trueNegative: zeros(),
    signals: new Float64Array(0),
    moves: new Float64Array(0),
    decided: new Int32Array(0),
  }
  for (let i = 1; i < length; i += 1) {
    const day = test.days[i] ?? 0
    for (let ticker = 0; ticker < count; ticker += 1) {
      const weight = test.weights[(i - 1) * count + ticker] ?? 0
      const at = day * count + ticker
      const move = (market.close[at] ?? NaN) / (market.before[at] ?? NaN) - 1
      if (weight === 0 || Number.isNaN(move)) continue
      made.held[i] = (made.held[i] ?? 0) + 1
      if (weight * move > 0) made.won[i] = (made.won[i] ?? 0) + 1
    }
  }
  const moves = Float64Array.from(rows, (row) => forwardReturn(market, row))
  const centre = centres(market, rows, moves)
  const first = (test.days[0] ?? 1) - 1
  const known: number[] = []
  rows.forEach((row, i) => {
    const at = (market.dayOf[row] ?? -1) - first
    const move = moves[i] ?? Number.NaN
    if (at < 0 || at >= length || Number.isNaN(move)) return
    known.push(i)
    const up = move > (centre[market.dayOf[row] ?? 0] ?? 0)
    const said = (signals[i] ?? 0) > 0
    const cell = said
      ? up
        ? made.truePositive
        : made.falsePositive
      : up
        ? made.falseNegative
        : made.trueNegative
    cell[at] = (cell[at] ?? 0) + 1
  })
  made.signals = Float64Array.from(known, (i) => signals[i] ?? 0)
  made.moves = Float64Array.from(known, (i) => moves[i] ?? 0)
  made.decided = Int32Array.from(known, (i) => (market.dayOf[rows[i] ?? 0] ?? 0) - first)
  return made
}
