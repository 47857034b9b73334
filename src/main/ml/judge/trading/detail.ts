import { random } from '#shared/random'
import type { Difference } from '#shared/results'
import type { DeflatedSharpe, TradingDetail, TradingSpan } from '#shared/trading'
import { bootstrap, deviation, resampleBlocks, z95 } from '../../stats'
import { permutationNull, rollingDeviation, type Market } from '../../trading'
import type { TradedDays } from './days'

/** As a chart draws it; more digits would only make the file large. */
const rounded = (value: number): number => Math.round(value * 1e5) / 1e5

const isoDay = (date: number): string => new Date(date).toISOString().slice(0, 10)

const compounded = (returns: readonly number[]): number =>
  returns.reduce((level, r) => level * (1 + r), 1) - 1

/** Fewer days have no interval. */
const leastDays = 40
const spanDraws = 500

/** Mean block of the stationary bootstrap for so many days: the cube root (Politis and White 2004 give that order). */
export function blockLength(days: number, horizon: number): number {
  return Math.max(horizon, Math.round(Math.cbrt(days)), 2)
}

async function meanInterval(values: Float64Array, seed: number, horizon: number): Promise<Difference> {
  const value = values.reduce((sum, v) => sum + v, 0) / Math.max(1, values.length)
  if (values.length < leastDays) return { value, low: null, high: null }
  const resample = resampleBlocks(
    values.length,
    blockLength(values.length, horizon),
    random(seed).fork('span'),
  )
  const statistic = {
    size: 1,
    compute(weights: Int32Array, out: Float64Array) {
      let sum = 0
      for (let i = 0; i < weights.length; i += 1) sum += (weights[i] as number) * (values[i] as number)
      out[0] = sum / weights.length
    },
  }
  const [draws] = await bootstrap([statistic], values.length, resample, { draws: spanDraws })
  const half = z95 * deviation(draws?.[0] ?? new Float64Array(0))
  return { value, low: value - half, high: value + half }
}

/** Mean return of all tickers on each day, close to close. */
function marketReturns(market: Market): Float64Array {
  const count = market.series.length
  return Float64Array.from(market.days, (_, day) => {
    let [sum, n] = [0, 0]
    for (let ticker = 0; ticker < count; ticker += 1) {
      const move =
        (market.close[day * count + ticker] ?? NaN) / (market.before[day * count + ticker] ?? NaN) - 1
      if (Number.isNaN(move)) continue
      sum += move
      n += 1
    }
    return n === 0 ? 0 : sum / n
  })
}

const trendDays = 120
const calmDays = 20

/** The state of the market on the day before each test day: rising or falling over six months, calm or wild. */
function regimesOf(market: Market, days: Int32Array): string[] {
  const returns = marketReturns(market)
  const volatility = rollingDeviation(returns, calmDays)
  const past = [...volatility.subarray(0, (days[0] ?? 0) + 1)]
    .filter((v) => !Number.isNaN(v))
    .sort((a, b) => a - b)
  const usual = past[Math.floor(past.length / 2)] ?? Number.NaN
  return Array.from(days, (day) => {
    let trend = 0
    for (let k = Math.max(0, day - trendDays); k < day; k += 1) trend += returns[k] ?? 0
    const wild = (volatility[day - 1] ?? usual) > usual
    return `${trend >= 0 ? 'rising' : 'falling'}-${wild ? 'wild' : 'calm'}`
  })
}

async function spansOf(
  names: readonly string[],
  net: Float64Array,
  baseline: Float64Array,
  seed: number,
  horizon: number,
): Promise<TradingSpan[]> {
  const spans: TradingSpan[] = []
  for (const id of [...new Set(names)].sort()) {
    const at = [...names.keys()].filter((i) => names[i] === id)
    const difference = Float64Array.from(at, (i) => (net[i] ?? 0) - (baseline[i] ?? 0))
    spans.push({
      id,
      days: at.length,
      net: rounded(compounded(at.map((i) => net[i] ?? 0))),
      baseline: rounded(compounded(at.map((i) => baseline[i] ?? 0))),
      difference: await meanInterval(difference, seed, horizon),
    })
  }
  return spans
}

const deciles = 10
const leastInDecile = 10

/** Mean return of each tenth of the forecasts. Null where forecasts are too few or too much alike to be ranked. */
function decilesOf({ signals, moves }: TradedDays): TradingDetail['deciles'] {
  if (signals.length < deciles * leastInDecile || new Set(signals).size < deciles) return []
  const order = Array.from(signals.keys()).sort((a, b) => (signals[a] ?? 0) - (signals[b] ?? 0))
  return Array.from({ length: deciles }, (_, k) => {
    const from = Math.floor((k * order.length) / deciles)
    const to = Math.floor(((k + 1) * order.length) / deciles)
    const own = Float64Array.from(order.slice(from, to), (i) => Math.expm1(moves[i] ?? 0))
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length
    const half = (z95 * deviation(own)) / Math.sqrt(own.length)
    return { mean, low: mean - half, high: mean + half, n: own.length }
  })
}

