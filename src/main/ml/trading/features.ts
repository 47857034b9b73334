import type { Series } from './bars'
import { averageTrueRange, macd, rollingDeviation, rsi, sma, stochastic } from './indicators'

/** Days over which the volatility of a return is told. */
const volatilityDays = 20
/** Days of history without which most features are unknown: what a prediction needs. */
export const historyNeeded = 61

/** Returns beyond this many deviations say no more than this. */
const widest = 5
const clip = (value: number): number => Math.max(-widest, Math.min(widest, value))

/** The daily volatility that targets are scaled by; no feature itself. */
export const volatilityColumn = 'volatility'

/** Features of one ticker, and those that compare tickers on a day. */
const ownFeatures = [
  'return-1',
  'return-2',
  'return-3',
  'return-4',
  'return-5',
  'momentum-5',
  'momentum-10',
  'momentum-20',
  'momentum-60',
  'momentum-120',
  'momentum-12-1',
  'close-to-mean-20',
  'mean-5-to-mean-20',
  'volatility-5-to-20',
  'volatility-20-to-60',
  'rsi-14',
  'macd',
  'stochastic-14',
  'true-range-14',
  'gap',
  'intraday',
  'range',
  'close-in-range',
  'volume-to-mean-20',
  'volume-5-to-20',
  'force-index',
] as const
const panelFeatures = ['rank-return-1', 'rank-momentum-20', 'rank-volume', 'market-return-1'] as const

/** Days of returns and volumes that sequence models read. */
export const sequenceDays = 30
export const sequenceNames: readonly { name: string; kind: 'return' | 'volume'; lag: number }[] = [
  ...Array.from({ length: sequenceDays }, (_, i) => ({
    name: `return-${String(i + 1)}`,
    kind: 'return' as const,
    lag: i,
  })),
  ...Array.from({ length: sequenceDays }, (_, i) => ({
    name: `volume-${String(i + 1)}`,
    kind: 'volume' as const,
    lag: i,
  })),
]

/** Names of the features, in the order in which models read them. */
export const featureNames: readonly string[] = [...ownFeatures, ...panelFeatures]

/** Fewer tickers on a day have no ranks worth a feature. */
const fewestRanked = 5

type Columns = Map<string, Float64Array>

/** Features of one series from its own days; every one at day t from days up to t. */
function ownColumns(series: Series): Columns {
  const { open, high, low, close, volume, rawClose } = series
  const days = close.length
  const make = (of: (i: number) => number): Float64Array =>
    Float64Array.from({ length: days }, (_, i) => of(i))
  const log = close.map(Math.log)
  const returns = make((i) => (log[i] ?? NaN) - (log[i - 1] ?? NaN))
  const v20 = rollingDeviation(returns, volatilityDays)
  const v5 = rollingDeviation(returns, 5)
  const v60 = rollingDeviation(returns, 60)
  // A price that does not move has no volatility to scale by.
  const scale = v20.map((v) => (v > 1e-8 ? v : Number.NaN))
  const over = (value: number, i: number, days = 1): number =>
    clip(value / ((scale[i] ?? NaN) * Math.sqrt(days)))
  const momentum = (from: number, to: number) =>
    make((i) => over((log[i - to] ?? NaN) - (log[i - from] ?? NaN), i, from - to))
  const [mean5, mean20] = [sma(log, 5), sma(log, 20)]
  const { line, signal } = macd(close)
  const range = averageTrueRange(series)
  const turnover = make((i) => Math.log(1 + (volume[i] ?? NaN) * (rawClose[i] ?? NaN)))
  const volumeMean = sma(turnover, 20)
  const volumeWeek = sma(turnover, 5)
  const relativeVolume = make((i) => clip((turnover[i] ?? NaN) - (volumeMean[i - 1] ?? NaN)))
  const strength = rsi(close)
  const place = stochastic(series)
  const columns: Columns = new Map()
  for (const { name, kind, lag } of sequenceNames) {
    columns.set(
      name,
      kind === 'return'
        ? make((i) => over(returns[i - lag] ?? NaN, i))
        : make((i) => relativeVolume[i - lag] ?? NaN),
    )
  }
  for (const n of [5, 10, 20, 60, 120]) columns.set(`momentum-${String(n)}`, momentum(n, 0))
  columns.set('momentum-12-1', momentum(252, 21))
  columns.set(
    'close-to-mean-20',
    make((i) => over((log[i] ?? NaN) - (mean20[i] ?? NaN), i, 20)),
  )
  columns.set(
    'mean-5-to-mean-20',
    make((i) => over((mean5[i] ?? NaN) - (mean20[i] ?? NaN), i, 20)),
  )
  columns.set(
    'volatility-5-to-20',
    make((i) => clip(Math.log((v5[i] ?? NaN) / (scale[i] ?? NaN)))),
  )
  columns.set(
    'volatility-20-to-60',
    make((i) => clip(Math.log((scale[i] ?? NaN) / (v60[i] ?? NaN)))),
  )
  columns.set(
    'rsi-14',
    make((i) => ((strength[i] ?? NaN) - 50) / 50),
  )
  columns.set(
    'macd',
    make((i) => over(((line[i] ?? NaN) - (signal[i] ?? NaN)) / (close[i] ?? NaN), i)),
  )
  columns.set(
    'stochastic-14',
    make((i) => (place[i] ?? NaN) - 0.5),
  )
  columns.set(
    'true-range-14',
    make((i) => over((range[i] ?? NaN) / (close[i] ?? NaN), i)),
  )
  columns.set(
    'gap',
    make((i) => over(Math.log((open[i] ?? NaN) / (close[i - 1] ?? NaN)), i)),
  )
  columns.set(
    'intraday',
    make((i) => over(Math.log((close[i] ?? NaN) / (open[i] ?? NaN)), i)),
  )
  columns.set(
    'range',
    make((i) => over(Math.log((high[i] ?? NaN) / (low[i] ?? NaN)), i)),
  )
  columns.set(
    'close-in-range',
    make((i) => {
      const width = (high[i] ?? NaN) - (low[i] ?? NaN)
      return width > 0 ? ((close[i] ?? NaN) - (low[i] ?? NaN)) / width - 0.5 : 0
    }),
  )
  columns.set('volume-to-mean-20', relativeVolume)
  columns.set(
    'volume-5-to-20',
    make((i) => clip((volumeWeek[i] ?? NaN) - (volumeMean[i] ?? NaN))),
  )
  // Elder's force index: a move counts as the volume behind it does.
  columns.set(
    'force-index',
    make((i) => clip((relativeVolume[i] ?? NaN) * over(returns[i] ?? NaN, i))),
  )
  columns.set(volatilityColumn, scale)
  return columns
}

