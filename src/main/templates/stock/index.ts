/**
 * Stock prediction that tells the truth: does a forecast of a price earn anything after costs? Holds this use case's
 * columns, settings, ladder and words; prices, backtests and their models live in ml/trading.
 */
import { stepIds } from '#shared/manifest'
import { tradingJudge } from '../../ml'
import { defineTemplate } from '../define'
import { check, settle } from './check'
import { columns } from './columns'
import { messages } from './messages'
import { fit, load, models, walk } from './models'
import { params, presets, quick } from './params'
import { derive, market } from './prices'
import { workload } from './workload'

export const stock = defineTemplate({
  id: 'stock',
  version: 1,
  columns,
  params,
  quick,
  presets,
  demonstration: 'en-three-stocks',
  steps: stepIds,
  judge: tradingJudge,
  headline: 'netReturn',
  metrics: [
    'netReturn',
    'hitRate',
    'accuracy',
    'precision',
    'recall',
    'f1',
    'rankIc',
    'sharpe',
    'maxDrawdown',
    'deflatedSharpe',
  ],
  models,
  checks: ['value-lost', 'encoding', 'unadjusted-split', 'bad-bar', 'gap', 'survivorship', 'after-close'],
  samples: [
    {
      id: 'zh-csi300',
      lang: 'zh-CN',
      file: 'zh-csi300.csv',
      rows: 4857,
      mapping: {
        date: '日期',
        open: '开盘',
        high: '最高',
        low: '最低',
        close: '收盘',
        volume: '成交量',
      },
      licence: 'MIT',
    },
    {
      id: 'en-three-stocks',
      lang: 'en',
      file: 'en-three-stocks.csv',
      rows: 9810,
      mapping: {
        ticker: 'Ticker',
        date: 'Date',
        open: 'Open',
        high: 'High',
        low: 'Low',
        close: 'Close',
        volume: 'Volume',
        adjusted: 'Adj Close',
      },
      licence: 'Public domain',
    },
  ],
  messages,
  check,
  settle,
  derive,
  market,
  walk,
  priceModel: 'ridge',
  workload,
  fit,
  load,
})
