import { noNumber } from '#shared/format'
import type { Section } from '../tree'
import type { Writing } from '../context'

export function question({ input, t, format, headline }: Writing): Section {
  const { state, manifest } = input
  const goal = state.goal
  const money = (value: number | null | undefined) =>
    value === null || value === undefined ? noNumber : format.metric(value, 'money')
  const costs: [string, string][] = [
    [t('report.missCost'), money(goal?.missCost)],
    [t('report.falseAlarmCost'), money(goal?.falseAlarmCost)],
  ]
  const classes = Object.values(manifest.roles).some(({ part }) => part === 'label')
  const decision = goal?.decision.trim() ?? ''
  return {
    id: 'question',
    title: t('report.sections.question'),
    blocks: [
      { kind: 'paragraph', text: decision === '' ? t(`templates.${manifest.id}.question`) : decision },
      {
        kind: 'facts',
        rows: [
          [t('report.headline'), `${headline.name}: ${t(`metrics.${manifest.headline}.meaning`)}`],
          [
            t('report.barName'),
            goal?.bar == null ? t('report.notSet') : format.metric(goal.bar, headline.format),
          ],
          ...(classes ? costs : []),
        ],
      },
    ],
  }
}
