/**
 * What a ladder will cost in time and memory, said before and while it trains. Predictions only: what things did cost
 * is measured by the ladder and kept by the engine.
 */
export { estimateOf } from './estimate'
export { judging, planLadder, type LadderPlan } from './plan'
export type { FitCost } from './predict'
