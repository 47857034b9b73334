/**
 * Fraud: which transactions to look at, scored from what is known before each. Holds this use case's columns,
 * settings, ladder and words; what other templates of tables need lives in ml/tabular.
 */
import { stepIds } from '#shared/manifest'
import { scoringJudge } from '../../ml'
import { defineTemplate } from '../define'
import { check, settle } from './check'
import { columns } from './columns'
import { derive } from './derive'
import { messages } from './messages'
import { fit, load, models } from './models'
import { params, quick } from './params'

export const fraud = defineTemplate({
  id: 'fraud',
  version: 1,
  columns,
  params,
  quick,
  steps: stepIds,
  judge: scoringJudge,
  headline: 'prAuc',
  metrics: [
    'prAuc',
    'rocAuc',
    'precision',
    'recall',
    'f1',
    'recallAtCapacity',
    'precisionAtCapacity',
    'moneySaved',
    'logLoss',
    'ece',
  ],
  models,
  checks: [
    'value-lost',
    'encoding',
    'constant',
    'id-like',
    'rare-class',
    'leaking-column',
    'after-outcome',
    'shift',
    'label-doubt',
  ],
  samples: [
    {
      id: 'zh-transactions',
      lang: 'zh-CN',
      file: 'zh-transactions.csv',
      rows: 6379,
      mapping: {
        label: '是否欺诈',
        time: '交易时间',
        entity: '卡号',
        amount: '金额',
      },
      several: { counterparty: ['终端'], feature: ['渠道', '类别'] },
      licence: 'Apache-2.0',
    },
    {
      id: 'en-transactions',
      lang: 'en',
      file: 'en-transactions.csv',
      rows: 6379,
      mapping: {
        label: 'fraud',
        time: 'time',
        entity: 'card',
        amount: 'amount',
      },
      several: { counterparty: ['terminal'], feature: ['channel', 'category'] },
      licence: 'Apache-2.0',
    },
  ],
  messages,
  check,
  settle,
  derive,
  priceModel: 'boosting',
  fit,
  load,
})
