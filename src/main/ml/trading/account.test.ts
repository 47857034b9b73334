import { expect, test } from 'vitest'
import { random, type Random } from '#shared/random'
import { openAccount, type Quote, type TradingRules } from './account'

/**
 * The oracle: an account kept as a broker's clerk would, in whole numbers as BigInt, exact to the last digit, and with a list of every purchase. It
 * shares no line with the account: fees, lots, limits and what may be sold are worked out anew at each order, slowly.
 */
class Clerk {
  cents: bigint
  purchases: { ticker: number; day: number; shares: number }[] = []
  sold = new Map<number, number>()

  constructor(readonly rules: TradingRules) {
    this.cents = BigInt(Math.round(rules.capital * 100))
  }

  owned(ticker: number): number {
    const bought = this.purchases.filter((p) => p.ticker === ticker).reduce((sum, p) => sum + p.shares, 0)
    return bought - (this.sold.get(ticker) ?? 0)
  }

  money(amount: number): bigint {
    return BigInt(Math.round(amount * 100))
  }

  /** A rate as millionths: every rate of these tests is a whole number of them. */
  millionths(rate: number): bigint {
    return BigInt(Math.round(rate * 1e6))
  }

  /** a / b to the nearest whole number, halves upwards. */
  nearest(a: bigint, b: bigint): bigint {
    return (2n * a + b) / (2n * b)
  }

  /** Cents that shares come to at a price (of whole cents) that slippage moves up or down. */
  value(shares: number, price: number, slippage: number): bigint {
    return this.nearest(
      BigInt(shares) * this.money(price) * (1_000_000n + this.millionths(slippage)),
      1_000_000n,
    )
  }

  commission(value: bigint): bigint {
    if (value === 0n) return 0n
    const own = this.nearest(value * this.millionths(this.rules.commission), 1_000_000n)
    const least = this.money(this.rules.leastCommission)
    return own > least ? own : least
  }

  order(day: number, ticker: number, wanted: number, quote: Quote | null): number {
    const { slippage, lot, priceLimit, settleNextDay, stampDuty, shorting } = this.rules
    if (wanted === 0 || quote === null || !(quote.price > 0)) return 0
    if (priceLimit !== null && quote.before > 0) {
      const top = Math.round(quote.before * (1 + priceLimit) * 100) / 100
      const floor = Math.round(quote.before * (1 - priceLimit) * 100) / 100
      if (wanted > 0 ? quote.price >= top : quote.price <= floor) return 0
    }
    if (wanted > 0) {
      const closesShort = this.owned(ticker) < 0 && wanted === -this.owned(ticker)
      let shares = wanted
      if (!closesShort) while (shares % lot !== 0) shares -= 1
      if (this.owned(ticker) >= 0) {
        while (shares > 0) {
          const value = this.value(shares, quote.price, slippage)
          if (value + this.commission(value) <= this.cents) break
          shares -= lot
        }
      }
      if (shares <= 0) return 0
      const value = this.value(shares, quote.price, slippage)
      this.cents -= value + this.commission(value)
      this.purchases.push({ ticker, day, shares })
      return shares
    }
    const owned = this.owned(ticker)
    const today = this.purchases
      .filter((p) => p.ticker === ticker && p.day === day)
      .reduce((sum, p) => sum + p.shares, 0)
    const free = Math.max(0, owned - (settleNextDay ? today : 0))
    let shares = -wanted
    if (!shorting && shares > free) shares = free
    if (shares !== free) while (shares % lot !== 0) shares -= 1
    if (shares <= 0) return 0
    const value = this.value(shares, quote.price, -slippage)
    const duty = this.nearest(value * this.millionths(stampDuty), 1_000_000n)
    this.cents += value - this.commission(value) - duty
    this.sold.set(ticker, (this.sold.get(ticker) ?? 0) + shares)
    return -shares
  }
}

const pick = <T>(source: Random, of: readonly T[]): T => of[source.int(of.length)] as T

function scenario(seed: number) {
  const source = random(seed)
  const rules: TradingRules = {
    capital: 1000 + source.int(500_000),
    commission: pick(source, [0, 0.00025, 0.001, 0.003]),
    leastCommission: pick(source, [0, 5, 50]),
    stampDuty: pick(source, [0, 0.0005, 0.001]),
    slippage: pick(source, [0, 0.0005, 0.002]),
    lot: pick(source, [1, 10, 100]),
    settleNextDay: source.int(2) === 1,
    priceLimit: pick(source, [null, 0.1, 0.05]),
    shorting: source.int(4) === 0,
  }
  const tickers = 3
  const before = Array.from({ length: tickers }, () => 2 + 90 * source.next())
  const orders: { day: number; ticker: number; shares: number; quote: Quote | null }[] = []
  for (let day = 0; day < 40; day += 1) {
    for (let ticker = 0; ticker < tickers; ticker += 1) {
      const last = before[ticker] ?? 1
      // Now and then the price stands at its limit, to the cent, and now and then there is none.
      const limit = rules.priceLimit ?? 0.1
      const move = pick(source, [limit, -limit, 0.01, -0.02, 0.03, 2 * source.next() * 0.09 - 0.09])
      const price = Math.round(last * (1 + move) * 100) / 100
      const quote = source.int(12) === 0 ? null : { price, before: day === 0 ? Number.NaN : last }
      for (let k = 0; k < 1 + source.int(3); k += 1) {
        orders.push({ day, ticker, shares: source.int(3000) - 1400, quote })
      }
      before[ticker] = price
    }
  }
  return { rules, tickers, orders }
}

test.each(Array.from({ length: 100 }, (_, seed) => seed + 1))(
  'scenario %i agrees with the clerk to the cent',
  (seed) => {
    const { rules, tickers, orders } = scenario(seed)
    const account = openAccount(rules, tickers)
    const clerk = new Clerk(rules)
    for (const { day, ticker, shares, quote } of orders) {
      const fill = account.order(day, ticker, shares, quote)
      expect(fill.shares).toBe(clerk.order(day, ticker, shares, quote))
      expect(BigInt(account.cash())).toBe(clerk.cents)
      expect(account.held(ticker)).toBe(clerk.owned(ticker))
    }
    const price = (ticker: number): number => 3 + ticker
    const worth = [0, 1, 2].reduce((sum, t) => sum + clerk.money(clerk.owned(t) * price(t)), clerk.cents)
    expect(BigInt(account.equity(price))).toBe(worth)
  },
)

const rules: TradingRules = {
  capital: 10_000,
  commission: 0.001,
  leastCommission: 5,
  stampDuty: 0.0005,
  slippage: 0,
  lot: 100,
  settleNextDay: true,
  priceLimit: 0.1,
  shorting: false,
}
const quote = (price: number, before = price): Quote => ({ price, before })

test('says why an order was not filled', () => {
  const account = openAccount(rules, 1)
  expect(account.order(1, 0, 100, null).refused).toBe('suspended')
  expect(account.order(1, 0, 100, quote(11, 10)).refused).toBe('limit-up')
  expect(account.order(1, 0, 99, quote(10)).refused).toBe('lot')
  expect(account.order(1, 0, 5000, quote(10))).toMatchObject({ shares: 900, refused: 'cash' })
  expect(account.order(1, 0, -900, quote(10)).refused).toBe('unsettled')
  expect(account.order(2, 0, -900, quote(9, 10)).refused).toBe('limit-down')
  expect(account.order(2, 0, -900, quote(10))).toMatchObject({ shares: -900, fees: 900 + 450 })
  expect(account.order(3, 0, -100, quote(10)).refused).toBe('short')
})
