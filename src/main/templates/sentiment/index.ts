/**
 * Sentiment: what do people feel, in two to twenty classes, in Chinese or English.
 * Holds this use case's columns, settings, ladder and words; what other text templates need lives in ml/text.
 */
import { stepIds } from '#shared/manifest'
import { classificationJudge, detectLanguage, prepare } from '../../ml'
import { defineTemplate } from '../define'
import { check } from './check'
import { columns } from './columns'
import { messages } from './messages'
import { fit, load, models } from './models'
import { params, preparationOf, presets, quick } from './params'

export const sentiment = defineTemplate({
  id: 'sentiment',
  version: 1,
  columns,
  params,
  quick,
  presets,
  steps: stepIds,
  judge: classificationJudge,
  headline: 'macroF1',
  metrics: ['macroF1', 'accuracy', 'precision', 'recall', 'f1', 'kappa', 'mcc', 'logLoss', 'rocAuc', 'ece'],
  models,
  checks: [
    'duplicates',
    'near-duplicates',
    'value-lost',
    'encoding',
    'constant',
    'id-like',
    'rare-class',
    'entity-overlap',
    'neutral-class',
    'ordinal-label',
    'preparation',
  ],
  samples: [
    {
      id: 'zh-reviews',
      lang: 'zh-CN',
      file: 'zh-reviews.csv',
      rows: 318,
      mapping: { text: '评论', label: '情感' },
      licence: 'Apache-2.0',
    },
    {
      id: 'en-reviews',
      lang: 'en',
      file: 'en-reviews.csv',
      rows: 2711,
      mapping: { text: 'review', label: 'feeling' },
      licence: 'CC BY 4.0',
    },
  ],
  messages,
  check,
  language: detectLanguage,
  prepareText: (text, settings, lang) => prepare(text, preparationOf(settings), lang).trim(),
  priceModel: 'tfidf-logreg',
  fit,
  load,
})
