import type { EChartsOption } from 'echarts'
import type { BarsView } from '../trading'
import { plainTooltip, valueAxis, type ChartContext, type ChartTable } from './context'
import { fontSize } from './theme'
import { dayAxis, legend } from './trading'

/** Days that are in view at first: what a screen's width can tell apart. */
const daysShown = 180
const rsiMarks = [30, 70] as const

const line = (
  name: string,
  data: readonly (number | null)[],
  color: string,
  type: 'solid' | 'dashed' = 'solid',
) => ({
  type: 'line' as const,
  name,
  data: [...data],
  symbol: 'none',
  lineStyle: { color, width: 1.2, type },
  itemStyle: { color },
})

/**
 * Candlesticks with means and bands, volume and relative strength below, and where positions were opened (▲, below the
 * day) and closed (▼, above it). Rising days are hollow, falling ones filled: the colour is not the only sign.
 */
export function candleChart(view: BarsView, context: ChartContext, zoom = true): EChartsOption {
  const { theme, t } = context
  const { indicators, days } = view
  const from = Math.max(0, 100 - (100 * daysShown) / Math.max(1, days.length))
  const names = [t('trading.mean20'), t('trading.mean60'), t('trading.band')] as const
  const hidden = { axisLabel: { show: false }, axisTick: { show: false } }
  const grids = [
    { left: 60, right: 20, top: 30, height: '54%' },
    { left: 60, right: 20, top: '66%', height: '10%' },
    { left: 60, right: 20, top: '79%', height: '9%' },
  ]
  const mark = (side: 'bought' | 'sold') => ({
    type: 'scatter' as const,
    name: t(`trading.${side}`),
    symbol: 'triangle',
    symbolRotate: side === 'bought' ? 0 : 180,
    symbolSize: 9,
    symbolOffset: [0, side === 'bought' ? 9 : -9],
    itemStyle: { color: side === 'bought' ? theme.better : theme.worse },
    data: view.trades
      .filter((trade) => (side === 'bought') === trade.side > 0)
      .map(({ at }) => [at, (side === 'bought' ? view.low[at] : view.high[at]) ?? null]),
    z: 5,
  })
  return {
    animation: false,
    grid: grids,
    legend: legend(context, names),
    tooltip: { ...plainTooltip, axisPointer: { type: 'cross' } },
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    xAxis: [0, 1, 2].map((gridIndex) => ({
      ...dayAxis(context, days),
      boundaryGap: true,
      gridIndex,
      ...(gridIndex < 2 ? hidden : {}),
    })),
    yAxis: [
      { ...valueAxis(context, ''), scale: true },
      {
        ...valueAxis(context, t('trading.volume')),
        gridIndex: 1,
        splitNumber: 1,
        axisLabel: { show: false },
        // Beside its own panel: above it, it would stand among the prices.
        nameLocation: 'middle',
        nameRotate: 0,
        nameGap: 8,
        nameTextStyle: { color: theme.ink3, fontSize: fontSize.axis, fontFamily: theme.font, align: 'right' },
      },
      {
        ...valueAxis(context, ''),
        gridIndex: 2,
        min: 0,
        max: 100,
        interval: 50,
        axisLabel: { color: theme.ink3, fontSize: fontSize.axis },
      },
    ],
    ...(zoom
      ? {
          dataZoom: [
            { type: 'inside', xAxisIndex: [0, 1, 2], start: from, end: 100 },
            {
              type: 'slider',
              xAxisIndex: [0, 1, 2],
              start: from,
              end: 100,
              bottom: 4,
              height: 18,
              borderColor: theme.line,
              fillerColor: theme.accentSoft,
              dataBackground: { lineStyle: { color: theme.lineStrong }, areaStyle: { color: theme.line } },
              handleStyle: { color: theme.surface, borderColor: theme.ink3 },
              textStyle: { color: theme.ink3, fontSize: fontSize.axis },
            },
          ],
        }
      : {}),
    series: [
      {
        type: 'candlestick',
        data: days.map((_, i) => [
          view.open[i] ?? 0,
          view.close[i] ?? 0,
          view.low[i] ?? 0,
          view.high[i] ?? 0,
        ]),
        itemStyle: {
          color: theme.surface,
          borderColor: theme.ink2,
          color0: theme.ink2,
          borderColor0: theme.ink2,
        },
      },
      line(names[0], indicators.mean20, theme.series[0]),
      line(names[1], indicators.mean60, theme.series[2]),
      line(names[2], indicators.bandLow, theme.series[1], 'dashed'),
      { ...line(names[2], indicators.bandHigh, theme.series[1], 'dashed') },
      mark('bought'),
      mark('sold'),
      {
        type: 'bar',
        name: t('trading.volume'),
        xAxisIndex: 1,
        yAxisIndex: 1,
        data: [...view.volume],
        itemStyle: { color: theme.lineStrong },
      },
      {
        ...line(t('trading.rsi'), indicators.rsi, theme.series[3]),
        xAxisIndex: 2,
        yAxisIndex: 2,
        markLine: {
          symbol: 'none',
          silent: true,
          label: { show: false },
          lineStyle: { color: theme.lineStrong, type: 'dashed' },
          data: rsiMarks.map((yAxis) => ({ yAxis })),
        },
      },
    ],
  }
}

/** The last days as a table. */
export function candleTable(view: BarsView, { t, format }: ChartContext): ChartTable {
  const rows = view.days.map((day, i) => ({ day, i })).slice(-daysShown)
  const cell = (value: number | null | undefined): string => format.metric(value ?? null, 'number')
  return {
    columns: ['day', 'open', 'high', 'low', 'close', 'volume', 'mean20', 'rsi', 'signal'].map((name) =>
      t(`trading.${name}`),
    ),
    rows: rows.map(({ day, i }) => [
      day,
      cell(view.open[i]),
      cell(view.high[i]),
      cell(view.low[i]),
      cell(view.close[i]),
      format.metric(view.volume[i] ?? null, 'money'),
      cell(view.indicators.mean20[i]),
      cell(view.indicators.rsi[i]),
      cell(view.signals[i]),
    ]),
  }
}
