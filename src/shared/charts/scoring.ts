import type { EChartsOption } from 'echarts'
import { alertsADay, savedAt } from '../operation'
import type { OperatingPoint, Operation, ScoringDetail } from '../results'
import { bottomAxis, plainTooltip, valueAxis, type ChartContext } from './context'
import { fontSize } from './theme'

const grid = { left: 60, right: 20, top: 32, bottom: 44 }
const unit = { min: 0, max: 1, interval: 0.25 }

/** Alerts per 1,000 rows, or a day where rows have days: what a threshold means to people. */
export function burdenOf(point: OperatingPoint, { totals }: ScoringDetail): number {
  return alertsADay(point.test, totals.test) ?? (1000 * point.test.alerts) / Math.max(1, totals.test.rows)
}

/** Positives are so few that alerts are read on a logarithm. */
const isRare = ({ histogram }: ScoringDetail): boolean => histogram.scale === 'log'

/** The points that can stand on the axis of alerts: a logarithm has no place for none. */
function drawn(scoring: ScoringDetail): OperatingPoint[] {
  return isRare(scoring) ? scoring.points.filter(({ test }) => test.alerts > 0) : scoring.points
}

function burdenAxis(scoring: ScoringDetail, context: ChartContext) {
  const name = scoring.totals.test.days === null ? 'scoring.alertsOf' : 'scoring.alertsADay'
  const axis = bottomAxis(context, context.t(name))
  return isRare(scoring) ? { ...axis, type: 'log' as const } : { ...axis, min: 0 }
}

const line = (color: string, data: number[][], name = '') => ({
  type: 'line' as const,
  name,
  data,
  symbol: 'none',
  lineStyle: { color, width: 2 },
  itemStyle: { color },
})

/** An interval round a line: what lies below it, unseen, and what lies between on top. */
const band = (context: ChartContext, data: { x: number; low: number; high: number }[]) => [
  {
    type: 'line' as const,
    stack: 'band',
    stackStrategy: 'all' as const,
    data: data.map(({ x, low }) => [x, low]),
    symbol: 'none',
    lineStyle: { opacity: 0 },
    silent: true,
    tooltip: { show: false },
  },
  {
    type: 'line' as const,
    stack: 'band',
    stackStrategy: 'all' as const,
    data: data.map(({ x, low, high }) => [x, high - low]),
    symbol: 'none',
    lineStyle: { opacity: 0 },
    areaStyle: { color: context.theme.accentSoft },
    silent: true,
    tooltip: { show: false },
  },
]

const marker = (context: ChartContext, x: number, y: number) => ({
  type: 'line' as const,
  data: [[x, y]],
  symbol: 'circle',
  symbolSize: 11,
  silent: true,
  z: 4,
  itemStyle: { color: context.theme.accent },
  markLine: {
    symbol: 'none',
    silent: true,
    label: { show: false },
    lineStyle: { color: context.theme.accent, type: 'solid' as const, width: 1 },
    data: [{ xAxis: x }],
  },
})

/**
 * What each threshold saves on test, with the 95 % band, against the alerts it gives; where no money is counted, the
 * share of positives it finds.
 */
export function thresholdChart(
  scoring: ScoringDetail,
  operation: Operation,
  chosen: OperatingPoint | null,
  money: boolean,
  context: ChartContext,
): EChartsOption {
  const { theme, t } = context
  const points = drawn(scoring)
  const at = (point: OperatingPoint) => {
    const x = burdenOf(point, scoring)
    if (money) return { x, ...savedAt(point, operation, scoring.reach) }
    const value = point.test.found / Math.max(1, scoring.totals.test.positives)
    return { x, value, low: point.recall?.low ?? value, high: point.recall?.high ?? value }
  }
  const data = points.map(at)
  const mark = chosen === null || !points.includes(chosen) ? null : at(chosen)
  return {
    animation: false,
    grid,
    xAxis: burdenAxis(scoring, context),
    yAxis: {
      ...valueAxis(context, t(money ? 'scoring.saved' : 'scoring.shareFound')),
      ...(money ? {} : unit),
    },
    series: [
      ...band(context, data),
      line(
        theme.series[0],
        data.map(({ x, value }) => [x, value]),
      ),
      ...(mark === null ? [] : [marker(context, mark.x, mark.value)]),
    ],
  }
}

