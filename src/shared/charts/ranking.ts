import type { EChartsOption } from 'echarts'
import type { RankingDetail, RankingPoint, TradeOffPoint } from '../ranking'
import type { Measured } from '../results'
import { bottomAxis, plainTooltip, valueAxis, type ChartContext, type ChartTable } from './context'
import { fontSize } from './theme'

const grid = { left: 56, right: 20, top: 36, bottom: 46 }

const legend = ({ theme }: ChartContext) => ({
  top: 0,
  right: 0,
  icon: 'roundRect',
  itemWidth: 12,
  itemHeight: 4,
  textStyle: { color: theme.ink2, fontSize: fontSize.axis, fontFamily: theme.font },
})

const names = (context: ChartContext, values: readonly string[], name: string) => ({
  ...bottomAxis(context, name),
  type: 'category' as const,
  data: [...values],
  axisLabel: { ...valueAxis(context, '').axisLabel, interval: 0 },
})

const line = (color: string, name: string, data: (number | null)[] | number[][]) => ({
  type: 'line' as const,
  name,
  data,
  symbol: 'circle',
  symbolSize: 6,
  lineStyle: { color, width: 2 },
  itemStyle: { color },
})

/** The interval of each point as a thin upright line at its place. */
function whiskers(color: string, values: readonly Measured[], shift = 0) {
  const data = values.map(({ low, high }, i) => [i, low ?? Number.NaN, high ?? Number.NaN])
  return {
    type: 'custom' as const,
    silent: true,
    tooltip: { show: false },
    data,
    renderItem: (
      _params: unknown,
      api: { value(i: number): number | string; coord(at: number[]): number[] },
    ) => {
      const [place, low, high] = [Number(api.value(0)), Number(api.value(1)), Number(api.value(2))]
      if (!Number.isFinite(low) || !Number.isFinite(high)) return null
      const [x = 0, top = 0] = api.coord([place, high])
      const [, bottom = 0] = api.coord([place, low])
      return {
        type: 'line' as const,
        shape: { x1: x + shift, y1: top, x2: x + shift, y2: bottom },
        style: { stroke: color, lineWidth: 1.5 },
      }
    },
  }
}

/** Up to a round number above the ends of all intervals. */
const share = (context: ChartContext, values: readonly Measured[]) => {
  const most = values.reduce((top, { value, high }) => Math.max(top, value ?? 0, high ?? 0), 0)
  return { ...valueAxis(context, ''), min: 0, max: Math.min(1, Math.ceil(20 * most) / 20 || 1) }
}

/** Two numbers of several groups with their intervals. */
function twoLines(
  points: readonly RankingPoint[],
  labels: readonly string[],
  axis: string,
  context: ChartContext,
): EChartsOption {
  const { theme, t } = context
  const [first, second] = theme.series
  return {
    animation: false,
    grid,
    legend: legend(context),
    tooltip: plainTooltip,
    xAxis: names(context, labels, axis),
    yAxis: share(
      context,
      points.flatMap(({ ndcg, recall }) => [ndcg, recall]),
    ),
    series: [
      line(
        first,
        t('ranking.axis.ndcg'),
        points.map(({ ndcg }) => ndcg.value),
      ),
      line(
        second,
        t('ranking.axis.recall'),
        points.map(({ recall }) => recall.value),
      ),
      whiskers(
        first,
        points.map(({ ndcg }) => ndcg),
      ),
      whiskers(
        second,
        points.map(({ recall }) => recall),
      ),
    ] as NonNullable<EChartsOption['series']>,
  }
}

const band = ({ from, to }: { from: number; to: number }): string =>
  from === to ? String(from) : `${String(from)}–${String(to)}`

export const activityChart = ({ activity }: RankingDetail, context: ChartContext): EChartsOption =>
  twoLines(activity, activity.map(band), context.t('ranking.axis.known'), context)

/** Cohorts as bars with their intervals. */
export function cohortChart({ cohorts }: RankingDetail, context: ChartContext): EChartsOption {
  const { theme, t } = context
  const [first, second] = theme.series
  const bar = (color: string, name: string, values: readonly Measured[]) => ({
    type: 'bar' as const,
    name,
    barWidth: 22,
    data: values.map(({ value }) => value),
    itemStyle: { color },
  })
  const [ndcg, recall] = [cohorts.map((one) => one.ndcg), cohorts.map((one) => one.recall)]
  return {
    animation: false,
    grid,
    legend: legend(context),
    tooltip: plainTooltip,
    xAxis: names(
      context,
      cohorts.map(({ id }) => t(`ranking.cohort.${id}`)),
      '',
    ),
    yAxis: share(context, [...ndcg, ...recall]),
    series: [
      bar(first, t('ranking.axis.ndcg'), ndcg),
      bar(second, t('ranking.axis.recall'), recall),
      whiskers(theme.ink, ndcg, -14),
      whiskers(theme.ink, recall, 14),
    ] as NonNullable<EChartsOption['series']>,
  }
}

