import type { EChartsOption } from 'echarts'
import type { TradingDetail, TradingSpan } from '../trading'
import { plainTooltip, valueAxis, type ChartContext, type ChartTable } from './context'
import { fontSize } from './theme'

const grid = { left: 56, right: 20, top: 44, bottom: 34 }
const basisPoints = 10_000

/** A horizontal axis of days. */
export function dayAxis({ theme }: ChartContext, days: readonly string[]) {
  return {
    type: 'category' as const,
    data: [...days],
    boundaryGap: false,
    axisLabel: { color: theme.ink3, fontSize: fontSize.axis, fontFamily: theme.font, hideOverlap: true },
    axisLine: { lineStyle: { color: theme.line } },
    axisTick: { show: false },
  }
}

export const legend = ({ theme }: ChartContext, data: readonly string[]) => ({
  data: [...data],
  top: 0,
  right: 4,
  icon: 'roundRect',
  itemWidth: 14,
  itemHeight: 3,
  textStyle: { color: theme.ink2, fontSize: fontSize.axis, fontFamily: theme.font },
})

const lineOf = (
  name: string,
  data: readonly (number | null)[],
  color: string,
  type: 'solid' | 'dashed' | 'dotted' = 'solid',
) => ({
  type: 'line' as const,
  name,
  data: [...data],
  symbol: 'none',
  lineStyle: { color, width: type === 'solid' ? 1.8 : 1.4, type },
  itemStyle: { color },
})

/** Values between two lines: what lies below, unseen, and what lies between on top of it. */
function bandOf(low: readonly number[], high: readonly number[], color: string) {
  const unseen = {
    type: 'line' as const,
    stack: 'null',
    stackStrategy: 'all' as const,
    symbol: 'none',
    lineStyle: { opacity: 0 },
    silent: true,
    tooltip: { show: false },
  }
  return [
    { ...unseen, data: [...low] },
    { ...unseen, data: high.map((value, i) => value - (low[i] ?? 0)), areaStyle: { color } },
  ]
}

export interface EquityInput {
  model: string
  detail: TradingDetail
  baseline: { name: string; detail: TradingDetail } | null
}

/** The account after costs beside the best baseline's, with what the same positions at the wrong time would have given. */
export function equityChart({ model, detail, baseline }: EquityInput, context: ChartContext): EChartsOption {
  const { theme, t } = context
  const own = t('trading.model', { model })
  const other = baseline === null ? null : t('trading.baselineLine', { baseline: baseline.name })
  const luck = detail.null
  return {
    animation: false,
    grid,
    legend: legend(context, [
      own,
      ...(other === null ? [] : [other]),
      ...(luck === null ? [] : [t('trading.luck')]),
    ]),
    tooltip: plainTooltip,
    xAxis: dayAxis(context, detail.days),
    yAxis: { ...valueAxis(context, t('trading.level')), scale: true },
    series: [
      ...(luck === null
        ? []
        : [
            ...bandOf(luck.low, luck.high, theme.accentSoft),
            lineOf(t('trading.luck'), luck.middle, theme.ink3, 'dotted'),
          ]),
      ...(baseline === null || other === null
        ? []
        : [lineOf(other, baseline.detail.equity, theme.series[1], 'dashed')]),
      lineOf(own, detail.equity, theme.series[0]),
    ],
  }
}

export function equityTable(
  { model, detail, baseline }: EquityInput,
  { t, format }: ChartContext,
): ChartTable {
  const last = new Map(detail.days.map((day, i) => [day.slice(0, 7), i]))
  const cell = (value: number | undefined): string => format.metric(value ?? null, 'number')
  return {
    columns: [t('trading.month'), model, baseline?.name ?? '', t('trading.luck')],
    rows: [...last].map(([month, i]) => [
      month,
      cell(detail.equity[i]),
      cell(baseline?.detail.equity[i]),
      cell(detail.null?.middle[i]),
    ]),
  }
}

