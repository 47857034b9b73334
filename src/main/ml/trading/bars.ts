/** Prices of some rows as they stand in a table; all arrays have one number a row, NaN where empty. */
export interface RawBars {
  /** Milliseconds since 1970 UTC. */
  dates: Float64Array
  /** '' throughout for one ticker. */
  tickers: readonly string[] | null
  open: Float64Array | null
  high: Float64Array | null
  low: Float64Array | null
  close: Float64Array
  volume: Float64Array | null
  /** The close as a vendor adjusted it for splits and dividends. */
  adjusted: Float64Array | null
}

/** `column`: by the adjusted close. `splits`: by the split ratios that the prices betray. */
export type Adjustment = 'none' | 'column' | 'splits'

export interface BarSettings {
  adjust: Adjustment
  /** A day whose prices cannot be: left out, or mended from what is possible of it. */
  badBars: 'leave-out' | 'mend'
}

/** One ticker's days, ascending, each once. All arrays go together; prices are adjusted, positive, low ≤ all ≤ high. */
export interface Series {
  ticker: string
  /** Row of the table. */
  rows: Int32Array
  dates: Float64Array
  open: Float64Array
  high: Float64Array
  low: Float64Array
  close: Float64Array
  /** NaN where unknown. Shares as they were traded: not adjusted. */
  volume: Float64Array
  /** Close in money of its day: with `volume`, what was turned over. */
  rawClose: Float64Array
}

/** Rows that are no day of their series, and why. Row numbers of the table. */
export interface BadBars {
  undated: number[]
  duplicated: number[]
  notPositive: number[]
  crossed: number[]
}

/** A split is a ratio near one of these, overnight. */
const splitRatios = [2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 50, 100, 1.5, 1.25, 4 / 3]
/** How near: an ordinary day's move may hide in the ratio. */
const splitTolerance = 0.06

interface Day {
  row: number
  date: number
  open: number
  high: number
  low: number
  close: number
  adjusted: number
  volume: number
}

const positive = (value: number): boolean => Number.isFinite(value) && value > 0

/** A day with possible prices, or what is wrong with it. A missing open, high or low is filled from what is there. */
function readDay(raw: RawBars, row: number, settings: BarSettings, bad: BadBars): Day | null {
  const date = raw.dates[row] ?? Number.NaN
  if (Number.isNaN(date)) {
    bad.undated.push(row)
    return null
  }
  const close = raw.close[row] ?? Number.NaN
  const given = [raw.open, raw.high, raw.low].map((prices) => prices?.[row] ?? Number.NaN)
  const wrong = (price: number): boolean => !Number.isNaN(price) && !positive(price)
  if (!positive(close) || given.some(wrong)) {
    bad.notPositive.push(row)
    if (settings.badBars === 'leave-out' || !positive(close)) return null
  }
  const [o = Number.NaN, h = Number.NaN, l = Number.NaN] = given
  // Without an open the first price that could be had is the close.
  const open = positive(o) ? o : close
  const high = positive(h) ? h : Math.max(open, close)
  const low = positive(l) ? l : Math.min(open, close)
  // Prices are printed rounded: a hair is no contradiction.
  const hair = 1e-3 * close
  const crossed =
    high < low - hair || Math.max(open, close) > high + hair || Math.min(open, close) < low - hair
  if (crossed) {
    bad.crossed.push(row)
    if (settings.badBars === 'leave-out') return null
  }
  const volume = raw.volume?.[row] ?? Number.NaN
  return {
    row,
    date,
    open,
    high: Math.max(high, low, open, close),
    low: Math.min(high, low, open, close),
    close,
    adjusted: raw.adjusted?.[row] ?? Number.NaN,
    volume: volume >= 0 ? volume : Number.NaN,
  }
}

/** The split ratio (new shares for one old) that a change of the close overnight looks like; null where it does not. */
function splitRatio(before: number, after: number): number | null {
  const ratio = before / after
  for (const known of splitRatios) {
    if (Math.abs(ratio / known - 1) < splitTolerance) return known
    if (Math.abs(ratio * known - 1) < splitTolerance) return 1 / known
  }
  return null
}

/** A day whose close fell or rose as a split makes it, and what the adjusted close says of it. */
export interface SuspectedSplit {
  ticker: string
  row: number
  date: number
  /** New shares for one old. */
  ratio: number
  /** The adjusted close shows no such jump: it was a split. False where there is no adjusted close to ask. */
  confirmed: boolean
}

/** Nothing but a split, or a crash that is worth looking at, moves a price so far overnight. */
const splitMove = 0.28
/** What the adjusted close may move on the day of a split. */
const ordinaryMove = 0.2

