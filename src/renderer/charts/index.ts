/**
 * Mounts the charts of src/shared/charts: theme, copy, table. ECharts loads with the first chart on screen.
 * No numbers are computed here.
 */
export { default as ChartCard } from './ChartCard.vue'
export { default as ChartView } from './ChartView.vue'
export { default as DataTable } from './DataTable.vue'
export { useChartContext } from './use-chart-context'
