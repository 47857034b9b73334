import type { EChartsOption } from 'echarts'
import type { CurvePoint } from '../results'
import { bottomAxis, plainTooltip, valueAxis, type ChartContext } from './context'

export interface LearningCurveInput {
  points: readonly CurvePoint[]
  bestEpoch: number | null
  finished: boolean
  /** Epochs planned, so that the axis does not move while training; absent for a finished run. */
  epochs?: number
}

/** More points than this cannot be told apart on a screen and cost frames while training. */
const maxPoints = 600

/** Keeps every k-th point, and always the last. */
function thin<T>(points: readonly T[]): T[] {
  const step = Math.ceil(points.length / maxPoints)
  return points.filter((_, index) => index % step === 0 || index === points.length - 1)
}

function series(
  points: readonly CurvePoint[],
  value: (point: CurvePoint) => number | undefined,
): [number, number][] {
  const known = points.flatMap((point): [number, number][] => {
    const y = value(point)
    return y === undefined ? [] : [[point.epoch, y]]
  })
  return thin(known)
}

/** Training and validation loss by epoch; the best epoch is marked, each line carries its own name. */
export function learningCurve(input: LearningCurveInput, context: ChartContext): EChartsOption {
  const { theme, t } = context
  const { bestEpoch } = input
  const training = series(input.points, (point) => point.loss)
  const validation = series(input.points, (point) => point.validationLoss)
  const label = (name: string, colour: string) => ({
    show: training.length + validation.length > 0,
    formatter: name,
    color: colour,
    fontSize: 11.5,
    fontFamily: theme.font,
  })
  return {
    animation: false,
    grid: { left: 44, right: 76, top: 32, bottom: 44 },
    tooltip: plainTooltip,
    xAxis: {
      ...bottomAxis(context, t('charts.epoch')),
      min: 0,
      ...(input.epochs === undefined ? {} : { max: input.epochs }),
    },
    yAxis: { ...valueAxis(context, t('charts.logLoss')), scale: true },
    series: [
      {
        type: 'line',
        name: t('charts.training'),
        data: training,
        symbol: 'none',
        lineStyle: { color: theme.series[4], width: 1.25 },
        itemStyle: { color: theme.series[4] },
        endLabel: label(t('charts.training'), theme.ink3),
        labelLayout: { moveOverlap: 'shiftY' },
      },
      {
        type: 'line',
        name: t('charts.validation'),
        data: validation,
        symbol: validation.length < 2 ? 'circle' : 'none',
        lineStyle: { color: theme.series[0], width: 2 },
        itemStyle: { color: theme.series[0] },
        endLabel: { ...label(t('charts.validation'), theme.series[0]), fontWeight: 'bold' },
        labelLayout: { moveOverlap: 'shiftY' },
        ...(bestEpoch === null
          ? {}
          : {
              markLine: {
                symbol: 'none',
                silent: true,
                lineStyle: { color: theme.ink2, type: 'dotted' as const, width: 1 },
                label: {
                  formatter: t(input.finished ? 'charts.best' : 'charts.bestSoFar', { epoch: bestEpoch }),
                  color: theme.ink2,
                  fontFamily: theme.font,
                },
                data: [{ xAxis: bestEpoch }],
              },
            }),
      },
    ],
  }
}
