import type { Manifest, MetricFormat } from '#shared/manifest'
import { own, tData } from '../../i18n'

export const modelName = (template: string, model: string): string =>
  own(template, `models.${model}.name`, model)

export const metricName = (metric: string): string => tData(`metrics.${metric}.name`, {}, metric)

/** How a metric's numbers are written. */
export const metricFormat = (manifest: Manifest, metric: string): MetricFormat =>
  manifest.metrics.find(({ id }) => id === metric)?.format ?? 'number'
