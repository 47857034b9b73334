import type { Examples, FitContext } from '../predictor'
import { readBars, type BarSettings, type RawBars, type Series } from './bars'
import { extraPrefix, featureNames, volatilityColumn } from './features'

/** The roles that prices are found by. */
export const priceRoles = ['date', 'open', 'high', 'low', 'close', 'volume', 'ticker', 'adjusted'] as const
export type PriceRole = (typeof priceRoles)[number]

/** A target beyond this many deviations says no more than this. */
const widestTarget = 3
/** From this many tickers on, a day's excess returns are ranked. */
const fewestForPanel = 5

/** Prices of examples by their roles. */
export function rawBarsOf(examples: Examples): RawBars {
  const has = (role: PriceRole): boolean => examples.columnsOf(role).length > 0
  const number = (role: PriceRole): Float64Array | null => (has(role) ? examples.number(role) : null)
  const [ticker] = examples.columnsOf('ticker')
  const tickers = ticker === undefined ? null : examples.column(ticker)
  return {
    dates: examples.time('date'),
    tickers: tickers === null ? null : Array.from(tickers.values, String),
    open: number('open'),
    high: number('high'),
    low: number('low'),
    close: examples.number('close'),
    volume: number('volume'),
    adjusted: number('adjusted'),
  }
}

/** What fits of trading models read beside their rows. */
export interface TradingSettings extends BarSettings {
  horizon: number
}

/**
 * What each example's decision earned, in units of its own volatility (or, of a panel, the rank of its return among the
 * day's, with variance 1): from its next open over `horizon` sessions. NaN where that is not among these very examples:
 * the last horizon + 1 days of a window have no target. That is the purge, and no target can come from later rows.
 */
export function targetsOf(
  examples: Examples,
  settings: TradingSettings,
): { values: Float64Array; series: Series[] } {
  const { series } = readBars(rawBarsOf(examples), settings)
  const { horizon } = settings
  const volatility = numbersOf(examples, volatilityColumn)
  const values = new Float64Array(examples.length).fill(Number.NaN)
  const byDay = new Map<number, number[]>()
  for (const { rows, open, dates } of series) {
    rows.forEach((row, i) => {
      const move = Math.log((open[i + 1 + horizon] ?? NaN) / (open[i + 1] ?? NaN))
      const scaled = move / ((volatility[row] ?? NaN) * Math.sqrt(horizon))
      if (!Number.isFinite(scaled)) return
      values[row] = Math.max(-widestTarget, Math.min(widestTarget, scaled))
      const day = dates[i] ?? 0
      const members = byDay.get(day)
      if (members === undefined) byDay.set(day, [row])
      else members.push(row)
    })
  }
  if (series.length >= fewestForPanel) {
    for (const members of byDay.values()) {
      if (members.length < fewestForPanel) {
        for (const row of members) values[row] = Number.NaN
        continue
      }
      members.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b)
      members.forEach((row, place) => {
        values[row] = (place / (members.length - 1) - 0.5) * Math.sqrt(12)
      })
    }
  }
  return { values, series }
}

/** A derived column of the examples; NaN throughout where they have none of that name. */
export function numbersOf(examples: Examples, name: string): Float64Array {
  const cells = examples.column(name)
  return cells.type === 'text' ? new Float64Array(examples.length).fill(Number.NaN) : cells.values
}

/** Rows that a model can learn from or be asked about: one array a column, all of the rows that are listed. */
export interface Matrix {
  names: readonly string[]
  columns: Float64Array[]
  /** Places among the examples. */
  rows: Int32Array
  targets: Float64Array
}

function pick(values: Float64Array, rows: Int32Array): Float64Array {
  const picked = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i += 1) picked[i] = values[rows[i] as number] ?? Number.NaN
  return picked
}

/** Columns of the examples that have a known volatility and, where `targets` are given, a target. */
export function matrixOf(examples: Examples, names: readonly string[], targets: Float64Array | null): Matrix {
  const volatility = numbersOf(examples, volatilityColumn)
  const rows = Int32Array.from({ length: examples.length }, (_, row) => row).filter(
    (row) =>
      !Number.isNaN(volatility[row] ?? NaN) && (targets === null || !Number.isNaN(targets[row] ?? NaN)),
  )
  return {
    names,
    columns: names.map((name) => pick(numbersOf(examples, name), rows)),
    rows,
    targets: targets === null ? new Float64Array(0) : pick(targets, rows),
  }
}

/** Features that the examples have: of one ticker none compares tickers. */
export function featuresIn(examples: Examples): string[] {
  const derived = examples.columnsOf('derived')
  const has = new Set(derived)
  return [
    ...featureNames.filter((name) => has.has(name)),
    ...derived.filter((name) => name.startsWith(extraPrefix)),
  ]
}

/** Scores of all examples from those of the listed rows: where nothing is known of a row there is no opinion, 0. */
export function spread(rows: Int32Array, scores: ArrayLike<number>, length: number): Float64Array {
  const out = new Float64Array(length)
  rows.forEach((row, i) => {
    out[row] = scores[i] ?? 0
  })
  return out
}

export type TradingContextOf = Pick<
  FitContext<unknown>,
  'model' | 'train' | 'validation' | 'seed' | 'breathe' | 'report' | 'checkpoints'
> & { batchDivisor?: number }
