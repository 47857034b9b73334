/**
 * Credit scoring: who will pay back, in a score that can be explained. Holds this use case's columns, settings, ladder
 * and words; what other templates of tables need lives in ml/tabular.
 */
import { stepIds } from '#shared/manifest'
import { scoringJudge } from '../../ml'
import { defineTemplate } from '../define'
import { check } from './check'
import { columns } from './columns'
import { messages } from './messages'
import { fit, load, models } from './models'
import { params, quick } from './params'

export const credit = defineTemplate({
  id: 'credit',
  version: 1,
  columns,
  params,
  quick,
  steps: stepIds,
  judge: scoringJudge,
  headline: 'rocAuc',
  metrics: ['rocAuc', 'gini', 'ks', 'prAuc', 'accuracy', 'precision', 'recall', 'f1', 'logLoss', 'ece'],
  models,
  checks: [
    'duplicates',
    'value-lost',
    'encoding',
    'constant',
    'id-like',
    'rare-class',
    'leaking-column',
    'after-outcome',
    'shift',
    'label-doubt',
    'proxy',
  ],
  samples: [
    {
      id: 'zh-german-credit',
      lang: 'zh-CN',
      file: 'zh-german-credit.csv',
      rows: 1000,
      mapping: {
        label: '结果',
      },
      several: {
        protected: ['性别与婚姻状况', '外籍劳工'],
        feature: [
          '支票账户余额',
          '期限（月）',
          '信用记录',
          '用途',
          '贷款金额',
          '储蓄',
          '现职年限',
          '月供占收入比例',
          '担保',
          '现址居住年数',
          '财产',
          '年龄',
          '其他分期',
          '住房',
          '在本行的贷款数',
          '职业',
          '赡养人数',
          '电话',
        ],
      },
      licence: 'CC BY 4.0',
    },
    {
      id: 'en-german-credit',
      lang: 'en',
      file: 'en-german-credit.csv',
      rows: 1000,
      mapping: {
        label: 'outcome',
      },
      several: {
        protected: ['sex_and_status', 'foreign_worker'],
        feature: [
          'checking_account',
          'months',
          'credit_history',
          'purpose',
          'credit_amount',
          'savings',
          'employed_for',
          'instalment_percent_of_income',
          'guarantor',
          'years_at_address',
          'property',
          'age',
          'other_instalments',
          'housing',
          'credits_here',
          'job',
          'dependants',
          'telephone',
        ],
      },
      licence: 'CC BY 4.0',
    },
  ],
  messages,
  check,
  priceModel: 'boosting',
  fit,
  load,
})
