import {
  activityChart,
  activityTable,
  cohortChart,
  cohortTable,
  depthChart,
  depthTable,
  exposureChart,
} from '#shared/charts/ranking'
import type { ChartTable } from '#shared/charts/context'
import type { Writing } from '../context'
import { drawSvg } from '../svg'
import type { Block } from '../tree'

const size = { width: 380, height: 260 }

/** Of the model in use: for whom its lists are good, and what of the catalogue they show. Empty without lists. */
export function rankingBlocks(writing: Writing): Block[] {
  const { judgement, subject, t, format } = writing
  const detail = subject === null ? undefined : judgement?.ranking?.[subject.id]
  if (subject === null || detail === undefined) return []
  const picture = (title: string, option: Parameters<typeof drawSvg>[0]): Block => ({
    kind: 'chart',
    caption: t(`ranking.titles.${title}`),
    text: t(`ranking.titles.${title}`),
    svg: drawSvg(option, size.width, size.height),
  })
  const table = (title: string, { columns, rows }: ChartTable): Block => ({
    kind: 'table',
    caption: t(`ranking.titles.${title}`),
    columns: columns.map((name, i) => ({ title: name, align: i === 0 ? 'left' : 'right' })),
    rows,
  })
  return [
    { kind: 'heading', text: t('report.subject', { model: subject.name }) },
    {
      kind: 'paragraph',
      text: t('ranking.notes.exposureText', {
        recommended: format.integer(detail.recommended),
        catalogue: format.integer(detail.catalogue),
      }),
    },
    table('cohorts', cohortTable(detail, writing)),
    ...(detail.activity.length > 1 ? [table('activity', activityTable(detail, writing))] : []),
    table('depths', depthTable(detail, writing)),
    picture('cohorts', cohortChart(detail, writing)),
    ...(detail.activity.length > 1 ? [picture('activity', activityChart(detail, writing))] : []),
    picture('depths', depthChart(detail, null, writing)),
    picture('exposure', exposureChart(detail, writing)),
  ]
}
