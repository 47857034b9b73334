import type { EChartsOption } from 'echarts'
import type { CurvePoint } from '../results'
import { bottomAxis, plainTooltip, valueAxis, type ChartContext, type ChartTable } from './context'

export interface TrainingCurvesInput {
  points: readonly CurvePoint[]
  /** Epochs planned, so that the axis does not move while training; null for a finished run. */
  epochs: number | null
  /** Name of the metric below the loss. */
  metric: string
  finished: boolean
}

export interface OverlayInput {
  runs: readonly { name: string; points: readonly CurvePoint[] }[]
  value: 'validationLoss' | 'validationMetric' | 'loss' | 'metric'
  axis: string
}

/** More points than this cannot be told apart on a screen and cost frames while training. */
const maxPoints = 500

/** Validation is measured at the end of each epoch: its lowest loss is the epoch that is kept. */
export function bestEpoch(points: readonly CurvePoint[]): number | null {
  let best: CurvePoint | null = null
  for (const point of points) {
    if (point.validationLoss === undefined) continue
    if (best?.validationLoss === undefined || point.validationLoss < best.validationLoss) best = point
  }
  return best === null ? null : Math.round(best.epoch)
}

/** At most `limit` points: means of neighbours, so that a noisy curve keeps its level; the last point stays itself. */
export function thin(points: readonly [number, number][], limit = maxPoints): [number, number][] {
  if (points.length <= limit) return [...points]
  const size = Math.ceil(points.length / limit)
  const thinned: [number, number][] = []
  for (let from = 0; from < points.length; from += size) {
    const group = points.slice(from, from + size)
    const mean = (at: 0 | 1): number => group.reduce((sum, point) => sum + point[at], 0) / group.length
    thinned.push([mean(0), mean(1)])
  }
  const last = points.at(-1)
  if (last !== undefined) thinned[thinned.length - 1] = last
  return thinned
}

type Value = Exclude<keyof CurvePoint, 'epoch'>

/**
 * The end of an epoch tells the mean training loss of the whole epoch. Where batches were told too, that mean would be
 * a spike on their line.
 */
function ofBatches(points: readonly CurvePoint[]): readonly CurvePoint[] {
  const batches = points.filter(({ validationLoss }) => validationLoss === undefined)
  return batches.length > 0 ? batches : points
}

const values = (points: readonly CurvePoint[], of: Value): [number, number][] =>
  thin(
    points.flatMap((point): [number, number][] =>
      point[of] === undefined ? [] : [[point.epoch, point[of]]],
    ),
  )

/**
 * Loss above, metric below, on one axis of epochs: training thin and grey, validation strong, the best epoch marked
 * through both. Each line carries its name; no legend.
 */