/** Rows by calibrated probability, each class on a scale of its own, so that a rare one is seen. */
export function scoreHistogram({ histogram }: ScoringDetail, context: ChartContext): EChartsOption {
  const { theme, t, format } = context
  const names = histogram.bins.map(({ from }) => format.percent(from, from > 0 && from < 0.01 ? 2 : 0))
  const side = (index: number, name: string, pick: (bin: (typeof histogram.bins)[number]) => number) => ({
    type: 'bar' as const,
    name,
    xAxisIndex: index,
    yAxisIndex: index,
    data: histogram.bins.map(pick),
    barCategoryGap: '8%',
    itemStyle: { color: theme.series[index === 0 ? 1 : 0] },
  })
  const axis = (index: number) => ({
    ...bottomAxis(context, index === 1 ? t('scoring.probability') : ''),
    type: 'category' as const,
    data: names,
    gridIndex: index,
    axisLabel: { show: index === 1, color: theme.ink3, fontSize: fontSize.axis, fontFamily: theme.font },
  })
  const labels = [t('scoring.positives'), t('scoring.negatives')]
  return {
    animation: false,
    tooltip: plainTooltip,
    grid: [
      { left: 60, right: 20, top: 30, height: '25%' },
      { left: 60, right: 20, bottom: 44, height: '25%' },
    ],
    xAxis: [axis(0), axis(1)],
    yAxis: labels.map((label, gridIndex) => ({ ...valueAxis(context, label), splitNumber: 2, gridIndex })),
    series: [
      side(0, labels[0] ?? '', ({ positives }) => positives),
      side(1, labels[1] ?? '', ({ negatives }) => negatives),
    ],
  }
}

/** Share of rows looked at against the share of positives found: how much faster than by chance. */
export function gainsCurve(scoring: ScoringDetail, context: ChartContext): EChartsOption {
  const { theme, t } = context
  const { rows, positives } = scoring.totals.test
  return {
    animation: false,
    grid,
    tooltip: plainTooltip,
    xAxis: { ...bottomAxis(context, t('scoring.shareLooked')), ...unit },
    yAxis: { ...valueAxis(context, t('scoring.shareFound')), ...unit },
    series: [
      {
        ...line(
          theme.lineStrong,
          [
            [0, 0],
            [1, 1],
          ],
          t('scoring.byChance'),
        ),
        silent: true,
      },
      line(theme.series[0], [
        ...scoring.points.map(({ test }) => [test.alerts / rows, test.found / positives]),
        [1, 1],
      ]),
    ],
  }
}

/** The share of each class above a score, along the rows by falling score; KS is where they lie farthest apart. */
export function ksPlot(scoring: ScoringDetail, context: ChartContext): EChartsOption {
  const { theme, t } = context
  const { rows, positives } = scoring.totals.test
  const points = [
    ...scoring.points.map(({ test }) => ({
      x: test.alerts / rows,
      of: test.found / positives,
      others: (test.alerts - test.found) / Math.max(1, rows - positives),
    })),
    { x: 1, of: 1, others: 1 },
  ]
  const widest = points.reduce((best, one) => (one.of - one.others > best.of - best.others ? one : best))
  return {
    animation: false,
    grid,
    tooltip: plainTooltip,
    xAxis: { ...bottomAxis(context, t('scoring.shareLooked')), ...unit },
    yAxis: { ...valueAxis(context, t('scoring.cumulative')), ...unit },
    series: [
      line(
        theme.series[1],
        points.map(({ x, of }) => [x, of]),
        t('scoring.positives'),
      ),
      line(
        theme.series[0],
        points.map(({ x, others }) => [x, others]),
        t('scoring.negatives'),
      ),
      {
        type: 'line',
        data: [
          [widest.x, widest.others],
          [widest.x, widest.of],
        ],
        symbol: 'none',
        silent: true,
        lineStyle: { color: theme.ink2, type: 'dashed', width: 1.5 },
      },
    ],
  }
}

/** The share of rows that are approved (no alert) against the share of positives among those. */
export function riskCurve(scoring: ScoringDetail, context: ChartContext): EChartsOption {
  const { theme, t } = context
  const { rows, positives } = scoring.totals.test
  const points = scoring.points
    .filter(({ test }) => test.alerts < rows)
    .map(({ test }) => [1 - test.alerts / rows, (positives - test.found) / (rows - test.alerts)])
  return {
    animation: false,
    grid,
    tooltip: plainTooltip,
    xAxis: { ...bottomAxis(context, t('scoring.approved')), ...unit },
    yAxis: valueAxis(context, t('scoring.badAmong')),
    series: [line(theme.series[0], points)],
  }
}

/** Share of positives in each month of the test rows, with its interval. */
export function monthsChart({ months }: ScoringDetail, context: ChartContext): EChartsOption {
  const { theme, t } = context
  const names = months.map(({ month }) => month)
  const flat = months.map(({ low, high }, x) => ({ x, low, high }))
  return {
    animation: false,
    grid,
    xAxis: { ...bottomAxis(context, t('scoring.month')), type: 'category', data: names },
    yAxis: { ...valueAxis(context, t('scoring.rate')), min: 0 },
    series: [
      ...band(context, flat),
      {
        ...line(
          theme.series[0],
          months.map(({ n, positives }, x) => [x, positives / n]),
        ),
        symbol: 'circle',
        symbolSize: 7,
      },
    ],
  }
}
