/**
 * How numbers, durations and dates are written, per language: the one place for screens, charts, report and terminal.
 */
import type { Lang } from './lang'
import type { MetricFormat } from './manifest'

/** Stands where there is no number; never an empty cell. */
export const noNumber = '–'

const decimals = 3

export interface Format {
  lang: Lang
  integer: (value: number) => string
  /** A metric's value: shares with three decimals, money rounded, percent with one decimal,
   *  basis points with one. */
  metric: (value: number | null, format: MetricFormat) => string
  /** `0.858 – 0.893`, or the sign for no number where there is no interval. */
  interval: (low: number | null, high: number | null, format: MetricFormat) => string
  /** A signed difference; shares in points (hundredths): `+17.2 pt`. */
  difference: (value: number | null, format: MetricFormat) => string
  /** Without the unit, for columns whose header names it. */
  points: (value: number | null) => string
  percent: (share: number | null, digits?: number) => string
  /** `0.9 s`, `48 s`, `2:05`, `1:02:03`. */
  duration: (seconds: number) => string
  /** Milliseconds with three significant digits. */
  milliseconds: (ms: number) => string
  bytes: (count: number) => string
  /** How many times as much: two significant digits, whole from ten on. */
  times: (value: number) => string
  /** Two significant digits, as a learning rate is written. */
  rate: (value: number) => string
  date: (iso: string) => string
  dateTime: (iso: string) => string
}

const units: Record<Lang, { point: string; s: string; ms: string; basis: string }> = {
  en: { point: ' pt', s: ' s', ms: ' ms', basis: ' bp' },
  'zh-CN': { point: ' 百分点', s: ' 秒', ms: ' 毫秒', basis: ' bp' },
}

const pad = (n: number) => String(n).padStart(2, '0')

export function formatter(lang: Lang): Format {
  const unit = units[lang]
  const fixed = (digits: number) =>
    new Intl.NumberFormat(lang, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  const signed = new Intl.NumberFormat(lang, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  })
  const whole = new Intl.NumberFormat(lang, { maximumFractionDigits: 0 })
  const threeDecimals = fixed(decimals)
  const oneDecimal = fixed(1)
  const compact = new Intl.NumberFormat(lang, { maximumSignificantDigits: 3 })
  const twoDigits = new Intl.NumberFormat(lang, { maximumSignificantDigits: 2 })
  const day = new Intl.DateTimeFormat(lang, { dateStyle: 'medium' })
  const moment = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short' })

  const metric: Format['metric'] = (value, format) => {
    if (value === null) return noNumber
    if (format === 'money') return whole.format(value)
    if (format === 'percent') return `${oneDecimal.format(100 * value)} %`
    if (format === 'basis') return oneDecimal.format(10_000 * value) + unit.basis
    return threeDecimals.format(value)
  }

  return {
    lang,
    integer: (value) => whole.format(value),
    metric,
    interval: (low, high, format) => {
      if (low === null || high === null) return noNumber
      // Said once: twice it would only take room.
      const first = format === 'basis' ? oneDecimal.format(10_000 * low) : metric(low, format)
      return `${first} – ${metric(high, format)}`
    },
    difference: (value, format) => {
      if (value === null) return noNumber
      if (format === 'share' || format === 'percent') return signed.format(100 * value) + unit.point
      return (value > 0 ? '+' : '') + metric(value, format)
    },
    points: (value) => (value === null ? noNumber : signed.format(100 * value)),
    percent: (share, digits = 1) => (share === null ? noNumber : `${fixed(digits).format(100 * share)} %`),
    duration: (seconds) => {
      if (seconds < 10) return oneDecimal.format(seconds) + unit.s
      const all = Math.round(seconds)
      if (all < 60) return `${String(all)}${unit.s}`
      const hours = Math.floor(all / 3600)
      const minutes = Math.floor((all % 3600) / 60)
      return hours > 0
        ? `${String(hours)}:${pad(minutes)}:${pad(all % 60)}`
        : `${String(minutes)}:${pad(all % 60)}`
    },
    milliseconds: (ms) => compact.format(ms) + unit.ms,
    bytes: (count) => {
      const names = ['B', 'kB', 'MB', 'GB', 'TB']
      let size = count
      let step = 0
      while (size >= 1000 && step < names.length - 1) {
        size /= 1000
        step += 1
      }
      return `${compact.format(size)} ${names[step] ?? 'B'}`
    },
    times: (value) => (value < 10 ? twoDigits : whole).format(value),
    rate: (value) => (value >= 0.01 ? compact.format(value) : value.toExponential(1)),
    date: (iso) => day.format(new Date(iso)),
    dateTime: (iso) => moment.format(new Date(iso)),
  }
}
