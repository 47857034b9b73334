import type { Section } from '../tree'
import type { Writing } from '../context'

/** What this report cannot say. */
export function limits({ input, judgement, t, modelName }: Writing): Section {
  const { manifest } = input
  const template = manifest.messages.en['limits']
  const own = typeof template === 'object' ? Object.keys(template) : []
  return {
    id: 'limits',
    title: t('report.sections.limits'),
    blocks: [
      {
        kind: 'list',
        items: [
          ...(judgement?.warnings ?? []).map(({ code, params }) =>
            t(
              `report.warnings.${code}`,
              params['model'] === undefined
                ? params
                : { ...params, model: modelName(String(params['model'])) },
            ),
          ),
          t('report.limits.sameSource'),
          t('report.limits.past'),
          t('report.limits.offline'),
          ...own.map((key) => t(`templates.${manifest.id}.limits.${key}`)),
        ],
      },
    ],
  }
}

/** Enough for somebody else to get the same numbers. */
export function reproduce({ input, judgement, t, format }: Writing): Section {
  const { state, versions, manifest, energyWh } = input
  const version = state.versions.find((candidate) => candidate.id === state.version)
  const roles = Object.entries(state.mapping?.roles ?? {}).flatMap(([role, columns]) =>
    columns.map((column) => `--map ${role}=${quoted(column)}`),
  )
  const positive = state.mapping?.positive ?? null
  const command = [
    `plumbline run ${manifest.id} --data ${quoted(version?.fileName ?? '')}`,
    ...roles,
    ...(positive === null ? [] : [`--set positive=${quoted(positive)}`]),
    `--seed ${String(judgement?.seed ?? state.split?.seed ?? 0)} --project <dir>`,
  ].join(' ')
  return {
    id: 'reproduce',
    title: t('report.sections.reproduce'),
    blocks: [
      {
        kind: 'facts',
        rows: [
          ['Plumbline', versions.plumbline],
          ['Node', versions.node],
          ['TensorFlow', versions.tensorflow ?? t('report.plainJavaScript')],
          [t('report.platform'), versions.platform],
          [
            t('report.device'),
            judgement === null ? '–' : `${judgement.device.name} (${judgement.device.rung})`,
          ],
          [
            t('report.energy'),
            energyWh === null ? t('report.notMeasured') : `${format.metric(energyWh, 'number')} Wh`,
          ],
          [t('report.templateName'), `${manifest.id} ${String(manifest.version)}`],
          [t('report.seed'), String(judgement?.seed ?? '–')],
          [t('report.fileHash'), version?.sourceHash ?? '–'],
          [t('report.command'), command],
        ],
      },
    ],
  }
}

const quoted = (text: string) =>
  /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