/** Ranks within a day, centred: −0.5 the lowest, 0.5 the highest; NaN where fewer than `fewestRanked` are known. */
function addRanks(all: readonly { series: Series; columns: Columns }[]): void {
  const pairs = [
    ['return-1', 'rank-return-1'],
    ['momentum-20', 'rank-momentum-20'],
    ['volume-to-mean-20', 'rank-volume'],
  ] as const
  const byDay = new Map<number, { at: number; i: number }[]>()
  all.forEach(({ series }, at) => {
    series.dates.forEach((date, i) => {
      const members = byDay.get(date)
      if (members === undefined) byDay.set(date, [{ at, i }])
      else members.push({ at, i })
    })
  })
  for (const { series, columns } of all) {
    for (const name of panelFeatures) columns.set(name, new Float64Array(series.dates.length).fill(NaN))
  }
  for (const members of byDay.values()) {
    if (members.length < fewestRanked) continue
    const valueOf = (name: string, { at, i }: { at: number; i: number }): number =>
      all[at]?.columns.get(name)?.[i] ?? NaN
    for (const [from, to] of pairs) {
      const known = members.filter((one) => !Number.isNaN(valueOf(from, one)))
      if (known.length < fewestRanked) continue
      known.sort((a, b) => valueOf(from, a) - valueOf(from, b) || a.at - b.at)
      known.forEach((one, place) => {
        const column = all[one.at]?.columns.get(to)
        if (column !== undefined) column[one.i] = place / (known.length - 1) - 0.5
      })
    }
    const moves = members.map((one) => valueOf('return-1', one)).filter((move) => !Number.isNaN(move))
    const mean = moves.reduce((sum, move) => sum + move, 0) / moves.length
    for (const { at, i } of members) {
      const column = all[at]?.columns.get('market-return-1')
      if (column !== undefined && moves.length >= fewestRanked) column[i] = mean
    }
  }
}

/**
 * The features of each row, from returns and lagged values only: no price level, nothing after the row's own close.
 * Scaled by the volatility of the last 20 days, so that calm and wild years are alike.
 * @param rows rows of the table; those that are no day of a series have NaN throughout
 */
export function tradingFeatures(
  all: readonly Series[],
  rows: number,
): { name: string; values: Float64Array }[] {
  const computed = all.map((series) => ({ series, columns: ownColumns(series) }))
  const isPanel = all.length >= fewestRanked
  if (isPanel) addRanks(computed)
  const sequences = sequenceNames.map(({ name }) => name)
  const names = new Set([...ownFeatures, ...(isPanel ? panelFeatures : []), ...sequences, volatilityColumn])
  return [...names].map((name) => {
    const values = new Float64Array(rows).fill(Number.NaN)
    for (const { series, columns } of computed) {
      const own = columns.get(name)
      series.rows.forEach((row, i) => {
        values[row] = own?.[i] ?? Number.NaN
      })
    }
    return { name, values }
  })
}

/** Columns of the file's own are named so among the features. */
export const extraPrefix = 'extra: '
/** Days against which a column of the file is read: a level says nothing, a change does. */
const extraDays = 60

/** Further columns of the file, each against its own last 60 days: deviations from their mean, as far as they go. */
export function extraFeatures(
  all: readonly Series[],
  extra: readonly { name: string; values: Float64Array }[],
): { name: string; values: Float64Array }[] {
  return extra.map(({ name, values: raw }) => {
    const values = new Float64Array(raw.length).fill(Number.NaN)
    for (const { rows } of all) {
      const own = Float64Array.from(rows, (row) => raw[row] ?? Number.NaN)
      const [mean, spread] = [sma(own, extraDays), rollingDeviation(own, extraDays)]
      rows.forEach((row, i) => {
        const scale = spread[i] ?? Number.NaN
        values[row] = scale > 0 ? clip(((own[i] ?? NaN) - (mean[i] ?? NaN)) / scale) : Number.NaN
      })
    }
    return { name: `${extraPrefix}${name}`, values }
  })
}