/** Share below the highest value so far, by day. */
function drawdowns(equity: readonly number[]): number[] {
  let peak = 1
  return equity.map((level) => {
    peak = Math.max(peak, level)
    return level / peak - 1
  })
}

export function drawdownChart(
  { model, detail, baseline }: EquityInput,
  context: ChartContext,
): EChartsOption {
  const { theme, t } = context
  const percent = (values: number[]): number[] => values.map((value) => Math.round(value * 1e4) / 100)
  const other = baseline === null ? null : t('trading.baselineLine', { baseline: baseline.name })
  return {
    animation: false,
    grid,
    legend: legend(context, [model, ...(other === null ? [] : [other])]),
    tooltip: plainTooltip,
    xAxis: dayAxis(context, detail.days),
    yAxis: { ...valueAxis(context, t('trading.drawdown')), max: 0 },
    series: [
      ...(baseline === null || other === null
        ? []
        : [lineOf(other, percent(drawdowns(baseline.detail.equity)), theme.series[1], 'dashed')]),
      {
        ...lineOf(model, percent(drawdowns(detail.equity)), theme.series[0]),
        areaStyle: { color: theme.accentSoft },
      },
    ],
  }
}

/** Traded value by month, as multiples of equity. */
function monthlyTurnover(detail: TradingDetail): { month: string; value: number }[] {
  const months = new Map<string, number>()
  detail.days.forEach((day, i) => {
    const month = day.slice(0, 7)
    months.set(month, (months.get(month) ?? 0) + (detail.turnover[i] ?? 0))
  })
  return [...months].map(([month, value]) => ({ month, value: Math.round(1000 * value) / 1000 }))
}

export function turnoverChart(detail: TradingDetail, context: ChartContext): EChartsOption {
  const { theme, t } = context
  const months = monthlyTurnover(detail)
  return {
    animation: false,
    grid,
    tooltip: plainTooltip,
    xAxis: {
      ...dayAxis(
        context,
        months.map(({ month }) => month),
      ),
      boundaryGap: true,
    },
    yAxis: valueAxis(context, t('trading.traded')),
    series: [
      {
        type: 'bar',
        name: t('trading.traded'),
        data: months.map(({ value }) => value),
        itemStyle: { color: theme.series[0] },
      },
    ],
  }
}

export function turnoverTable(detail: TradingDetail, { t, format }: ChartContext): ChartTable {
  return {
    columns: [t('trading.month'), t('trading.traded')],
    rows: monthlyTurnover(detail).map(({ month, value }) => [month, format.metric(value, 'number')]),
  }
}

/** Returns of years or states of the market, the model beside the baseline. */
export function spansChart(
  spans: readonly TradingSpan[],
  names: { model: string; baseline: string; of: (id: string) => string },
  context: ChartContext,
): EChartsOption {
  const { theme } = context
  const percent = (value: number): number => Math.round(value * 1000) / 10
  const bar = (name: string, of: (span: TradingSpan) => number, color: string, decal = false) => ({
    type: 'bar' as const,
    name,
    data: spans.map((span) => percent(of(span))),
    barMaxWidth: 22,
    itemStyle: decal ? { color: 'transparent', borderColor: color, borderWidth: 1.5 } : { color },
  })
  return {
    animation: false,
    grid,
    legend: { ...legend(context, [names.model, names.baseline]), itemHeight: 9 },
    tooltip: plainTooltip,
    xAxis: {
      ...dayAxis(
        context,
        spans.map(({ id }) => names.of(id)),
      ),
      boundaryGap: true,
    },
    yAxis: valueAxis(context, '%'),
    series: [
      bar(names.model, ({ net }) => net, theme.series[0]),
      bar(names.baseline, ({ baseline }) => baseline, theme.series[1], true),
    ],
  }
}

