/** What trading costs and what a market allows. Shares of money, but where money is said. */
export interface TradingRules {
  /** Money at the start. */
  capital: number
  /** Of the value, on both sides. */
  commission: number
  /** Least commission of an order, in money. */
  leastCommission: number
  /** Of the value, on sales only. */
  stampDuty: number
  /** Fills are this much worse than the price: spread and impact. */
  slippage: number
  /** Orders are whole multiples of this; what is left of an odd lot may be sold whole. */
  lot: number
  /** Shares bought today may be sold from the next session on (T+1). */
  settleNextDay: boolean
  /** A price may move this share from the close before, no further; null without limits. */
  priceLimit: number | null
  /** Positions may be negative. */
  shorting: boolean
}

/** What a ticker's day allows: the price that orders are filled at, and the close before it. */
export interface Quote {
  price: number
  /** NaN on the first day. */
  before: number
}

export type Refused = 'suspended' | 'limit-up' | 'limit-down' | 'unsettled' | 'cash' | 'lot' | 'short'

export interface Fill {
  /** Shares that changed hands, negative where sold. */
  shares: number
  /** Cents: commission and stamp duty. */
  fees: number
  /** Cents lost to slippage. */
  slipped: number
  /** Why less was done than asked for; null where all was. */
  refused: Refused | null
}

/** Cash and positions. Money is counted in whole cents, as a broker's statement does. */
export interface Account {
  /** Buys (above 0) or sells (below) on a day, at once and in the order asked. */
  order(day: number, ticker: number, shares: number, quote: Quote | null): Fill
  cash(): number
  held(ticker: number): number
  /** Cents: cash and all positions at these prices; a position without a price counts at its last one. */
  equity(priceOf: (ticker: number) => number): number
}

/** Far more than arithmetic in doubles errs by, far less than any amount that a price and a rate can make. */
const hair = 1e-5
/** Half a cent counts as a whole one, also where it stands a hair below: 0.0005 is no binary number. */
const rounded = (amount: number): number => Math.floor(amount + 0.5 + hair)
const cents = (money: number): number => rounded(money * 100)
const none = (refused: Refused | null): Fill => ({ shares: 0, fees: 0, slipped: 0, refused })

/** The highest and the lowest price of a day, rounded to the tick of a cent as the exchanges do. */
function priceLimits(before: number, limit: number): { up: number; down: number } {
  return { up: cents(before * (1 + limit)) / 100, down: cents(before * (1 - limit)) / 100 }
}

/**
 * An empty account.
 * @param tickers how many there are
 */
export function openAccount(rules: TradingRules, tickers: number): Account {
  let cash = cents(rules.capital)
  const held = new Float64Array(tickers)
  const boughtOn = new Int32Array(tickers).fill(-1)
  const boughtToday = new Float64Array(tickers)
  const last = new Float64Array(tickers)

  const commissionOf = (value: number): number =>
    value === 0 ? 0 : Math.max(cents(rules.leastCommission), rounded(value * rules.commission))

  /** Cents that so many shares cost with their fees. */
  function costOf(shares: number, price: number): { value: number; fees: number } {
    const value = cents(shares * price)
    return { value, fees: commissionOf(value) }
  }

  function buy(day: number, ticker: number, asked: number, { price }: Quote): Fill {
    const worse = price * (1 + rules.slippage)
    const owned = held[ticker] ?? 0
    // What closes a short position need not be a whole lot.
    const whole = owned < 0 && asked === -owned ? asked : Math.floor(asked / rules.lot) * rules.lot
    let shares = whole
    const affordable = (n: number): boolean => {
      const { value, fees } = costOf(n, worse)
      return value + fees <= cash
    }
    if (owned >= 0 && !affordable(shares)) {
      const guess = cash / (100 * worse * (1 + rules.commission))
      shares = Math.min(shares, Math.ceil(guess / rules.lot) * rules.lot)
      while (shares > 0 && !affordable(shares)) shares -= rules.lot
    }
    if (shares <= 0) return none(whole <= 0 ? 'lot' : 'cash')
    const { value, fees } = costOf(shares, worse)
    cash -= value + fees
    held[ticker] = owned + shares
    if (boughtOn[ticker] !== day) boughtToday[ticker] = 0
    boughtOn[ticker] = day
    boughtToday[ticker] = (boughtToday[ticker] ?? 0) + shares
    const slipped = value - cents(shares * price)
    return { shares, fees, slipped, refused: shares < asked ? (shares < whole ? 'cash' : 'lot') : null }
  }

  function sell(day: number, ticker: number, asked: number, { price }: Quote): Fill {
    const better = price * (1 - rules.slippage)
    const owned = held[ticker] ?? 0
    const locked = rules.settleNextDay && boughtOn[ticker] === day ? (boughtToday[ticker] ?? 0) : 0
    const free = Math.max(0, owned - locked)
    let shares = asked
    let refused: Refused | null = null
    if (!rules.shorting && shares > free) {
      shares = free
      refused = free < owned ? 'unsettled' : 'short'
    }
    // All that is free may go, odd lots too; else whole lots.
    if (shares !== free) {
      const whole = Math.floor(shares / rules.lot) * rules.lot
      if (whole < shares) refused ??= 'lot'
      shares = whole
    }
    if (shares <= 0) return none(refused ?? 'lot')
    const value = cents(shares * better)
    const fees = commissionOf(value) + rounded(value * rules.stampDuty)
    cash += value - fees
    held[ticker] = owned - shares
    return { shares: -shares, fees, slipped: cents(shares * price) - value, refused }
  }

  return {
    order(day, ticker, shares, quote) {
      if (shares === 0) return none(null)
      if (quote === null || !(quote.price > 0)) return none('suspended')
      if (rules.priceLimit !== null && quote.before > 0) {
        const { up, down } = priceLimits(quote.before, rules.priceLimit)
        if (shares > 0 && quote.price >= up) return none('limit-up')
        if (shares < 0 && quote.price <= down) return none('limit-down')
      }
      return shares > 0 ? buy(day, ticker, shares, quote) : sell(day, ticker, -shares, quote)
    },
    cash: () => cash,
    held: (ticker) => held[ticker] ?? 0,
    equity(priceOf) {
      let total = cash
      for (let ticker = 0; ticker < tickers; ticker += 1) {
        const shares = held[ticker] ?? 0
        if (shares === 0) continue
        const price = priceOf(ticker)
        if (price > 0) last[ticker] = price
        total += cents(shares * (last[ticker] ?? 0))
      }
      return total
    },
  }
}
