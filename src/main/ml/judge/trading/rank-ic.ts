import { neweyWestError, standardRanks } from '../../trading'
import { z95 } from '../../stats'
import type { TradedDays } from './days'

/** Fewer forecasts on a day have no rank correlation. */
const fewestOnDay = 5

export interface RankIc {
  value: number
  low: number
  high: number
  /** Days (of a panel) or forecasts behind it. */
  n: number
}

/**
 * Rank correlation of forecast and return with the 95 % interval of Newey and West. Of a panel the mean of the days'
 * correlations; of one ticker the correlation over time, its error from the products of standardised ranks.
 * Null where it has none: all forecasts equal, or too few.
 */
export function rankIc(
  { signals, moves, decided }: TradedDays,
  tickers: number,
  horizon: number,
): RankIc | null {
  const terms = tickers >= fewestOnDay ? byDay(signals, moves, decided) : overTime(signals, moves)
  if (terms === null || terms.length < 20) return null
  const value = terms.reduce((sum, term) => sum + term, 0) / terms.length
  const reach = z95 * neweyWestError(terms, horizon - 1)
  return { value, low: value - reach, high: value + reach, n: terms.length }
}

function overTime(signals: Float64Array, moves: Float64Array): Float64Array | null {
  const [a, b] = [standardRanks(signals), standardRanks(moves)]
  return a === null || b === null ? null : a.map((x, i) => x * (b[i] ?? 0))
}

function byDay(signals: Float64Array, moves: Float64Array, decided: Int32Array): Float64Array | null {
  const days = new Map<number, number[]>()
  decided.forEach((day, i) => {
    const known = days.get(day)
    if (known === undefined) days.set(day, [i])
    else known.push(i)
  })
  const found: number[] = []
  for (const members of [...days].sort(([a], [b]) => a - b).map(([, own]) => own)) {
    if (members.length < fewestOnDay) continue
    const terms = overTime(
      Float64Array.from(members, (i) => signals[i] ?? 0),
      Float64Array.from(members, (i) => moves[i] ?? 0),
    )
    if (terms !== null) found.push(terms.reduce((sum, term) => sum + term, 0) / terms.length)
  }
  return found.length === 0 ? null : Float64Array.from(found)
}
