import type { EChartsOption } from 'echarts'
import type { TradingDetail } from '../trading'
import { bottomAxis, plainTooltip, valueAxis, type ChartContext, type ChartTable } from './context'
import { legend } from './trading'

interface Line {
  name: string
  perDay: TradingDetail['perDay'] | null
}

export interface CostInput {
  model: Line
  baseline: Line
  /** Chosen cost of a side, in hundredths of a percent. */
  cost: number
}

const costs = Array.from({ length: 26 }, (_, i) => 2 * i)

const leftAt = ({ perDay }: Line, cost: number): number =>
  perDay === null ? 0 : Math.round(10 * (10_000 * perDay.gross - perDay.turnover * cost)) / 10

/** What is left a day against the cost of a side, of the model and of the best baseline: where they cross the edge is gone. */
export function costChart({ model, baseline, cost }: CostInput, context: ChartContext): EChartsOption {
  const { theme, t } = context
  const line = (of: Line, color: string, type: 'solid' | 'dashed') => ({
    type: 'line' as const,
    name: of.name,
    symbol: 'none',
    data: costs.map((at) => [at, leftAt(of, at)]),
    lineStyle: { color, width: 2, type },
    itemStyle: { color },
  })
  return {
    animation: false,
    grid: { left: 56, right: 20, top: 44, bottom: 44 },
    legend: legend(context, [model.name, baseline.name]),
    tooltip: plainTooltip,
    xAxis: { ...bottomAxis(context, `${t('trading.decide.cost')}, bp`), min: 0, max: 50 },
    yAxis: valueAxis(context, 'bp'),
    series: [
      line(baseline, theme.series[1], 'dashed'),
      {
        ...line(model, theme.series[0], 'solid'),
        markLine: {
          symbol: 'none',
          silent: true,
          label: { show: false },
          lineStyle: { color: theme.accent, type: 'solid', width: 1 },
          data: [{ xAxis: cost }],
        },
      },
    ],
  }
}

export function costTable({ model, baseline }: CostInput, { t, format }: ChartContext): ChartTable {
  return {
    columns: [t('trading.decide.cost'), model.name, baseline.name],
    rows: costs.map((cost) => [
      format.metric(cost / 10_000, 'basis'),
      format.metric(leftAt(model, cost) / 10_000, 'basis'),
      format.metric(leftAt(baseline, cost) / 10_000, 'basis'),
    ]),
  }
}
