import { netBytes, type Workload, type WorkloadInput } from '../../ml'
import type { Params } from './params'

/** Days and numbers a day that nets read, and numbers computed a day and unit of each. */
const days = 30
const perDay = 2
const perUnit = { dlinear: 1, lstm: 12, tcn: 15 } as const
/** Features of ridge and boosting. */
const features = 28

/** What a fit asks of the machine: rows times what is computed of each. */
export function workload(input: WorkloadInput<Params> & { model: string }): Workload {
  const { model, params, rows } = input
  const bytes = { rows: rows.train * features * 8, weights: 0, batch: 0 }
  switch (model) {
    case 'ridge':
      return { pass: rows.train * features * features, epochs: null, bytes }
    case 'boosting':
      return { pass: rows.train * features * params.boostingTrees, epochs: null, bytes }
    case 'arima':
      return { pass: rows.train * 100, epochs: null, bytes }
    case 'dlinear':
    case 'lstm':
    case 'tcn': {
      const units = params[`${model}Units`]
      const weights = units * units * perUnit[model] + units
      const activations = days * units * perUnit[model]
      return {
        pass: rows.train * days * units * units * perUnit[model],
        epochs: { most: params[`${model}Epochs`], patience: params[`${model}Patience`] },
        bytes: netBytes({
          rows: rows.train + rows.validation,
          width: days * perDay,
          weights,
          slots: 2,
          batch: params[`${model}Batch`],
          activations,
        }),
      }
    }
    default:
      return { pass: rows.train, epochs: null, bytes }
  }
}
