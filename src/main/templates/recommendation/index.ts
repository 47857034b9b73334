/**
 * Recommendation: what each customer should see next, from a log of who did what. Holds this use case's columns,
 * settings, ladder and words; the methods live in ml/recommend.
 */
import { stepIds } from '#shared/manifest'
import { rankingJudge } from '../../ml'
import { defineTemplate } from '../define'
import { check, settle } from './check'
import { columns } from './columns'
import { messages } from './messages'
import { fit, load, models, workload } from './models'
import { params, quick } from './params'

export const recommendation = defineTemplate({
  id: 'recommendation',
  version: 1,
  columns,
  params,
  quick,
  steps: stepIds,
  judge: rankingJudge,
  headline: 'ndcg20',
  metrics: ['ndcg20', 'recall20', 'mrr', 'coverage', 'gini', 'rmse', 'novelty', 'diversity'],
  models,
  checks: [
    'value-lost',
    'encoding',
    'constant',
    'duplicates',
    'no-time',
    'few-events',
    'rating-scales',
    'unused-items',
    'exposure-bias',
    'popularity-loop',
  ],
  samples: [
    {
      id: 'zh-shop',
      lang: 'zh-CN',
      file: 'zh-shop.csv',
      rows: 5700,
      mapping: {
        user: '用户',
        item: '商品编号',
        time: '时间',
        event: '行为',
        itemText: '商品名称',
        price: '价格',
      },
      licence: 'Apache-2.0',
    },
    {
      id: 'en-films',
      lang: 'en',
      file: 'en-films.csv',
      rows: 8008,
      mapping: { user: 'user', item: 'film', time: 'time', rating: 'rating', itemText: 'title' },
      licence: 'MIT',
    },
  ],
  messages,
  check,
  settle,
  priceModel: 'ease',
  workload,
  fit,
  load,
})
