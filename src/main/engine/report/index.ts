/**
 * One report tree, rendered to a self-contained HTML page; the shell prints the same page as PDF.
 * Pure: all it needs is in ReportInput. No store, no jobs, no file access.
 */
import type { Lang } from '#shared/lang'
import { writing, type ReportInput } from './context'
import { renderHtml } from './html'
import { data } from './sections/data'
import { limits, reproduce } from './sections/limits'
import { method } from './sections/method'
import { question } from './sections/question'
import { mistakes, results } from './sections/results'
import { verdict } from './sections/verdict'
import type { Report } from './tree'

export type { ReportInput } from './context'

/** @throws AppError `no-model` before a ladder has been judged */
export function buildReport(input: ReportInput, lang: Lang): Report {
  const page = writing(input, lang)
  const { t, format } = page
  // Lists have no wrong answers to show, only places; nor have forecasts of a return.
  const { ranking, trading } = input.state.judgement ?? {}
  const answers = ranking === undefined && trading === undefined ? [mistakes] : []
  return {
    lang,
    title: input.state.name,
    subtitle: t('report.subtitle', {
      template: t(`templates.${input.manifest.id}.name`),
      at: format.dateTime(input.at),
    }),
    mistakeTitles: [t('report.mistakeText'), t('report.truth'), t('report.modelSaid')],
    sections: [verdict, question, data, method, results, ...answers, limits, reproduce].map((write) =>
      write(page),
    ),
    footer: t('report.footer', { version: input.versions.plumbline }),
  }
}

/** The whole report as one HTML page in one language. */
export const renderReport = (input: ReportInput, lang: Lang): string => renderHtml(buildReport(input, lang))
