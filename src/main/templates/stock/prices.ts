import { cellTexts, type Table } from '../../data'
import {
  extraFeatures,
  marketOf,
  readBars,
  suspectedSplits,
  tradingFeatures,
  type Market,
  type PriceRole,
  type RawBars,
} from '../../ml'
import type { DerivedColumn, DeriveInput } from '../define'
import type { Params } from './params'

type Roles = Readonly<Record<string, readonly string[]>>

/** Prices of a table by its roles; a role whose column is not there counts as not mapped. */
export function rawBarsIn(table: Table, roles: Roles): RawBars {
  const names = new Map(table.columns.map(({ name, type }) => [name, type]))
  const column = (role: PriceRole): string | null => {
    const name = roles[role]?.[0]
    return name !== undefined && names.has(name) ? name : null
  }
  const number = (role: PriceRole): Float64Array | null => {
    const name = column(role)
    return name === null ? null : table.number(name)
  }
  const none = (): Float64Array => new Float64Array(table.rows).fill(Number.NaN)
  const [date, ticker] = [column('date'), column('ticker')]
  const cells = ticker === null ? null : cellTexts(table, ticker)
  return {
    dates: date === null ? none() : table.time(date),
    tickers:
      cells === null ? null : Array.from({ length: table.rows }, (_, row) => cells.get(row)?.trim() ?? ''),
    open: number('open'),
    high: number('high'),
    low: number('low'),
    close: number('close') ?? none(),
    volume: number('volume'),
    adjusted: number('adjusted'),
  }
}

type Input = Omit<DeriveInput, 'params' | 'wanted'> & { params: Params }

/** Features of every row from its own past and that of its market. */
export function derive({ table, roles, params }: Input): DerivedColumn[] {
  const { series } = readBars(rawBarsIn(table, roles), params)
  const extra = (roles['feature'] ?? []).flatMap((name) =>
    table.columns.some((column) => column.name === name && column.type === 'number')
      ? [{ name, values: table.number(name) }]
      : [],
  )
  return [...tradingFeatures(series, table.rows), ...extraFeatures(series, extra)]
}

/** The prices of a table on one calendar, with the rules that the parameters set. */
export function market({ table, roles, params }: Input): Market {
  const raw = rawBarsIn(table, roles)
  const { series, bad } = readBars(raw, params)
  const standing = params.adjust === 'none' ? series : readBars(raw, { ...params, adjust: 'none' }).series
  return marketOf(series, table.rows, {
    bad,
    splits: standing.flatMap((one) => suspectedSplits(one, raw.adjusted)),
    rules: {
      capital: params.capital,
      commission: params.commission,
      leastCommission: params.leastCommission,
      stampDuty: params.stampDuty,
      slippage: params.slippage,
      lot: params.lot,
      settleNextDay: params.settleNextDay,
      priceLimit: params.priceLimit === 0 ? null : params.priceLimit,
      shorting: params.shorting,
    },
    policy: {
      direction: params.shorting ? 'both' : 'long',
      holdShare: params.holdShare,
      buffer: params.buffer,
    },
    horizon: params.horizon,
  })
}
