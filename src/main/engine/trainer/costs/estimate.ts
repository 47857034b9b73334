import { totalmem } from 'node:os'
import type { Estimate } from '#shared/costs'
import { secondsOf, type FitCost } from './predict'
import { modelBytes, type LadderPlan } from './plan'

/** Measurements of a model from which its time is known well. */
const enough = 2

const basisOf = (costs: readonly FitCost[]): Estimate['basis'] => {
  if (costs.every(({ measured }) => measured >= enough)) return 'measured'
  return costs.some(({ measured }) => measured > 0) ? 'partly' : 'guess'
}

/** A plan in the words of the screens and the terminal. */
export function estimateOf(plan: LadderPlan): Estimate {
  const judge = secondsOf(plan.judge.cost, 1)
  const models = plan.models.map((planned) => {
    const { cost, fits, model } = planned
    return {
      id: model,
      seconds: fits * secondsOf(cost, cost.passes),
      most: fits * secondsOf(cost, cost.most),
      bytes: modelBytes(plan, planned),
      basis: basisOf([cost]),
    }
  })
  const sum = (of: (one: (typeof models)[number]) => number): number =>
    models.reduce((total, one) => total + of(one), 0)
  return {
    seconds: judge + sum(({ seconds }) => seconds),
    most: judge + sum(({ most }) => most),
    bytes: plan.memory.peak,
    machineBytes: totalmem(),
    basis: basisOf(plan.models.map(({ cost }) => cost)),
    models,
  }
}
