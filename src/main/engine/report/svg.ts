import * as echarts from 'echarts'
import type { EChartsOption } from 'echarts'

/** Draws a chart without a browser. Width and height in CSS pixels. */
export function drawSvg(option: EChartsOption, width: number, height: number): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({ ...option, animation: false, tooltip: { show: false } })
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}