/** What a longer list finds. */
export function depthChart(
  { depths }: RankingDetail,
  chosen: number | null,
  context: ChartContext,
): EChartsOption {
  const { theme, t } = context
  const [first, second, third] = theme.series
  const nearest = depths.filter(({ k }) => k <= (chosen ?? 0)).length - 1
  return {
    animation: false,
    grid,
    legend: legend(context),
    tooltip: plainTooltip,
    xAxis: names(
      context,
      depths.map(({ k }) => String(k)),
      t('ranking.axis.k'),
    ),
    yAxis: share(
      context,
      depths.flatMap(({ ndcg, recall, hit }) => [ndcg, recall, hit]),
    ),
    series: [
      {
        ...line(
          first,
          t('ranking.axis.ndcg'),
          depths.map(({ ndcg }) => ndcg.value),
        ),
        ...(nearest < 0
          ? {}
          : {
              markLine: {
                symbol: 'none',
                silent: true,
                label: { show: false },
                lineStyle: { color: theme.accent, type: 'solid' as const, width: 1 },
                data: [{ xAxis: nearest }],
              },
            }),
      },
      line(
        second,
        t('ranking.axis.recall'),
        depths.map(({ recall }) => recall.value),
      ),
      line(
        third,
        t('ranking.axis.hit'),
        depths.map(({ hit }) => hit.value),
      ),
      whiskers(
        first,
        depths.map(({ ndcg }) => ndcg),
      ),
      whiskers(
        second,
        depths.map(({ recall }) => recall),
      ),
      whiskers(
        third,
        depths.map(({ hit }) => hit),
      ),
    ] as NonNullable<EChartsOption['series']>,
  }
}

/** Share of all recommendations that the most recommended items take; the diagonal is all alike. */
export function exposureChart({ exposure }: RankingDetail, context: ChartContext): EChartsOption {
  const { theme, t } = context
  const unit = { min: 0, max: 1, interval: 0.25 }
  return {
    animation: false,
    grid,
    legend: legend(context),
    tooltip: plainTooltip,
    xAxis: { ...bottomAxis(context, t('ranking.axis.items')), ...unit },
    yAxis: { ...valueAxis(context, ''), ...unit },
    series: [
      {
        ...line(
          theme.series[0],
          t('ranking.axis.recommendations'),
          exposure.map(({ items, recommendations }) => [items, recommendations]),
        ),
        symbol: 'none',
      },
      {
        ...line(theme.ink3, t('ranking.axis.even'), [
          [0, 0],
          [1, 1],
        ]),
        symbol: 'none',
        lineStyle: { color: theme.ink3, width: 1, type: 'dashed' as const },
      },
    ],
  }
}

/** What more different lists cost and give. */
export function tradeOffChart(
  points: readonly TradeOffPoint[],
  chosen: number,
  context: ChartContext,
): EChartsOption {
  const { theme, t, format } = context
  const [first, second, third] = theme.series
  const place = points.filter(({ diversity }) => diversity <= chosen + 1e-9).length - 1
  return {
    animation: false,
    grid,
    legend: legend(context),
    tooltip: plainTooltip,
    xAxis: names(
      context,
      points.map(({ diversity }) => format.percent(diversity, 0)),
      t('ranking.axis.diversity'),
    ),
    yAxis: share(
      context,
      points.flatMap(({ ndcg, different }) => [ndcg, different]),
    ),
    series: [
      {
        ...line(
          first,
          t('ranking.axis.ndcg'),
          points.map(({ ndcg }) => ndcg.value),
        ),
        markLine: {
          symbol: 'none',
          silent: true,
          label: { show: false },
          lineStyle: { color: theme.accent, type: 'solid' as const, width: 1 },
          data: [{ xAxis: Math.max(0, place) }],
        },
      },
      line(
        second,
        t('ranking.axis.different'),
        points.map(({ different }) => different.value),
      ),
      line(
        third,
        t('ranking.axis.coverage'),
        points.map(({ coverage }) => coverage),
      ),
      whiskers(
        first,
        points.map(({ ndcg }) => ndcg),
      ),
    ] as NonNullable<EChartsOption['series']>,
  }
}

const cells = ({ format }: ChartContext, one: Measured): string[] => [
  format.metric(one.value, 'share'),
  format.interval(one.low, one.high, 'share'),
]

function pointTable(
  first: string,
  rows: readonly (RankingPoint & { label: string })[],
  context: ChartContext,
): ChartTable {
  const { t, format } = context
  const interval = t('charts.interval')
  return {
    columns: [
      first,
      t('ranking.axis.users'),
      t('ranking.axis.ndcg'),
      interval,
      t('ranking.axis.recall'),
      interval,
    ],
    rows: rows.map(({ label, users, ndcg, recall }) => [
      label,
      format.integer(users),
      ...cells(context, ndcg),
      ...cells(context, recall),
    ]),
  }
}

export const cohortTable = ({ cohorts }: RankingDetail, context: ChartContext): ChartTable =>
  pointTable(
    context.t('ranking.axis.cohort'),
    cohorts.map((one) => ({ ...one, label: context.t(`ranking.cohort.${one.id}`) })),
    context,
  )

export const activityTable = ({ activity }: RankingDetail, context: ChartContext): ChartTable =>
  pointTable(
    context.t('ranking.axis.known'),
    activity.map((one) => ({ ...one, label: band(one) })),
    context,
  )

export const depthTable = ({ depths }: RankingDetail, context: ChartContext): ChartTable =>
  pointTable(
    context.t('ranking.axis.k'),
    depths.map((one) => ({ ...one, label: String(one.k) })),
    context,
  )

export function tradeOffTable(points: readonly TradeOffPoint[], context: ChartContext): ChartTable {
  const { t, format } = context
  return {
    columns: [
      t('ranking.axis.diversity'),
      t('ranking.axis.ndcg'),
      t('charts.interval'),
      t('ranking.axis.different'),
      t('ranking.axis.coverage'),
    ],
    rows: points.map(({ diversity, ndcg, different, coverage }) => [
      format.percent(diversity, 0),
      ...cells(context, ndcg),
      format.metric(different.value, 'share'),
      format.percent(coverage),
    ]),
  }
}
