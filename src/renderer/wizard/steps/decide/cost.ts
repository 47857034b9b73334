import type { ClassificationDetail } from '#shared/results'

export interface Cost {
  /** Misses and false alarms per 1,000 answers. */
  misses: number
  falseAlarms: number
  /** In the analyst's currency, per 1,000 answers. */
  money: number
}

const per = 1000

/**
 * What the answers of a two-class model cost, from its confusion on rows it had not seen.
 * A miss is a row of the other class than the positive one that was said to be positive for a template whose
 * costly class is the negative one; which class is costly is given.
 * @param costly index of the class that must not be missed
 */
export function costOf(
  { confusion }: ClassificationDetail,
  costly: number,
  missCost: number,
  falseAlarmCost: number,
): Cost {
  const other = 1 - costly
  const total = confusion.flat().reduce((sum, count) => sum + count, 0)
  const misses = (per * (confusion[costly]?.[other] ?? 0)) / total
  const falseAlarms = (per * (confusion[other]?.[costly] ?? 0)) / total
  return { misses, falseAlarms, money: misses * missCost + falseAlarms * falseAlarmCost }
}
