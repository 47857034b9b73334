import {
  gainsCurve,
  ksPlot,
  monthsChart,
  riskCurve,
  scoreHistogram,
  thresholdChart,
} from '#shared/charts/scoring'
import {
  auditTable,
  bandsTable,
  closingWords,
  gapsTable,
  monthsTable,
  swapTable,
} from '#shared/charts/scoring-tables'
import type { ChartTable } from '#shared/charts/context'
import { noNumber } from '#shared/format'
import {
  alertsADay,
  countsMoney,
  lostWithout,
  operationOf,
  pointInUse,
  savedAt,
  type PointInUse,
} from '#shared/operation'
import type { Operation, ScoringDetail } from '#shared/results'
import type { Writing } from '../context'
import { drawSvg } from '../svg'
import type { Block } from '../tree'

const fullWidth = 780
const small = { width: 380, height: 260 }

const tableOf = ({ columns, rows }: ChartTable, caption: string): Block => ({
  kind: 'table',
  caption,
  columns: columns.map((title, at) => ({ title, align: at === 0 ? 'left' : 'right' })),
  rows,
})

function facts(
  scoring: ScoringDetail,
  operation: Operation,
  { by, point }: PointInUse,
  { t, format }: Writing,
): Block[] {
  const { test } = scoring.totals
  const rows: [string, string][] = [[t('scoring.report.byWhom'), t(`scoring.report.by.${by}`)]]
  if (point !== null) {
    const share = (part: number, whole: number, bounds: { low: number; high: number } | null): string =>
      whole === 0
        ? noNumber
        : `${format.percent(part / whole)} (${format.interval(bounds?.low ?? null, bounds?.high ?? null, 'percent')})`
    rows.push(
      [t('scoring.decide.threshold'), format.percent(point.probability, 2)],
      [
        t(test.days === null ? 'scoring.alerts' : 'scoring.decide.aDay'),
        format.integer(alertsADay(point.test, test) ?? point.test.alerts),
      ],
      [t('scoring.decide.recall'), share(point.test.found, test.positives, point.recall)],
      [t('scoring.decide.precision'), share(point.test.found, point.test.alerts, point.precision)],
    )
    if (countsMoney(operation, test)) {
      const saved = savedAt(point, operation, scoring.reach)
      rows.push(
        [
          t('scoring.decide.saved'),
          `${format.metric(saved.value, 'money')} (${format.interval(saved.low, saved.high, 'money')})`,
        ],
        [t('scoring.decide.lost'), format.metric(lostWithout(test, operation), 'money')],
      )
    }
  }
  const said: Block = {
    kind: 'paragraph',
    text:
      point === null
        ? t('scoring.report.predictsEven')
        : t('scoring.report.predicts', { probability: format.percent(point.probability, 2) }),
  }
  return [{ kind: 'facts', rows }, said]
}

/** What acting on the scores of the model in use is worth: threshold, money, bands, months, groups, swaps. */
export function acting(writing: Writing): Block[] {
  const { judgement, subject, input, t, format, modelName } = writing
  const scoring = subject === null ? undefined : judgement?.details[subject.id]?.scoring
  if (subject === null || scoring === undefined) return []
  const goal = input.state.goal
  const operation = operationOf(goal)
  const chosen = pointInUse(scoring, goal, subject.id)
  const money = countsMoney(operation, scoring.totals.test)
  const picture = (
    title: string,
    option: Parameters<typeof drawSvg>[0],
    { width, height } = small,
  ): Block => ({
    kind: 'chart',
    caption: title,
    text: title,
    svg: drawSvg(option, width, height),
  })
  const judged = scoring.points.find(({ threshold }) => threshold === scoring.chosen.threshold)
  const probability = judged?.probability ?? 0.5
  return [
    { kind: 'heading', text: t('scoring.report.title') },
    ...facts(scoring, operation, chosen, writing),
    picture(
      t(money ? 'scoring.titles.saved' : 'scoring.titles.found'),
      thresholdChart(scoring, operation, chosen.point, money, writing),
      { width: fullWidth, height: 300 },
    ),
    picture(t('scoring.titles.histogram'), scoreHistogram(scoring, writing)),
    picture(t('scoring.titles.gains'), gainsCurve(scoring, writing)),
    picture(t('scoring.titles.ks'), ksPlot(scoring, writing)),
    picture(t('scoring.titles.risk'), riskCurve(scoring, writing)),
    tableOf(bandsTable(scoring, writing), t('scoring.titles.bands')),
    ...(scoring.months.length > 1
      ? [
          picture(t('scoring.titles.months'), monthsChart(scoring, writing), {
            width: fullWidth,
            height: 240,
          }),
          tableOf(monthsTable(scoring, writing), t('scoring.titles.months')),
        ]
      : []),
    ...(scoring.stability === null
      ? []
      : [
          {
            kind: 'paragraph' as const,
            text: t('scoring.notes.stability', { psi: format.metric(scoring.stability, 'number') }),
          },
        ]),
    ...(scoring.swaps.length > 0
      ? [
          tableOf(
            swapTable(scoring, modelName, writing),
            `${t('scoring.titles.swaps')}: ${t('scoring.notes.swaps')}`,
          ),
        ]
      : []),
    ...scoring.audit.flatMap((audit): Block[] => [
      tableOf(
        auditTable(audit, writing),
        `${t('scoring.titles.audit', { column: audit.column })}: ${t('scoring.notes.audit', {
          probability: format.percent(probability, 2),
          group: audit.reference,
        })}`,
      ),
      tableOf(gapsTable(audit, writing), ''),
      ...closingWords(audit, writing).map((text) => ({ kind: 'paragraph' as const, text })),
    ]),
  ]
}
