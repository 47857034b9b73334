import type { BarsView } from '#shared/trading'
import { AppError } from '#shared/errors'
import { PART } from '../../../data'
import { backtest, bollinger, rsi, sma } from '../../../ml'
import type { Answer } from '../job'
import { readScores, scoresOf } from '../ladder'
import { findTemplate, paramsOf } from '../plan'
import { openProblem } from '../problem'

const iso = (date: number): string => new Date(date).toISOString().slice(0, 10)
/** As a chart draws it. */
const rounded = (value: number): number => Number(value.toPrecision(7))
const known = (values: Float64Array): (number | null)[] =>
  Array.from(values, (value) => (Number.isFinite(value) ? rounded(value) : null))

/** The open days of one ticker with indicators, the signals of a model, and the trades that they led to. */
export const bars: Answer<'bars'> = async ({ data, model, params: asked, ticker }) => {
  const params = paramsOf(findTemplate(data.template), { ...data, params: asked, quick: false })
  const market = openProblem(data, params).market()
  if (market === null) throw new AppError('unknown-method', { name: 'results.bars' })
  const at = Math.max(
    0,
    market.series.findIndex((one) => one.ticker === ticker),
  )
  const series = market.series[at]
  if (series === undefined) throw new AppError('no-data-rows')
  const signals = new Float64Array(series.rows.length).fill(Number.NaN)
  const trades: BarsView['trades'] = []
  const stored = await readScores(model.predictions)
  for (const part of [PART.validation, PART.test]) {
    const { rows, scores } = scoresOf(stored, part)
    rows.forEach((row, i) => {
      if (market.tickerOf[row] === at) signals[market.placeOf[row] ?? 0] = scores[i] ?? Number.NaN
    })
    const { days, weights } = backtest(market, rows, scores)
    const placeOf = new Map(Array.from(series.dates, (date, place) => [date, place]))
    let before = 0
    days.forEach((day, i) => {
      const side = Math.sign(weights[i * market.series.length + at] ?? 0)
      const place = placeOf.get(market.days[day] ?? Number.NaN)
      if (side !== before && place !== undefined) trades.push({ at: place, side: side as 1 | 0 | -1 })
      before = side
    })
  }
  const { low, high } = bollinger(series.close)
  return {
    tickers: market.series.map((one) => one.ticker),
    ticker: series.ticker,
    days: Array.from(series.dates, iso),
    open: Array.from(series.open, rounded),
    high: Array.from(series.high, rounded),
    low: Array.from(series.low, rounded),
    close: Array.from(series.close, rounded),
    volume: known(series.volume),
    indicators: {
      mean20: known(sma(series.close, 20)),
      mean60: known(sma(series.close, 60)),
      bandLow: known(low),
      bandHigh: known(high),
      rsi: known(rsi(series.close)),
    },
    signals: known(signals),
    trades,
  }
}
