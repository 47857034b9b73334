import { noNumber } from '../format'
import { alertsADay, countsMoney, savedAt } from '../operation'
import type { Difference, GroupAudit, Measured, Operation, ScoringDetail } from '../results'
import type { ChartContext, ChartTable } from './context'

/** Rows of a table that a person can read to the end. */
const readable = 20

/** Some of the points, the first and the last among them. */
function some<T>(points: readonly T[]): T[] {
  if (points.length <= readable) return [...points]
  return Array.from(
    { length: readable },
    (_, i) => points[Math.round((i * (points.length - 1)) / (readable - 1))],
  ).filter((point): point is T => point !== undefined)
}

/** What every threshold gives on test. */
export function thresholdTable(
  scoring: ScoringDetail,
  operation: Operation,
  { t, format }: ChartContext,
): ChartTable {
  const { test } = scoring.totals
  const money = countsMoney(operation, test)
  return {
    columns: [
      t('scoring.probability'),
      t(test.days === null ? 'scoring.alerts' : 'scoring.alertsADay'),
      t('charts.recall'),
      t('charts.precision'),
      ...(money ? [t('scoring.saved'), t('charts.interval')] : []),
    ],
    rows: some(scoring.points).map((point) => {
      const saved = savedAt(point, operation, scoring.reach)
      const { alerts, found } = point.test
      return [
        format.percent(point.probability, 2),
        format.integer(alertsADay(point.test, test) ?? alerts),
        format.percent(found / Math.max(1, test.positives)),
        alerts === 0 ? noNumber : format.percent(found / alerts),
        ...(money
          ? [format.metric(saved.value, 'money'), format.interval(saved.low, saved.high, 'money')]
          : []),
      ]
    }),
  }
}

export function histogramTable({ histogram }: ScoringDetail, { t, format }: ChartContext): ChartTable {
  return {
    columns: [t('scoring.scoreFrom'), t('scoring.scoreTo'), t('scoring.positives'), t('scoring.negatives')],
    rows: histogram.bins.map(({ from, to, positives, negatives }) => [
      format.percent(from, 2),
      format.percent(to, 2),
      format.integer(positives),
      format.integer(negatives),
    ]),
  }
}

/** Tenths of the rows by falling score: how many are positive, and how many times the average that is. */
export function bandsTable({ bands, totals }: ScoringDetail, { t, format }: ChartContext): ChartTable {
  const average = totals.test.positives / Math.max(1, totals.test.rows)
  return {
    columns: [
      t('scoring.scoreFrom'),
      t('scoring.scoreTo'),
      t('charts.rows'),
      t('scoring.positives'),
      t('scoring.rate'),
      t('charts.interval'),
      t('scoring.lift'),
    ],
    rows: bands.map(({ from, to, n, positives, low, high }) => [
      format.percent(from, 2),
      format.percent(to, 2),
      format.integer(n),
      format.integer(positives),
      format.percent(positives / n),
      format.interval(low, high, 'percent'),
      average === 0 ? noNumber : format.metric(positives / n / average, 'number'),
    ]),
  }
}

export function monthsTable({ months }: ScoringDetail, { t, format }: ChartContext): ChartTable {
  return {
    columns: [
      t('scoring.month'),
      t('charts.rows'),
      t('scoring.rate'),
      t('charts.interval'),
      t('scoring.stability'),
    ],
    rows: months.map(({ month, n, positives, low, high, stability }) => [
      month,
      format.integer(n),
      format.percent(positives / n),
      format.interval(low, high, 'percent'),
      format.metric(stability, 'number'),
    ]),
  }
}

export function swapTable(
  { swaps }: ScoringDetail,
  nameOf: (model: string) => string,
  { t, format }: ChartContext,
): ChartTable {
  const words = ({ n, positives }: { n: number; positives: number }): string =>
    t('scoring.ofThem', { n: format.integer(n), positives: format.integer(positives) })
  return {
    columns: [t('scoring.other'), t('scoring.swapIn'), t('scoring.swapOut')],
    rows: swaps.map(({ other, only, otherOnly }) => [nameOf(other), words(only), words(otherOnly)]),
  }
}

/** Each group's rates with their intervals. */
export function auditTable({ groups }: GroupAudit, { t, format }: ChartContext): ChartTable {
  const share = ({ value, low, high }: Measured): string =>
    value === null ? noNumber : `${format.percent(value)} (${format.interval(low, high, 'percent')})`
  return {
    columns: [
      t('scoring.group'),
      t('charts.rows'),
      t('scoring.rate'),
      t('scoring.approvedColumn'),
      t('scoring.truePositive'),
      t('scoring.falsePositive'),
    ],
    rows: groups.map((group) => [
      group.group,
      format.integer(group.n),
      share(group.positive),
      share(group.approved),
      share(group.truePositive),
      share(group.falsePositive),
    ]),
  }
}

/** Each group's gaps to the reference group, in points with their intervals. */
export function gapsTable({ groups }: GroupAudit, { t, format }: ChartContext): ChartTable {
  const gap = ({ value, low, high }: Difference): string =>
    value === null ? noNumber : `${format.points(value)} [${format.points(low)}, ${format.points(high)}]`
  return {
    columns: [
      t('scoring.gap'),
      t('scoring.approvedColumn'),
      t('scoring.truePositive'),
      t('scoring.falsePositive'),
    ],
    rows: groups.flatMap(({ group, gaps }) =>
      gaps === null ? [] : [[group, gap(gaps.approved), gap(gaps.truePositive), gap(gaps.falsePositive)]],
    ),
  }
}

/** What approving all groups alike would change, in words; empty where that could not be worked out. */
export function closingWords({ closing }: GroupAudit, { t, format }: ChartContext): string[] {
  if (closing === null) return []
  const { difference, money } = closing
  const interval = `${format.difference(difference.low, 'percent')} … ${format.difference(difference.high, 'percent')}`
  const words = t('scoring.notes.closing', {
    approved: format.percent(closing.approved),
    before: format.percent(closing.positiveBefore),
    after: format.percent(closing.positiveAfter),
    difference: interval,
  })
  if (money?.value == null) return [words]
  return [
    words,
    t('scoring.notes.closingMoney', {
      money: format.difference(money.value, 'money'),
      low: format.metric(money.low, 'money'),
      high: format.metric(money.high, 'money'),
    }),
  ]
}
