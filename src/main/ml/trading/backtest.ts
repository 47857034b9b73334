import { openAccount } from './account'
import type { Market } from './market'

/** What following a model's signals would have given, day by day, at closes. All arrays go with `days`. */
export interface Backtest {
  /** Indices into the market's days: from the first decision's next session to the last scored day. */
  days: Int32Array
  /** Return of the day after all costs. */
  net: Float64Array
  /** Costs (fees and slippage) as a share of the day's first equity. */
  costs: Float64Array
  /** Value traded as a share of the day's first equity, both sides. */
  turnover: Float64Array
  /** Value of the account at the close, in cents. */
  equity: Float64Array
  /** Share of equity in each ticker at the close, negative where sold short: days × tickers. */
  weights: Float64Array
  /** Orders that the market refused, by reason. */
  refused: Partial<Record<string, number>>
}

/** The side each ticker should be on after a day: 1, 0 or −1, with the weight of one position. */
interface Wanted {
  sides: Int8Array
  weight: number
}

/** Chooses sides from the signals of one day; `before` are those of the day before, for the buffer. */
export function choose(signals: Float64Array, before: Int8Array, { policy }: Market): Wanted {
  const sides = new Int8Array(signals.length)
  const known: number[] = []
  signals.forEach((signal, ticker) => {
    if (!Number.isNaN(signal)) known.push(ticker)
  })
  const both = policy.direction === 'both'
  if (signals.length === 1) {
    const signal = signals[0] ?? 0
    sides[0] = signal > 0 ? 1 : signal < 0 && both ? -1 : 0
    return { sides, weight: 1 }
  }
  let most = 1
  const take = (side: 1 | -1): void => {
    const of = (ticker: number): number => side * (signals[ticker] ?? 0)
    const sorted = known.filter((ticker) => of(ticker) > 0).sort((a, b) => of(b) - of(a) || a - b)
    const k = Math.max(1, Math.round(policy.holdShare * known.length))
    // Equal signals are equal: all that tie with the last one in are in.
    const last = of(sorted[Math.min(k, sorted.length) - 1] ?? -1)
    const ties = sorted.filter((ticker) => of(ticker) >= last).length
    const room = Math.max(k, ties)
    const near = sorted.slice(0, Math.max(room, Math.round(policy.buffer * k)))
    const kept = near.filter((ticker) => before[ticker] === side).slice(0, room)
    const rest = near.filter((ticker) => before[ticker] !== side)
    for (const ticker of [...kept, ...rest.slice(0, room - kept.length)]) sides[ticker] = side
    most = Math.max(most, room)
  }
  take(1)
  if (both) take(-1)
  return { sides, weight: (both ? 0.5 : 1) / most }
}

/** Signals of scored rows by day, in days × tickers from the first scored day on. */
function layOut(
  market: Market,
  rows: Int32Array,
  signals: Float64Array,
): { first: number; last: number; matrix: Float64Array } {
  const count = market.series.length
  let [first, last] = [Infinity, -1]
  for (const row of rows) {
    const day = market.dayOf[row] ?? -1
    if (day < 0) continue
    first = Math.min(first, day)
    last = Math.max(last, day)
  }
  if (last < 0) return { first: 0, last: -1, matrix: new Float64Array(0) }
  const matrix = new Float64Array((last - first + 1) * count).fill(Number.NaN)
  rows.forEach((row, i) => {
    const day = market.dayOf[row] ?? -1
    if (day >= 0) matrix[(day - first) * count + (market.tickerOf[row] ?? 0)] = signals[i] ?? Number.NaN
  })
  return { first, last, matrix }
}

/**
 * Follows signals through the rules of the market: decided at the close, filled at the next open. A position is opened
 * with its share of equity and held until its side changes; what the market refuses is tried again the next day.
 * @param rows scored rows of the table
 * @param signals one a row, above 0 for up
 */
export function backtest(market: Market, rows: Int32Array, signals: Float64Array): Backtest {
  const { open, close, before, rules } = market
  const count = market.series.length
  const { first, last, matrix } = layOut(market, rows, signals)
  const length = Math.max(0, last - first)
  const made: Backtest = {
    days: Int32Array.from({ length }, (_, i) => first + 1 + i),
    net: new Float64Array(length),
    costs: new Float64Array(length),
    turnover: new Float64Array(length),
    equity: new Float64Array(length),
    weights: new Float64Array(length * count),
    refused: {},
  }
  const account = openAccount(rules, count)
  let equity = account.equity(() => Number.NaN)
  /** Sides that were wanted the day before, and that the account stands on. */
  let wanted: Wanted = { sides: new Int8Array(count), weight: 1 }
  const stands = new Int8Array(count)
  const lastClose = new Float64Array(count).fill(Number.NaN)

  for (let i = 0; i < length; i += 1) {
    const day = first + 1 + i
    wanted = choose(matrix.subarray(i * count, (i + 1) * count), wanted.sides, market)
    let [spent, traded] = [0, 0]
    const trade = (ticker: number, buys: boolean): void => {
      const side = wanted.sides[ticker] ?? 0
      if (side === stands[ticker]) return
      const held = account.held(ticker)
      const price = open[day * count + ticker] ?? Number.NaN
      const target = side === 0 ? 0 : (side * wanted.weight * equity) / 100 / price
      const shares = Number.isNaN(price) ? 0 : Math.trunc(target) - held
      if (Number.isNaN(price) || shares === 0) {
        if (!Number.isNaN(price)) stands[ticker] = side
        return
      }
      if (shares > 0 !== buys) return
      const fill = account.order(day, ticker, shares, { price, before: before[day * count + ticker] ?? NaN })
      if (fill.refused !== null) made.refused[fill.refused] = (made.refused[fill.refused] ?? 0) + 1
      spent += fill.fees + fill.slipped
      traded += Math.abs(fill.shares) * price * 100
      const done = side === 0 ? account.held(ticker) === 0 : fill.shares !== 0
      if (done) stands[ticker] = side
    }
    for (let ticker = 0; ticker < count; ticker += 1) trade(ticker, false)
    for (let ticker = 0; ticker < count; ticker += 1) trade(ticker, true)
    for (let ticker = 0; ticker < count; ticker += 1) {
      const price = close[day * count + ticker] ?? Number.NaN
      if (!Number.isNaN(price)) lastClose[ticker] = price
    }
    const now = account.equity((ticker) => lastClose[ticker] ?? Number.NaN)
    if (equity > 0) {
      made.net[i] = now / equity - 1
      made.costs[i] = spent / equity
      made.turnover[i] = traded / equity
    }
    made.equity[i] = now
    for (let ticker = 0; ticker < count; ticker += 1) {
      const shares = account.held(ticker)
      if (shares !== 0 && now > 0)
        made.weights[i * count + ticker] = (shares * (lastClose[ticker] ?? 0) * 100) / now
    }
    equity = now
  }
  return made
}