export function spansTable(
  spans: readonly TradingSpan[],
  names: { model: string; baseline: string; of: (id: string) => string },
  { t, format }: ChartContext,
): ChartTable {
  return {
    columns: [
      t('trading.span'),
      t('trading.days'),
      names.model,
      names.baseline,
      t('trading.perDay'),
      t('trading.interval'),
    ],
    rows: spans.map(({ id, days, net, baseline, difference }) => [
      names.of(id),
      format.integer(days),
      format.percent(net),
      format.percent(baseline),
      format.metric(difference.value, 'basis'),
      format.interval(difference.low, difference.high, 'basis'),
    ]),
  }
}

/** Mean return of each tenth of the forecasts with its interval: a forecast that knows something rises from left to right. */
export function decilesChart({ deciles }: TradingDetail, context: ChartContext): EChartsOption {
  const { theme, t } = context
  const bp = (value: number): number => Math.round(value * basisPoints * 10) / 10
  return {
    animation: false,
    grid,
    tooltip: plainTooltip,
    xAxis: {
      ...dayAxis(
        context,
        deciles.map((_, i) => String(i + 1)),
      ),
      boundaryGap: true,
    },
    yAxis: valueAxis(context, t('trading.meanReturn')),
    series: [
      {
        type: 'bar',
        name: t('trading.meanReturn'),
        data: deciles.map(({ mean }) => bp(mean)),
        itemStyle: { color: theme.series[0] },
        barMaxWidth: 26,
      },
      {
        type: 'custom',
        silent: true,
        tooltip: { show: false },
        data: deciles.map((_, i) => i),
        renderItem: (params, api) => {
          const one = deciles[params.dataIndex]
          if (one === undefined) return null
          const [x = 0, low = 0] = api.coord([params.dataIndex, bp(one.low)])
          const [, high = 0] = api.coord([params.dataIndex, bp(one.high)])
          const style = { stroke: theme.ink, lineWidth: 1.2 }
          const cap = (y: number) => ({
            type: 'line' as const,
            shape: { x1: x - 4, y1: y, x2: x + 4, y2: y },
            style,
          })
          return {
            type: 'group',
            children: [
              { type: 'line', shape: { x1: x, y1: low, x2: x, y2: high }, style },
              cap(low),
              cap(high),
            ],
          }
        },
      },
    ],
  }
}

export function decilesTable({ deciles }: TradingDetail, { t, format }: ChartContext): ChartTable {
  return {
    columns: [t('trading.decile'), t('trading.meanReturn'), t('trading.interval'), t('trading.days')],
    rows: deciles.map(({ mean, low, high, n }, i) => [
      String(i + 1),
      format.metric(mean, 'basis'),
      format.interval(low, high, 'basis'),
      format.integer(n),
    ]),
  }
}

type Naive = NonNullable<TradingDetail['naive']>

/** What the model said the price would be, drawn over yesterday's price: where they cannot be told apart it says nothing. */
export function naiveChart(naive: Naive, context: ChartContext): EChartsOption {
  const { theme, t } = context
  const names = [t('trading.price'), t('trading.forecast'), t('trading.yesterday')] as const
  return {
    animation: false,
    grid,
    legend: legend(context, names),
    tooltip: plainTooltip,
    xAxis: dayAxis(context, naive.days),
    yAxis: { ...valueAxis(context, ''), scale: true },
    series: [
      lineOf(names[0], naive.price, theme.ink2),
      lineOf(names[2], naive.last, theme.series[1], 'dashed'),
      lineOf(names[1], naive.forecast, theme.series[0]),
    ],
  }
}

export function naiveTable(naive: Naive, { t, format }: ChartContext): ChartTable {
  const cell = (value: number | undefined): string => format.metric(value ?? null, 'number')
  return {
    columns: [t('trading.day'), t('trading.price'), t('trading.forecast'), t('trading.yesterday')],
    rows: naive.days.map((day, i) => [
      day,
      cell(naive.price[i]),
      cell(naive.forecast[i]),
      cell(naive.last[i]),
    ]),
  }
}
