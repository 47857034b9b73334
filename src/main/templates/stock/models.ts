import type { ModelSpec } from '#shared/manifest'
import {
  fitTrading,
  loadTrading,
  type FitContext,
  type ModelReader,
  type Predictor,
  type TradingModelId,
  type TradingModelSettings,
} from '../../ml'
import type { Walk } from '../define'
import type { Params } from './params'

/** The ladder, simplest first. */
export const models = [
  { id: 'zero', kind: 'baseline', family: 'rule' },
  { id: 'last-value', kind: 'baseline', family: 'rule' },
  { id: 'momentum', kind: 'baseline', family: 'rule' },
  { id: 'buy-and-hold', kind: 'baseline', family: 'rule' },
  { id: 'random-turnover', kind: 'baseline', family: 'rule' },
  { id: 'ridge', kind: 'model', family: 'linear' },
  { id: 'boosting', kind: 'model', family: 'tree' },
  { id: 'arima', kind: 'model', family: 'linear' },
  { id: 'dlinear', kind: 'model', family: 'net' },
  { id: 'lstm', kind: 'model', family: 'net' },
  { id: 'tcn', kind: 'model', family: 'net' },
] as const satisfies readonly (ModelSpec & { id: TradingModelId })[]

export type ModelId = (typeof models)[number]['id']

const netOf = (params: Params, id: 'dlinear' | 'lstm' | 'tcn') => ({
  units: params[`${id}Units`],
  dropout: params[`${id}Dropout`],
  l2: params[`${id}L2`],
  learningRate: params[`${id}LearningRate`],
  batch: params[`${id}Batch`],
  epochs: params[`${id}Epochs`],
  patience: params[`${id}Patience`],
})

function settingsOf(params: Params): TradingModelSettings {
  return {
    horizon: params.horizon,
    adjust: params.adjust,
    badBars: params.badBars,
    strengths: params.strengths,
    boosting: {
      trees: params.boostingTrees,
      learningRate: params.boostingLearningRate,
      leaves: params.boostingLeaves,
      leafRows: params.boostingLeafRows,
      l2: params.boostingL2,
      rowShare: params.boostingRowShare,
      columnShare: params.boostingColumnShare,
      patience: params.boostingPatience,
    },
    nets: { dlinear: netOf(params, 'dlinear'), lstm: netOf(params, 'lstm'), tcn: netOf(params, 'tcn') },
  }
}

const daysPerYear = 365.25

/** How often a model is trained anew, and on how much of the past. Rules learn nothing that could age. */
export function walk(model: ModelId, params: Params): Walk {
  const family = models.find(({ id }) => id === model)?.family
  return {
    months: family === 'net' ? params.netRefitMonths : params.refitMonths,
    pastDays: params.pastYears === 0 ? null : Math.round(params.pastYears * daysPerYear),
  }
}

export function fit(context: FitContext<Params> & { model: ModelId }): Promise<Predictor> {
  return fitTrading(context.model, context, settingsOf(context.params))
}

export function load(model: ModelId, reader: ModelReader): Promise<Predictor> {
  return loadTrading(model, reader)
}
