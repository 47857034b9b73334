import { fitsOfEach } from '../ladder'
import { estimateOf, planLadder } from '../costs'
import type { Answer } from '../job'
import { findTemplate, paramsOf } from '../plan'
import { openProblem } from '../problem'
import type { Json } from '#shared/lang'

/** What a ladder will take. Reads a few hundred rows and no scores; trains nothing, and loads no TensorFlow. */
export const estimate: Answer<'estimate'> = (input) => {
  const template = findTemplate(input.data.template)
  const params = paramsOf(template, { ...input.data, params: input.params, quick: input.quick })
  const mapping = { ...input.data.mapping, params: params as Record<string, Json> }
  const problem = openProblem({ ...input.data, mapping }, params)
  const fits = fitsOfEach(problem, input.splitState.kind, input.seed, params)
  const plan = planLadder(problem, { fits, models: input.models, params, book: input.costs })
  return Promise.resolve(estimateOf(plan))
}
