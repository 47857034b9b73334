import type { RoleSpec } from '#shared/manifest'

const price = (required: boolean, names: readonly string[]): RoleSpec => ({
  accepts: ['number'],
  required,
  part: 'bar',
  names,
})

/** What the columns of a file may be, in the words of the vendors and exchanges that write such files. */
export const columns = {
  date: { accepts: ['time'], required: true, part: 'time' },
  open: price(false, ['open price', 'opening price', '开盘', '开盘价', '开盘点位', '今开']),
  high: price(false, ['high price', 'highest', '最高', '最高价', '最高点位']),
  low: price(false, ['low price', 'lowest', '最低', '最低价', '最低点位']),
  close: price(true, [
    'close price',
    'closing price',
    'last',
    'price',
    '收盘',
    '收盘价',
    '收盘点位',
    '最新价',
    'adj close',
    'adjusted close',
  ]),
  volume: price(false, ['vol', 'shares traded', 'turnover volume', '成交量', '成交股数', '总手', '交易量']),
  ticker: {
    accepts: ['text', 'number'],
    required: false,
    part: 'ticker',
    names: [
      'symbol',
      'code',
      'ts code',
      'stock',
      'stock code',
      'instrument',
      'ric',
      '代码',
      '股票代码',
      '证券代码',
      '股票',
      '名称',
      '股票名称',
    ],
  },
  adjusted: price(false, [
    'adj close',
    'adjclose',
    'adjusted close',
    'close adj',
    '复权收盘价',
    '后复权收盘价',
    '前复权收盘价',
    '复权价',
  ]),
  /** Further numbers that are known at the close; read against their own past. */
  feature: { accepts: ['number'], required: false, repeatable: true, part: 'feature' },
} as const satisfies Record<string, RoleSpec>
