import { AppError } from '#shared/errors'
import { formatter } from '#shared/format'
import type { Lang } from '#shared/lang'
import type { Manifest } from '#shared/manifest'
import type { Translate } from '#shared/messages/index'
import type { CheckCard, DataVersion, Mapping, ProjectState } from '#shared/project'
import type { CheckResult, Judgement, Measured, ModelResult, RunResult } from '#shared/results'
import { formatTable } from './table'

/** What a run has come to, as the project stands at its end. */
export interface Outcome {
  manifest: Manifest
  state: ProjectState
  /** Absolute. */
  project: string
  version: DataVersion
  mapping: Mapping
  judgement: Judgement
  /** Metrics of this run's opening; null where it stayed sealed. */
  vault: Record<string, Measured> | null
}

/** The numbers that scripts are promised, and no others. */
function measured({ value, low, high, n, positives }: Measured): Measured {
  return { value, low, high, n, ...(positives === undefined ? {} : { positives }) }
}

function declaredMetrics(manifest: Manifest, metrics: Record<string, Measured>): Record<string, Measured> {
  return Object.fromEntries(
    manifest.metrics.flatMap(({ id }) => {
      const found = metrics[id]
      return found === undefined ? [] : [[id, measured(found)]]
    }),
  )
}

const modelName = (manifest: Manifest, t: Translate, id: string): string =>
  t(`templates.${manifest.id}.models.${id}.name`)

function modelResult({ manifest }: Outcome, t: Translate, model: ModelResult): ModelResult {
  const { id, kind, seconds, msPerRow, bytes, metrics, difference, verdict } = model
  return {
    id,
    name: modelName(manifest, t, id),
    kind,
    seconds,
    msPerRow: { p50: msPerRow.p50, p95: msPerRow.p95 },
    bytes,
    metrics: declaredMetrics(manifest, metrics),
    difference,
    verdict,
  }
}

/** A step of preparation is called by its name, not by its parameter's. */
function sayable({ manifest }: Outcome, t: Translate, params: CheckCard['params']): CheckCard['params'] {
  const { step } = params
  return step === undefined ? params : { ...params, step: t(`templates.${manifest.id}.params.${step}.name`) }
}

function checkResults(outcome: Outcome, t: Translate): CheckResult[] {
  const { state } = outcome
  return (state.checks?.cards ?? []).map(({ code, severity, column, params, price }) => ({
    code,
    severity,
    ...(column === null ? {} : { column }),
    message: t(`checks.${code}.message`, { column: column ?? '', ...sayable(outcome, t, params) }),
    ...(price === null ? {} : { price: { metric: price.metric, with: price.with, without: price.without } }),
  }))
}

/** What was guessed and what the judgement warns of, in sentences. */
function warningsOf({ manifest, mapping, judgement }: Outcome, t: Translate): string[] {
  const byRole = new Map<string, string[]>()
  for (const { role, column } of mapping.guessed) byRole.set(role, [...(byRole.get(role) ?? []), column])
  const guesses = [...byRole].map(([role, columns]) => {
    const column = columns.join(', ')
    if (role === 'positive') return t('cli.guessed.positive', { value: column })
    if (role === 'order') return t('cli.guessed.order', { value: column })
    return t('report.warnings.guessed-role', {
      column,
      role: t(`templates.${manifest.id}.roles.${role}.name`),
    })
  })
  const said = judgement.warnings.map(({ code, params }) => {
    const model = params['model'] === undefined ? '' : modelName(manifest, t, String(params['model']))
    if (code !== 'model-failed')
      return t(`report.warnings.${code}`, model === '' ? params : { ...params, model })
    return t(`report.warnings.${code}`, {
      model,
      reason: t(`errors.${String(params['reason'])}`, { ...params, model }),
    })
  })
  return [...guesses, ...said]
}

/** The last line of standard output of `run --json`. */
export function runResult(outcome: Outcome, t: Translate): RunResult {
  const { manifest, project, version, judgement, vault, state } = outcome
  return {
    template: manifest.id,
    project,
    rows: { read: version.rows.read, used: version.rows.used, refused: version.rows.refused },
    checks: checkResults(outcome, t),
    split: judgement.split,
    device: judgement.device,
    headline: judgement.headline,
    models: judgement.models.map((model) => modelResult(outcome, t, model)),
    best: judgement.best,
    vault: {
      opened: vault !== null || state.vault.opened.length > 0,
      ...(vault === null ? {} : { metrics: declaredMetrics(manifest, vault) }),
    },
    warnings: warningsOf(outcome, t),
  }
}

/** The same for people: rows, split, findings, and the models against the best baseline. */
export function runText(outcome: Outcome, t: Translate, lang: Lang): string {
  const { manifest, judgement, version, vault } = outcome
  const format = formatter(lang)
  const result = runResult(outcome, t)
  const headline = manifest.metrics.find(({ id }) => id === judgement.headline)
  if (headline === undefined) throw new AppError('bug', { detail: judgement.headline })
  const whole = (counts: Record<string, number | string>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(counts).map(([key, value]) => [
        key,
        typeof value === 'number' ? format.integer(value) : value,
      ]),
    )
  const { kind, ...counts } = judgement.split
  const folds = kind === 'cross-validation'
  const rows = judgement.models.map((model) => {
    const metric = model.metrics[judgement.headline]
    return [
      modelName(manifest, t, model.id),
      format.metric(metric?.value ?? null, headline.format),
      format.interval(metric?.low ?? null, metric?.high ?? null, headline.format),
      model.difference === null ? '' : format.difference(model.difference.value, headline.format),
      model.verdict === null ? '' : t(`charts.verdicts.${model.verdict}`),
      format.milliseconds(model.msPerRow.p50),
      format.duration(model.seconds),
    ]
  })
  const header = [
    t('cli.columns.model'),
    t(`metrics.${judgement.headline}.name`),
    t('cli.columns.interval'),
    t('cli.columns.difference', { baseline: modelName(manifest, t, judgement.bestBaseline) }),
    t('cli.columns.verdict'),
    t('cli.columns.perRow'),
    t('report.trainingTime'),
  ]
  const opened = vault?.[judgement.headline]
  return [
    t('cli.rows', whole(version.rows)),
    t(folds ? 'cli.parts.folds' : 'cli.parts.split', { ...whole(counts), kind: t(`split.kinds.${kind}`) }),
    ...result.checks
      .filter(({ severity }) => severity !== 'info')
      .map(({ severity, message }) => `${t(`cli.check.${severity}`)}: ${message}`),
    '',
    formatTable([header, ...rows], [0, 4]),
    ...(judgement.best === null ? [] : [t('cli.best', { model: modelName(manifest, t, judgement.best) })]),
    opened === undefined
      ? t('cli.vault.sealed')
      : t('cli.vault.opened', {
          model: modelName(manifest, t, judgement.best ?? judgement.bestBaseline),
          metric: t(`metrics.${judgement.headline}.name`),
          value: format.metric(opened.value, headline.format),
          interval: format.interval(opened.low, opened.high, headline.format),
        }),
    ...result.warnings,
    '',
  ].join('\n')
}