export function trainingCurves(input: TrainingCurvesInput, context: ChartContext): EChartsOption {
  const { theme, t } = context
  const best = bestEpoch(input.points)
  const axis = (at: 0 | 1) => ({
    ...bottomAxis(context, at === 1 ? t('charts.epoch') : ''),
    gridIndex: at,
    min: 0,
    max: input.epochs ?? Math.max(1, ...input.points.map(({ epoch }) => epoch)),
    axisLabel: { show: at === 1, color: theme.ink3, fontFamily: theme.font, fontSize: 11 },
    minInterval: 1,
  })
  const upright = (at: 0 | 1, name: string) => ({
    ...valueAxis(context, name),
    gridIndex: at,
    scale: true,
    nameGap: at === 0 ? 24 : 12,
    splitNumber: at === 0 ? 4 : 2,
    nameTextStyle: {
      color: theme.ink3,
      fontSize: 11,
      fontFamily: theme.font,
      align: 'left' as const,
      padding: [0, 0, 0, -38],
    },
    axisLabel: { color: theme.ink3, fontFamily: theme.font, fontSize: 11 },
  })
  const line = (at: 0 | 1, of: Value, name: string) => {
    const validation = of.startsWith('validation')
    const data = values(of === 'loss' ? ofBatches(input.points) : input.points, of)
    return {
      type: 'line' as const,
      name: t(validation ? 'charts.validation' : 'charts.training'),
      xAxisIndex: at,
      yAxisIndex: at,
      data,
      symbol: data.length === 1 ? 'circle' : 'none',
      symbolSize: 5,
      lineStyle: { color: validation ? theme.series[0] : theme.series[4], width: validation ? 2 : 1.25 },
      itemStyle: { color: validation ? theme.series[0] : theme.series[4] },
      endLabel: {
        show: at === 0 && data.length > 0,
        formatter: name,
        color: validation ? theme.series[0] : theme.ink3,
        fontSize: 11.5,
        fontWeight: validation ? ('bold' as const) : ('normal' as const),
        fontFamily: theme.font,
      },
      labelLayout: { moveOverlap: 'shiftY' as const },
      ...(validation && best !== null ? { markLine: mark(at, best) } : {}),
    }
  }
  const mark = (at: 0 | 1, epoch: number) => ({
    symbol: 'none',
    silent: true,
    animation: false,
    lineStyle: { color: theme.ink2, type: 'dotted' as const, width: 1 },
    label: {
      show: at === 0,
      align: 'left' as const,
      distance: 3,
      formatter: t(input.finished ? 'charts.best' : 'charts.bestSoFar', { epoch }),
      color: theme.ink2,
      fontSize: 11,
      fontFamily: theme.font,
    },
    data: [{ xAxis: epoch }],
  })
  return {
    animation: false,
    grid: [
      { left: 46, right: 72, top: 40, height: '44%' },
      { left: 46, right: 72, bottom: 40, height: '20%' },
    ],
    tooltip: plainTooltip,
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    xAxis: [axis(0), axis(1)],
    yAxis: [upright(0, t('charts.logLoss')), upright(1, input.metric)],
    series: [
      line(0, 'loss', t('charts.training')),
      line(0, 'validationLoss', t('charts.validation')),
      line(1, 'metric', ''),
      line(1, 'validationMetric', ''),
    ],
  }
}

/** The same curve of several runs over one another; a dash besides the colour tells them apart. */
export function overlayCurves(input: OverlayInput, context: ChartContext): EChartsOption {
  const { theme, t } = context
  const dashes = ['solid', 'dashed', 'dotted'] as const
  return {
    animation: false,
    grid: { left: 44, right: 150, top: 30, bottom: 44 },
    tooltip: plainTooltip,
    xAxis: { ...bottomAxis(context, t('charts.epoch')), min: 0, max: 'dataMax', minInterval: 1 },
    yAxis: {
      ...valueAxis(context, input.axis),
      scale: true,
      axisLabel: { color: theme.ink3, fontFamily: theme.font, fontSize: 11 },
    },
    series: input.runs.map(({ name, points }, index) => {
      const color = theme.series[index % theme.series.length] ?? theme.accent
      const type = dashes[index % dashes.length] ?? 'solid'
      return {
        type: 'line' as const,
        name,
        data: values(points, input.value),
        symbol: 'none',
        lineStyle: { color, width: 2, type },
        itemStyle: { color },
        endLabel: { show: true, formatter: name, color, fontSize: 11.5, fontFamily: theme.font },
        labelLayout: { moveOverlap: 'shiftY' as const },
      }
    }),
  }
}

/** The epochs of a curve as rows. */
export function trainingTable(input: TrainingCurvesInput, { t, format }: ChartContext): ChartTable {
  const number = (value: number | undefined): string => format.metric(value ?? null, 'share')
  // Between the ends of epochs only the training loss is measured; those points are the picture's, not the table's.
  const epochs = input.points.filter(({ validationLoss }) => validationLoss !== undefined)
  return {
    columns: [
      t('charts.epoch'),
      `${t('charts.logLoss')}, ${t('charts.training')}`,
      `${t('charts.logLoss')}, ${t('charts.validation')}`,
      `${input.metric}, ${t('charts.validation')}`,
    ],
    rows: epochs.map((point) => [
      format.integer(point.epoch),
      number(point.loss),
      number(point.validationLoss),
      number(point.validationMetric),
    ]),
  }
}