function spreadOf(all: TradingDetail['deciles']): Difference {
  const [first, last] = [all[0], all.at(-1)]
  if (first === undefined || last === undefined) return { value: null, low: null, high: null }
  const value = last.mean - first.mean
  const half = Math.hypot(last.high - last.mean, first.high - first.mean)
  return { value, low: value - half, high: value + half }
}

const naiveShown = 120

/** What the model said the next close would be, beside yesterday's close: one ticker, forecasts of a return. */
function naiveOf(market: Market, rows: Int32Array, signals: Float64Array): TradingDetail['naive'] {
  const [series] = market.series
  if (market.series.length !== 1 || series === undefined || market.horizon !== 1) return null
  const returns = series.close.map((close, i) => Math.log(close / (series.close[i - 1] ?? NaN)))
  const volatility = rollingDeviation(returns, calmDays)
  const points: { day: string; price: number; forecast: number; last: number }[] = []
  let [own, naive, n] = [0, 0, 0]
  rows.forEach((row, i) => {
    const place = market.placeOf[row] ?? -1
    const [last, price] = [series.close[place], series.close[place + 1]]
    const scale = volatility[place] ?? Number.NaN
    if (place < 0 || last === undefined || price === undefined || Number.isNaN(scale)) return
    const forecast = last * Math.exp((signals[i] ?? 0) * scale)
    own += Math.log(price / forecast) ** 2
    naive += Math.log(price / last) ** 2
    n += 1
    points.push({ day: isoDay(series.dates[place + 1] ?? 0), price, forecast, last })
  })
  if (n === 0) return null
  const shown = points.slice(-naiveShown)
  return {
    days: shown.map(({ day }) => day),
    price: shown.map(({ price }) => rounded(price)),
    forecast: shown.map(({ forecast }) => rounded(forecast)),
    last: shown.map(({ last }) => rounded(last)),
    error: Math.sqrt(own / n),
    lastError: Math.sqrt(naive / n),
  }
}

export interface DetailInput {
  market: Market
  rows: Int32Array
  signals: Float64Array
  days: TradedDays
  /** Net returns of the best baseline on the same days. */
  baseline: Float64Array
  deflated: DeflatedSharpe | null
  /** Rules are no forecasts of a price. */
  forecasts: boolean
  seed: number
}

/** Everything that Compare and the report draw of one model, beside its metrics. */
export async function tradingDetail(input: DetailInput): Promise<TradingDetail> {
  const { market, days, baseline, seed } = input
  const { test } = days
  const length = test.days.length
  const mean = (values: ArrayLike<number>): number => {
    let sum = 0
    for (let i = 0; i < values.length; i += 1) sum += values[i] ?? 0
    return sum / Math.max(1, values.length)
  }
  const [net, cost, turnover] = [mean(test.net), mean(test.costs), mean(test.turnover)]
  const gross = net + cost
  const dates = Array.from(test.days, (day) => isoDay(market.days[day] ?? 0))
  let level = 1
  const equity = Array.from(test.net, (value) => rounded((level *= 1 + value)))
  const found = permutationNull(market, test, random(seed).fork('permutation'))
  const nullMeans = found?.means ?? new Float64Array(0)
  const quantile = (share: number): number => nullMeans[Math.floor(share * (nullMeans.length - 1))] ?? 0
  const { commission, slippage, stampDuty } = market.rules
  const tenths = decilesOf(days)
  const perSide = (above: number): number | null => (turnover > 1e-9 ? above / turnover : null)
  let exposure = 0
  for (const weight of test.weights) exposure += Math.abs(weight)
  return {
    days: dates,
    equity,
    turnover: Array.from(test.turnover, rounded),
    perDay: { net, gross, turnover, cost },
    breakEven: {
      zero: perSide(gross),
      baseline: perSide(gross - mean(baseline)),
      assumed: commission + slippage + stampDuty / 2,
    },
    exposure: exposure / Math.max(1, length),
    years: await spansOf(
      dates.map((day) => day.slice(0, 4)),
      test.net,
      baseline,
      seed,
      market.horizon,
    ),
    regimes: await spansOf(regimesOf(market, test.days), test.net, baseline, seed, market.horizon),
    null:
      found === null || turnover < 1e-9
        ? null
        : {
            draws: found.draws,
            low: Array.from(found.low, rounded),
            middle: Array.from(found.middle, rounded),
            high: Array.from(found.high, rounded),
            means: { low: quantile(0.05), middle: quantile(0.5), high: quantile(0.95) },
            p: found.p,
          },
    deflated: input.deflated,
    deciles: tenths,
    spread: spreadOf(tenths),
    naive: input.forecasts ? naiveOf(market, input.rows, input.signals) : null,
    refused: Object.entries(test.refused).map(([reason, count]) => ({ reason, count: count ?? 0 })),
  }
}
