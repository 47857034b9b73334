import type { EChartsOption, CustomSeriesRenderItem } from 'echarts'
import type { ClassificationDetail } from '../results'
import { bottomAxis, plainTooltip, valueAxis, type ChartContext, type ChartTable } from './context'

const unitSquare = { min: 0, max: 1, interval: 0.25 }
const grid = { left: 44, right: 16, top: 32, bottom: 44 }

const diagonal = (context: ChartContext, from = 0) => ({
  type: 'line' as const,
  data: [
    [from, from],
    [1, 1],
  ],
  symbol: 'none',
  silent: true,
  lineStyle: { color: context.theme.lineStrong, type: 'dashed' as const, width: 1 },
})

const curve = (context: ChartContext, data: number[][], step: false | 'end' = false) => ({
  type: 'line' as const,
  data,
  step,
  symbol: 'none',
  lineStyle: { color: context.theme.series[0], width: 2 },
})

/** False-positive rate against true-positive rate; beyond two classes, one against the rest, averaged. */
export function rocCurve({ roc }: ClassificationDetail, context: ChartContext): EChartsOption {
  return {
    animation: false,
    grid,
    tooltip: plainTooltip,
    xAxis: { ...bottomAxis(context, context.t('charts.falsePositiveRate')), ...unitSquare },
    yAxis: { ...valueAxis(context, context.t('charts.truePositiveRate')), ...unitSquare },
    series: [
      diagonal(context),
      curve(
        context,
        roc.map(({ fpr, tpr }) => [fpr, tpr]),
      ),
    ],
  }
}

export function precisionRecallCurve({ pr }: ClassificationDetail, context: ChartContext): EChartsOption {
  return {
    animation: false,
    grid,
    tooltip: plainTooltip,
    xAxis: { ...bottomAxis(context, context.t('charts.recall')), ...unitSquare },
    yAxis: { ...valueAxis(context, context.t('charts.precision')), ...unitSquare },
    series: [
      curve(
        context,
        pr.map(({ recall, precision }) => [recall, precision]),
      ),
    ],
  }
}

/** Said probability against what really happened, with the 95 % interval of each bin. */
export function reliability(
  { reliability: every, scoring }: ClassificationDetail,
  context: ChartContext,
): EChartsOption {
  const { theme, t } = context
  // Of rare positives all probabilities crowd into a corner: there the plot is on logarithms, without what is 0.
  const rare = scoring?.histogram.scale === 'log'
  const bins = rare ? every.filter((bin) => bin.meanScore > 0 && bin.share > 0) : every
  const least = Math.min(0.1, ...bins.map((bin) => Math.min(bin.meanScore, Math.max(bin.low, bin.share / 4))))
  const floor = 10 ** Math.floor(Math.log10(least))
  const axis = rare ? { type: 'log' as const, min: floor, max: 1 } : unitSquare
  const drawBin: CustomSeriesRenderItem = (params, api) => {
    const bin = bins[params.dataIndex]
    if (bin === undefined) return null
    const [x = 0, y = 0] = api.coord([bin.meanScore, bin.share])
    const top = api.coord([bin.meanScore, bin.high])[1] ?? y
    const bottom = api.coord([bin.meanScore, rare ? Math.max(bin.low, floor) : bin.low])[1] ?? y
    return {
      type: 'group',
      children: [
        {
          type: 'line',
          shape: { x1: x, y1: top, x2: x, y2: bottom },
          style: { stroke: theme.series[0], lineWidth: 1.5 },
        },
        { type: 'circle', shape: { cx: x, cy: y, r: 4 }, style: { fill: theme.series[0] } },
      ],
    }
  }
  return {
    animation: false,
    grid,
    xAxis: { ...bottomAxis(context, t('charts.saidProbability')), ...axis },
    yAxis: { ...valueAxis(context, t('charts.happened')), ...axis },
    series: [
      diagonal(context, rare ? floor : 0),
      { type: 'custom', renderItem: drawBin, data: bins.map((bin) => [bin.meanScore, bin.share]) },
    ],
  }
}

export function reliabilityTable(
  { reliability: bins }: ClassificationDetail,
  { t, format }: ChartContext,
): ChartTable {
  return {
    columns: [t('charts.saidProbability'), t('charts.happened'), t('charts.interval'), t('charts.rows')],
    rows: bins.map((bin) => [
      format.metric(bin.meanScore, 'share'),
      format.metric(bin.share, 'share'),
      format.interval(bin.low, bin.high, 'share'),
      format.integer(bin.n),
    ]),
  }
}

/** Answering only the surest rows: the share answered against the accuracy on them, with its interval as a band. */
export function coverage(
  { coverage: points }: ClassificationDetail,
  chosen: number | null,
  context: ChartContext,
): EChartsOption {
  const { theme, t } = context
  const at = chosen === null ? undefined : [...points].reverse().find((point) => point.threshold <= chosen)
  const floor = Math.max(0, Math.min(...points.map((point) => point.low), 0.95) - 0.02)
  return {
    animation: false,
    grid: { ...grid, right: 24 },
    tooltip: plainTooltip,
    xAxis: { ...bottomAxis(context, t('charts.answered')), ...unitSquare },
    yAxis: {
      ...valueAxis(context, t('charts.accuracyOnAnswered')),
      min: Math.floor(floor * 20) / 20,
      max: 1,
    },
    series: [
      {
        type: 'line',
        stack: 'band',
        data: points.map((point) => [point.coverage, point.low]),
        symbol: 'none',
        lineStyle: { opacity: 0 },
        silent: true,
      },
      {
        type: 'line',
        stack: 'band',
        data: points.map((point) => [point.coverage, point.high - point.low]),
        symbol: 'none',
        lineStyle: { opacity: 0 },
        areaStyle: { color: theme.accentSoft },
        silent: true,
      },
      {
        ...curve(
          context,
          points.map((point) => [point.coverage, point.accuracy]),
        ),
      },
      {
        type: 'scatter',
        data: at === undefined ? [] : [[at.coverage, at.accuracy]],
        symbolSize: 10,
        silent: true,
        itemStyle: { color: theme.accent, opacity: 1 },
        z: 3,
      },
    ],
  }
}

export function coverageTable(
  { coverage: points }: ClassificationDetail,
  { t, format }: ChartContext,
): ChartTable {
  return {
    columns: [
      t('charts.threshold'),
      t('charts.answered'),
      t('charts.accuracyOnAnswered'),
      t('charts.interval'),
    ],
    rows: points.map((point) => [
      format.metric(point.threshold, 'share'),
      format.percent(point.coverage),
      format.metric(point.accuracy, 'share'),
      format.interval(point.low, point.high, 'share'),
    ]),
  }
}
