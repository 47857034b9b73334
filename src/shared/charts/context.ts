import type { Format } from '../format'
import type { Translate } from '../messages/index'
import { fontSize, type ChartTheme } from './theme'

/** What every chart needs besides its numbers. */
export interface ChartContext {
  theme: ChartTheme
  t: Translate
  format: Format
}

/** A chart and the same numbers as a table, for readers who cannot or would not look at a picture. */
export interface ChartTable {
  columns: string[]
  rows: string[][]
}

/** An axis in the house's manner: no line, few grid lines, the name with its unit at the end. */
export function valueAxis({ theme }: ChartContext, name: string) {
  return {
    type: 'value' as const,
    name,
    nameTextStyle: {
      color: theme.ink3,
      fontSize: fontSize.axis,
      fontFamily: theme.font,
      align: 'left' as const,
      padding: [0, 0, 0, -36],
    },
    axisLabel: { color: theme.ink3, fontSize: fontSize.axis, fontFamily: theme.font },
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: theme.line } },
    splitNumber: 4,
  }
}

/** The horizontal axis of a chart: its name stands below, in the middle. */
export function bottomAxis(context: ChartContext, name: string) {
  return {
    ...valueAxis(context, name),
    nameLocation: 'middle' as const,
    nameGap: 26,
    splitLine: { show: false },
  }
}

export const plainTooltip = { trigger: 'axis' as const, renderMode: 'richText' as const, confine: true }
