import { historyNeeded, readBars, suspectedSplits } from '../../ml'
import { refuseRoles } from '../refusals'
import type { CheckInput, Refusal } from '../define'
import { columns } from './columns'
import { rawBarsIn } from './prices'

/** Days below which walking forward has nothing to stand on: features, a first fit, and days to choose and decide by. */
const fewestDays = 300

const dayMs = 86_400_000

/** Prices that come more often than this are not of days: a weekend is longer, and holidays are rarer. */
const shortestStep = 0.5 * dayMs

function medianStep(dates: Float64Array): number {
  const steps = Float64Array.from(dates.subarray(1), (date, i) => date - (dates[i] ?? date)).sort()
  return steps[Math.floor(steps.length / 2)] ?? Infinity
}

/** Says why these columns cannot become forecasts of a price, before anything is tried; null where they can. */
export function check(input: CheckInput): Refusal | null {
  const refusal = refuseRoles(input, columns)
  if (refusal) return refusal
  const { table, mapping } = input
  const raw = rawBarsIn(table, mapping.roles)
  const date = mapping.roles['date']?.[0] ?? ''
  const dated = raw.dates.reduce((sum, value) => sum + Number(!Number.isNaN(value)), 0)
  if (dated < table.rows / 2) {
    return { code: 'times-missing', params: { column: date, count: table.rows - dated, total: table.rows } }
  }
  const { series, bad } = readBars(raw, { adjust: 'none', badBars: 'leave-out' })
  const close = mapping.roles['close']?.[0] ?? ''
  if (bad.notPositive.length > dated / 2) {
    return {
      code: 'prices-not-positive',
      params: { column: close, count: bad.notPositive.length, total: dated },
    }
  }
  if (bad.duplicated.length > dated / 2) {
    return { code: 'days-repeated', params: { column: date, count: bad.duplicated.length, total: dated } }
  }
  const longest = series.reduce<(typeof series)[number] | null>(
    (most, one) => (most !== null && most.dates.length >= one.dates.length ? most : one),
    null,
  )
  const days = longest?.dates.length ?? 0
  if (longest !== null && medianStep(longest.dates) < shortestStep) {
    return { code: 'bars-not-daily', params: { column: date } }
  }
  const needed = input.forecasting ? historyNeeded : fewestDays
  if (days < needed) {
    return { code: 'history-too-short', params: { days, needed, missing: needed - days } }
  }
  return null
}

/** Splits that the prices do not show are mended from the adjusted close, where the file has one. */
export function settle({ table, mapping }: CheckInput): { adjust?: 'column' } {
  const raw = rawBarsIn(table, mapping.roles)
  if (raw.adjusted === null) return {}
  const { series } = readBars(raw, { adjust: 'none', badBars: 'leave-out' })
  const found = series.some((one) => suspectedSplits(one, raw.adjusted).length > 0)
  return found ? { adjust: 'column' } : {}
}
