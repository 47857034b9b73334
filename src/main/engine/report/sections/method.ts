import type { Block, Section } from '../tree'
import type { Writing } from '../context'

/** How the rows were divided, which models were tried, and how the numbers were made. */
export function method({ input, judgement, t, format, modelName }: Writing): Section {
  const { state } = input
  const blocks: Block[] = []
  if (state.split !== null) {
    const { counts, seed } = state.split
    const words = {
      train: format.integer(counts.train),
      validation: format.integer(counts.validation),
      test: format.integer(counts.test),
      vault: format.integer(counts.vault),
      seed,
    }
    const text = counts.kind === 'cross-validation' ? 'report.crossValidation' : `report.split`
    blocks.push(
      { kind: 'paragraph', text: t(`report.splitKind.${counts.kind}`) },
      { kind: 'paragraph', text: t(text, words) },
    )
  }
  blocks.push(
    { kind: 'paragraph', text: t('report.intervals') },
    { kind: 'paragraph', text: t('report.rule') },
    { kind: 'paragraph', text: t('report.ledger', { n: state.ledgerCount }) },
  )
  if (judgement !== null) {
    blocks.push({
      kind: 'table',
      caption: t('report.ladder'),
      columns: [
        { title: t('report.model'), align: 'left' },
        { title: t('report.kind'), align: 'left' },
        { title: t('report.builtAs'), align: 'left' },
      ],
      rows: judgement.models.map((model) => [
        modelName(model.id),
        t(`report.kinds.${model.kind}`),
        Object.entries(input.built[model.id] ?? {})
          .map(([name, value]) => `${name} ${typeof value === 'number' ? format.integer(value) : value}`)
          .join(' · '),
      ]),
    })
  }
  return { id: 'method', title: t('report.sections.method'), blocks }
}
