import { AppError } from '#shared/errors'
import type { Block, Section } from '../tree'
import type { Writing } from '../context'

function bar({ judgement, t, format, headline }: Writing): Block[] {
  if (!judgement?.bar) return []
  const { value, met } = judgement.bar
  return [
    {
      kind: 'finding',
      tone: met === 'yes' ? 'better' : met === 'no' ? 'worse' : 'not-proven',
      bold: t(`report.bar.${met}`),
      rest: t('report.barRest', { metric: headline.name, value: format.metric(value, headline.format) }),
    },
  ]
}

function vault({ input: { state }, t, format, modelName }: Writing): Block {
  const last = state.vault.opened.at(-1)
  if (last === undefined)
    return { kind: 'paragraph', text: t('report.vaultSealed', { n: state.split?.counts.vault ?? 0 }) }
  const words = { at: format.dateTime(last.at), model: modelName(last.model), reason: last.reason }
  return { kind: 'paragraph', text: t(last.spent ? 'report.vaultSpent' : 'report.vaultOpened', words) }
}

/** The finding in words, before anything else. */
export function verdict(writing: Writing): Section {
  const { judgement, subject, t, format, headline, modelName } = writing
  if (judgement === null) throw new AppError('no-model')
  const blocks: Block[] = []
  const measured = subject?.metrics[judgement.headline]
  if (subject === null || measured === undefined || subject.kind === 'baseline') {
    blocks.push({ kind: 'finding', tone: 'plain', bold: t('report.noModel'), rest: '' })
  } else {
    const { verdict: said, difference } = subject
    const tone = said ?? 'plain'
    blocks.push({
      kind: 'finding',
      tone,
      bold: t(`report.verdict.${said ?? 'not-proven'}`, {
        model: subject.name,
        baseline: modelName(judgement.bestBaseline),
      }),
      rest: t(judgement.ranking === undefined ? 'report.verdictRest' : 'report.verdictRestUsers', {
        metric: headline.name,
        value: format.metric(measured.value, headline.format),
        interval: format.interval(measured.low, measured.high, headline.format),
        n: format.integer(measured.n),
        difference: format.difference(difference?.value ?? null, headline.format),
        low: format.difference(difference?.low ?? null, headline.format),
        high: format.difference(difference?.high ?? null, headline.format),
      }),
    })
    if (said === 'not-proven') {
      blocks.push({
        kind: 'paragraph',
        text: t('report.detectable', {
          difference: format.difference(judgement.detectable, headline.format),
        }),
      })
    }
    const tied = judgement.tied.filter((id) => id !== subject.id).map(modelName)
    if (tied.length > 0)
      blocks.push({ kind: 'paragraph', text: t('report.tied', { models: tied.join(t('report.comma')) }) })
  }
  blocks.push(...bar(writing), vault(writing))
  return { id: 'verdict', title: t('report.sections.verdict'), blocks }
}
