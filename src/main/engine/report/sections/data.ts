import type { CheckCard } from '#shared/project'
import type { Block, Section } from '../tree'
import type { Writing } from '../context'

function priceWords(card: CheckCard, { t, format, metricName, metricFormat }: Writing): string {
  if (card.price === null) return ''
  const { metric, with: kept, without, low, high } = card.price
  const kind = metricFormat(metric)
  return t('report.price', {
    metric: metricName(metric),
    with: format.metric(kept, kind),
    without: format.metric(without, kind),
    interval: `${format.difference(low, kind)} … ${format.difference(high, kind)}`,
  })
}

/** A preparation step is called as its template calls it. */
function messageParams({ params }: CheckCard, { input: { manifest }, t }: Writing): CheckCard['params'] {
  const { step } = params
  if (typeof step !== 'string') return params
  return { ...params, step: t(`templates.${manifest.id}.params.${step}.name`) }
}

/** Where the rows come from, what was wrong with them, and what was done about it. */
export function data(writing: Writing): Section {
  const { input, t, format } = writing
  const { state } = input
  const version = state.versions.find((candidate) => candidate.id === state.version)
  const blocks: Block[] = []
  if (version !== undefined) {
    blocks.push(
      {
        kind: 'facts',
        rows: [
          [t('report.file'), version.fileName],
          [t('report.fileHash'), version.sourceHash],
          [t('report.encoding'), version.encoding],
          [t('report.rowsRead'), format.integer(version.rows.read)],
          [t('report.rowsUsed'), format.integer(version.rows.used)],
          [t('report.rowsRefused'), format.integer(version.rows.refused)],
        ],
      },
      {
        kind: 'table',
        caption: t('report.columns'),
        columns: [
          { title: t('report.column'), align: 'left' },
          { title: t('report.type'), align: 'left' },
          { title: t('report.role'), align: 'left' },
          { title: t('report.empty'), align: 'right' },
          { title: t('report.distinct'), align: 'right' },
          { title: t('report.lost'), align: 'right' },
        ],
        rows: version.columns.map((column) => [
          column.name,
          t(`report.types.${column.type}`),
          Object.entries(state.mapping?.roles ?? {})
            .filter(([, columns]) => columns.includes(column.name))
            .map(([role]) => t(`templates.${state.template}.roles.${role}.name`))
            .join(t('report.comma')),
          format.integer(column.nulls),
          format.integer(column.distinct),
          format.integer(column.lost),
        ]),
      },
    )
  }
  const cards = state.checks?.cards ?? []
  blocks.push({ kind: 'heading', text: t('report.problems') })
  if (cards.length === 0) blocks.push({ kind: 'paragraph', text: t('report.noProblems') })
  else {
    blocks.push({
      kind: 'table',
      caption: '',
      columns: [
        { title: t('report.finding'), align: 'left' },
        { title: t('report.what'), align: 'left' },
        { title: t('report.done'), align: 'left' },
      ],
      rows: cards.map((card) => [
        t(`checks.${card.code}.title`),
        [t(`checks.${card.code}.message`, messageParams(card, writing)), priceWords(card, writing)]
          .filter(Boolean)
          .join(' '),
        card.applied ? t('report.remedyApplied') : t(`report.severity.${card.severity}`),
      ]),
    })
  }
  return { id: 'data', title: t('report.sections.data'), blocks }
}
