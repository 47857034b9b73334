import type { ModelSpec } from '#shared/manifest'
import {
  fitMajority,
  fitTable,
  loadMajority,
  loadTable,
  type FitContext,
  type ModelReader,
  type Predictor,
  type Question,
} from '../../ml'
import { tableRoles } from './columns'
import type { Params } from './params'

/** The ladder, simplest first. */
export const models = [
  { id: 'prevalence', kind: 'baseline', family: 'rule' },
  { id: 'logreg', kind: 'model', family: 'linear' },
  { id: 'scorecard', kind: 'model', family: 'linear' },
  { id: 'boosting', kind: 'model', family: 'tree' },
  { id: 'mlp-128', kind: 'model', family: 'net' },
  { id: 'mlp-64-64', kind: 'model', family: 'net' },
  { id: 'mlp-64-32', kind: 'model', family: 'net' },
  { id: 'tabm', kind: 'model', family: 'net' },
] as const satisfies readonly ModelSpec[]

export type ModelId = (typeof models)[number]['id']

export async function fit(context: FitContext<Params> & { model: ModelId }): Promise<Predictor> {
  const { model, train, question } = context
  // A model that trains between two breaths is cancelled here.
  await context.breathe()
  return model === 'prevalence'
    ? fitMajority(train, question.classes.length)
    : fitTable(model, context, tableRoles)
}

export function load(model: ModelId, reader: ModelReader, question: Question): Promise<Predictor> {
  return model === 'prevalence' ? loadMajority(reader) : loadTable(model, reader, question, tableRoles)
}
