/**
 * One object decides what a model is worth against its baselines, and says how sure that is (honesty.md).
 * Scores and truth in, JSON out: no data, no training, no files.
 */
export { classificationJudge } from './classification'
export type { ClassificationMetric } from './classification-metrics'
export { pairedDifference } from './paired'
export type * from './types'
