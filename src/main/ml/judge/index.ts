/**
 * One object decides what a model is worth against its baselines, and says how sure that is (honesty.md).
 * Scores and truth in, JSON out: no data, no training, no files.
 */
import { familyMetrics, type ClassificationMetric, type ScoringMetric } from './metric-definitions'
import { judgeOf } from './pipeline'
import type { Judge } from './types'

/** Which class a row is of: two or more, every class counts. */
export const classificationJudge: Judge<ClassificationMetric> = judgeOf({
  metrics: familyMetrics.classification,
  acts: false,
})

/** Which of two classes, where the highest scores are acted on and amounts, days and costs count (adr/0012). */
export const scoringJudge: Judge<ScoringMetric> = judgeOf({ metrics: familyMetrics.scoring, acts: true })

export { meanMeasured } from './ranking-detail'
export { rankingJudge } from './ranking'
export { tradingJudge } from './trading'
export type { ClassificationMetric, DrawnMetric, ScoringMetric } from './metric-definitions'
export { pairedDifference } from './paired'
export type * from './types'