/**
 * Days on which a price that is not adjusted shows a split: the close jumps by a usual ratio overnight. With an
 * adjusted close only those count on which that one did not jump too; a crash is then told from a split.
 */
export function suspectedSplits(series: Series, adjusted: Float64Array | null): SuspectedSplit[] {
  const found: SuspectedSplit[] = []
  for (let i = 1; i < series.rows.length; i += 1) {
    const [before, after] = [series.rawClose[i - 1] ?? 0, series.rawClose[i] ?? 0]
    if (Math.abs(Math.log(after / before)) < splitMove) continue
    const ratio = splitRatio(before, after)
    const row = series.rows[i] ?? 0
    if (adjusted !== null) {
      const move = Math.log((adjusted[row] ?? NaN) / (adjusted[series.rows[i - 1] ?? 0] ?? NaN))
      const raw = Math.log(after / before)
      // Whatever the ratio: the two prices disagree by more than a dividend.
      if (Number.isFinite(move) && Math.abs(raw - move) > splitMove && Math.abs(move) < ordinaryMove) {
        const exact = Math.exp(move - raw)
        const usual = splitRatio(exact, 1) ?? exact
        found.push({ ticker: series.ticker, row, date: series.dates[i] ?? 0, ratio: usual, confirmed: true })
      }
      continue
    }
    // Without a second witness the open must have jumped too, by the whole ratio.
    const opened = splitRatio(before, series.open[i] ?? 0)
    if (ratio === null || opened !== ratio) continue
    found.push({ ticker: series.ticker, row, date: series.dates[i] ?? 0, ratio, confirmed: false })
  }
  return found
}

/** Factors by which the prices of each day are multiplied. */
function factorsOf(days: readonly Day[], adjust: Adjustment): Float64Array {
  const factors = new Float64Array(days.length).fill(1)
  if (adjust === 'column') {
    days.forEach(({ adjusted, close }, i) => {
      factors[i] = positive(adjusted) ? adjusted / close : (factors[i - 1] ?? 1)
    })
  }
  if (adjust === 'splits') {
    let factor = 1
    for (let i = days.length - 1; i > 0; i -= 1) {
      factors[i] = factor
      const [before, after] = [days[i - 1]?.close ?? 0, days[i]?.close ?? 0]
      const ratio = Math.abs(Math.log(after / before)) < splitMove ? null : splitRatio(before, after)
      if (ratio !== null && splitRatio(before, days[i]?.open ?? 0) === ratio) factor /= ratio
    }
    factors[0] = factor
  }
  return factors
}

function seriesOf(ticker: string, days: readonly Day[], adjust: Adjustment): Series {
  const factors = factorsOf(days, adjust)
  const series: Series = {
    ticker,
    rows: new Int32Array(days.length),
    dates: new Float64Array(days.length),
    open: new Float64Array(days.length),
    high: new Float64Array(days.length),
    low: new Float64Array(days.length),
    close: new Float64Array(days.length),
    volume: new Float64Array(days.length),
    rawClose: new Float64Array(days.length),
  }
  days.forEach(({ row, date, open, high, low, close, volume }, i) => {
    const factor = factors[i] ?? 1
    series.rows[i] = row
    series.dates[i] = date
    series.open[i] = open * factor
    series.high[i] = high * factor
    series.low[i] = low * factor
    series.close[i] = close * factor
    series.volume[i] = volume
    series.rawClose[i] = close
  })
  return series
}

/**
 * The series of some rows: by ticker, in order of date whatever the order of the rows; of a date that stands twice the
 * later row counts. What no day could be made of is listed, not lost.
 */
export function readBars(raw: RawBars, settings: BarSettings): { series: Series[]; bad: BadBars } {
  const bad: BadBars = { undated: [], duplicated: [], notPositive: [], crossed: [] }
  const byTicker = new Map<string, Day[]>()
  for (let row = 0; row < raw.dates.length; row += 1) {
    const day = readDay(raw, row, settings, bad)
    if (day === null) continue
    const ticker = raw.tickers?.[row] ?? ''
    const days = byTicker.get(ticker)
    if (days === undefined) byTicker.set(ticker, [day])
    else days.push(day)
  }
  const series = [...byTicker].map(([ticker, days]) => {
    days.sort((a, b) => a.date - b.date || a.row - b.row)
    const once = days.filter((day, i) => {
      const repeated = days[i + 1]?.date === day.date
      if (repeated) bad.duplicated.push(day.row)
      return !repeated
    })
    return seriesOf(ticker, once, settings.adjust)
  })
  return { series, bad }
}
