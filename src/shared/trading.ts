/** What following a model's forecasts would have earned: the part of a judgement that trading adds. JSON only. */

/** A difference with its 95 % interval; null where there is none. Structurally what results.ts calls so. */
interface Difference {
  value: number | null
  low: number | null
  high: number | null
}

/** Returns of part of the test days, compounded: of the model and of the best baseline on the same days. */
export interface TradingSpan {
  id: string
  days: number
  net: number
  baseline: number
  /** Mean difference a day to the best baseline, 95 %, block bootstrap; ends null where the days are too few. */
  difference: Difference
}

/** Positions at the wrong time: circular shifts of the model's own. */
export interface TradingNull {
  draws: number
  /** Equity from 1 on each test day: 5th, 50th and 95th percentile of the draws. */
  low: number[]
  middle: number[]
  high: number[]
  /** Mean net return a day of the draws: 5th, 50th and 95th percentile. */
  means: { low: number; middle: number; high: number }
  /** Share of the draws (and the model itself) that earn at least as much as the model. */
  p: number
}

/** The Sharpe ratio of one day and what luck over all tries of the ledger would have shown. */
export interface DeflatedSharpe {
  value: number
  sharpe: number
  days: number
  skew: number
  kurtosis: number
  /** Configurations that the ledger counts, and the variance of their Sharpe ratios of one day. */
  trials: number
  variance: number
  /** Best Sharpe ratio that so many worthless tries would be expected to show. */
  expected: number
}

export interface TradingDetail {
  /** Test days as YYYY-MM-DD; arrays below go with them. */
  days: string[]
  /** From 1, after costs. */
  equity: number[]
  turnover: number[]
  perDay: { net: number; gross: number; turnover: number; cost: number }
  /** Cost of one side, as a share of what is traded, at which the mean return a day falls to 0 or to the baseline's. */
  breakEven: { zero: number | null; baseline: number | null; assumed: number }
  /** Share of equity that was invested, on average. */
  exposure: number
  years: TradingSpan[]
  regimes: TradingSpan[]
  null: TradingNull | null
  deflated: DeflatedSharpe | null
  /** Tenths of the forecasts, the lowest first: mean return to the horizon, with its 95 % interval. */
  deciles: { mean: number; low: number; high: number; n: number }[]
  /** Tenth decile less first. */
  spread: Difference
  /** The last test days: prices, what the model forecast a session before, and yesterday's price. One ticker only. */
  naive: {
    days: string[]
    price: number[]
    forecast: number[]
    last: number[]
    /** Root mean squared error in logs of the model's forecast and of yesterday's price, over all test days. */
    error: number
    lastError: number
  } | null
  /** Orders that the rules of the market refused. */
  refused: { reason: string; count: number }[]
}

/** What the ledger says of choosing among so many configurations. The same for all models of a judgement. */
export interface OverfittingDetail {
  probability: number
  configurations: number
  blocks: number
  halves: number
}

/** What a model says of the session after the last day it was given. */
export interface SessionForecast {
  ticker: string
  /** Last day of the data, the session that the forecast begins with, and the day after which it is void. */
  asOf: string
  session: string
  expires: string
  /** That day has passed. */
  expired: boolean
  /** Days of history that were given. */
  days: number
  /** The model's own number, above 0 for up. */
  score: number
  /** What the backtest would do with it. */
  side: 'long' | 'flat' | 'short'
  /** Chance of a rise, calibrated on days that chose. */
  up: number
  /** Return that is expected over the horizon, and the range that holds nine in ten. */
  expected: number
  low: number
  high: number
  /** What pushed the score, strongest first; empty where it cannot be told. */
  reasons: { feature: string; weight: number; value: string }[]
}

export interface SessionAnswer {
  forecasts: SessionForecast[]
  /** What was found wrong with the given days: code and parameters of a check's message. */
  checks: { code: string; severity: 'info' | 'warn' | 'block'; params: Record<string, string | number> }[]
}

/** A ticker's days as the candlestick chart draws them; arrays go with `days`, null where a number is unknown. */
export interface BarsView {
  tickers: string[]
  ticker: string
  days: string[]
  /** Adjusted as the settings say. */
  open: number[]
  high: number[]
  low: number[]
  close: number[]
  volume: (number | null)[]
  indicators: {
    mean20: (number | null)[]
    mean60: (number | null)[]
    bandLow: (number | null)[]
    bandHigh: (number | null)[]
    rsi: (number | null)[]
  }
  /** The model's signal of each day it was asked about; null of days that only taught. */
  signals: (number | null)[]
  /** Where positions were opened and closed: index of the day of the fill, and the side from then on. */
  trades: { at: number; side: 1 | 0 | -1 }[]
}
