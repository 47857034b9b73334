import type { ChartContext } from '#shared/charts/context'
import { lightTheme } from '#shared/charts/theme'
import type { ErrorRow } from '#shared/contract/index'
import { formatter } from '#shared/format'
import type { Lang } from '#shared/lang'
import type { Manifest, MetricFormat } from '#shared/manifest'
import { translator } from '#shared/messages/index'
import type { ProjectState } from '#shared/project'
import type { CurvePoint, Judgement, ModelResult } from '#shared/results'
import type { BarsView } from '#shared/trading'

/** Everything a report is made of; nothing is looked up while it is written. */
export interface ReportInput {
  state: ProjectState
  manifest: Manifest
  /** Curves of the nets of the judged ladder. */
  curves: { model: string; points: CurvePoint[]; bestEpoch: number | null }[]
  /** At most ten wrong answers of the model in use, on rows it has not seen. */
  mistakes: ErrorRow[]
  /** The last days of a ticker with the subject's trades, of templates whose forecasts are traded. */
  bars?: BarsView | null
  /** Language-neutral descriptions of the built models. */
  built: Record<string, Record<string, string | number>>
  /** Watt-hours of training the judged models; null where it could not be measured. */
  energyWh: number | null
  versions: { plumbline: string; node: string; tensorflow: string | null; platform: string }
  /** ISO time of writing. */
  at: string
}

/** What the sections share: the input in one language. */
export interface Writing extends ChartContext {
  input: ReportInput
  lang: Lang
  judgement: Judgement | null
  headline: { name: string; format: MetricFormat }
  /** The model that the report speaks of: the one in use, else the recommended, else the best. */
  subject: ModelResult | null
  modelName: (id: string) => string
  metricName: (id: string) => string
  metricFormat: (id: string) => MetricFormat
}

export function writing(input: ReportInput, lang: Lang): Writing {
  const { state, manifest } = input
  const t = translator(lang, { templates: { [manifest.id]: manifest.messages[lang] } })
  const { judgement } = state
  const modelName = (id: string) => t(`templates.${manifest.id}.models.${id}.name`)
  const metricName = (id: string) => t(`metrics.${id}.name`)
  const metricFormat = (id: string) => manifest.metrics.find((metric) => metric.id === id)?.format ?? 'number'
  const subjectId = state.chosen ?? judgement?.recommended ?? judgement?.best ?? null
  const named = judgement && {
    ...judgement,
    models: judgement.models.map((model) => ({ ...model, name: modelName(model.id) })),
  }
  return {
    input,
    lang,
    t,
    format: formatter(lang),
    theme: lightTheme,
    judgement: named,
    headline: { name: metricName(manifest.headline), format: metricFormat(manifest.headline) },
    subject: named?.models.find((model) => model.id === subjectId) ?? null,
    modelName,
    metricName,
    metricFormat,
  }
}
