import type { EChartsOption, CustomSeriesRenderItem } from 'echarts'
import type { ModelResult, Verdict } from '../results'
import type { MetricFormat } from '../manifest'
import { bottomAxis, type ChartContext, type ChartTable } from './context'
import type { ChartTheme } from './theme'

/** Pixels of one model's row: the table beside the chart uses the same height, so that dot and name stand level. */
export const plumbRowHeight = 36
const axisHeight = 58

export interface PlumbLineInput {
  /** In the order of the rows, top first. */
  models: readonly ModelResult[]
  headline: string
  format: MetricFormat
  bestBaseline: string
}

interface Dot {
  name: string
  value: number
  low: number | null
  high: number | null
  verdict: Verdict | null
}

const verdictSign: Record<Verdict, string> = { better: '▲', 'not-proven': '●', worse: '▼' }

function verdictColour(theme: ChartTheme, verdict: Verdict | null): string {
  if (verdict === null) return theme.ink3
  return { better: theme.better, 'not-proven': theme.unproven, worse: theme.worse }[verdict]
}

/** Differences are drawn in points for shares, else in the metric's own unit. */
const scaleOf = (format: MetricFormat) =>
  format === 'share' || format === 'percent' ? 100 : format === 'basis' ? 10_000 : 1

function dots({ models, headline, bestBaseline }: PlumbLineInput): (Dot | null)[] {
  const baseline = models.find((model) => model.id === bestBaseline)?.metrics[headline]?.value ?? null
  return models.map((model) => {
    const own = model.metrics[headline]?.value ?? null
    const value = model.difference?.value ?? (own === null || baseline === null ? null : own - baseline)
    if (value === null) return null
    const { low = null, high = null } = model.difference ?? {}
    return { name: model.name, value, low, high, verdict: model.verdict }
  })
}

/** Height in pixels at which rows of the chart and of the table beside it are level. */
export const plumbLineHeight = (rows: number) => rows * plumbRowHeight + axisHeight

/**
 * The plumb line: one vertical line at the best baseline, each model a dot with the simultaneous 95 % interval of its
 * difference to it. A whisker that touches the line is "not proven": the picture and the verdict are one object.
 */
export function plumbLine(input: PlumbLineInput, context: ChartContext): EChartsOption {
  const { theme, t } = context
  const scale = scaleOf(input.format)
  const points = dots(input)
  const rows = points.length

  const drawModel: CustomSeriesRenderItem = (params, api) => {
    const dot = points[params.dataIndex]
    if (dot === null || dot === undefined) return null
    const [x = 0, y = 0] = api.coord([scale * dot.value, params.dataIndex])
    const colour = verdictColour(theme, dot.verdict)
    const shape =
      dot.verdict === 'better'
        ? { type: 'circle' as const, shape: { cx: x, cy: y, r: 5 }, style: { fill: colour } }
        : dot.verdict === 'worse'
          ? {
              type: 'polygon' as const,
              shape: {
                points: [
                  [x - 6, y - 4],
                  [x + 6, y - 4],
                  [x, y + 6],
                ],
              },
              style: { fill: colour },
            }
          : {
              type: 'circle' as const,
              shape: { cx: x, cy: y, r: 4.5 },
              style: { fill: theme.surface, stroke: colour, lineWidth: 2 },
            }
    if (dot.low === null || dot.high === null) {
      return { type: 'circle', shape: { cx: x, cy: y, r: 4.5 }, style: { fill: colour } }
    }
    const left = api.coord([scale * dot.low, params.dataIndex])[0] ?? x
    const right = api.coord([scale * dot.high, params.dataIndex])[0] ?? x
    return {
      type: 'group',
      children: [
        {
          type: 'line',
          shape: { x1: left, y1: y, x2: right, y2: y },
          style: { stroke: colour, lineWidth: 2 },
        },
        shape,
      ],
    }
  }

  const drawLine: CustomSeriesRenderItem = (_params, api) => {
    const top = api.coord([0, 0])[1] ?? 0
    const bottom = api.coord([0, rows - 1])[1] ?? 0
    const x = api.coord([0, 0])[0] ?? 0
    const start = top - plumbRowHeight / 2 + 2
    const end = bottom + plumbRowHeight / 2 - 4
    return {
      type: 'group',
      silent: true,
      children: [
        {
          type: 'line',
          shape: { x1: x, y1: start, x2: x, y2: end },
          style: { stroke: theme.ink, lineWidth: 1.25 },
        },
        {
          type: 'polygon',
          shape: {
            points: [
              [x - 4.5, end - 1],
              [x + 4.5, end - 1],
              [x, end + 7],
            ],
          },
          style: { fill: theme.ink },
        },
      ],
    }
  }

  const extent = points.flatMap((dot) =>
    dot === null ? [] : [dot.value, dot.low ?? dot.value, dot.high ?? dot.value],
  )
  const reach = Math.max(...extent.map((value) => Math.abs(scale * value)), 1e-9)
  return {
    animation: false,
    grid: { left: 16, right: 16, top: 0, height: rows * plumbRowHeight },
    xAxis: {
      ...bottomAxis(context, t('charts.plumbAxis', { unit: t(`charts.unit.${input.format}`) })),
      min: Math.min(0, ...extent.map((value) => scale * value)) - reach * 0.06,
      max: Math.max(0, ...extent.map((value) => scale * value)) + reach * 0.06,
      axisLabel: {
        color: theme.ink3,
        fontSize: 11,
        fontFamily: theme.font,
        showMinLabel: false,
        showMaxLabel: false,
        formatter: (value: number) => (value > 0 ? `+${String(value)}` : String(value)),
      },
    },
    yAxis: { type: 'category', inverse: true, show: false, data: input.models.map((model) => model.name) },
    series: [
      { type: 'custom', renderItem: drawLine, data: [[0, 0]], z: 1, silent: true },
      {
        type: 'custom',
        renderItem: drawModel,
        data: points.map((dot, row) => [scale * (dot?.value ?? 0), row]),
        z: 2,
      },
    ],
  }
}

export function plumbLineTable(input: PlumbLineInput, { t, format }: ChartContext): ChartTable {
  return {
    columns: [t('charts.model'), t('charts.difference'), t('charts.interval'), t('charts.verdict')],
    rows: dots(input).map((dot, index) => [
      input.models[index]?.name ?? '',
      format.difference(dot?.value ?? null, input.format),
      dot === null || dot.low === null || dot.high === null
        ? ''
        : `${format.difference(dot.low, input.format)} … ${format.difference(dot.high, input.format)}`,
      dot?.verdict
        ? `${verdictSign[dot.verdict]} ${t(`charts.verdicts.${dot.verdict}`)}`
        : t('charts.baseline'),
    ]),
  }
}
