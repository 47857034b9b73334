import { plumbLine, plumbLineHeight, plumbLineTable } from '#shared/charts/plumb-line'
import { coverage, precisionRecallCurve, reliability, rocCurve } from '#shared/charts/classifier'
import { learningCurve } from '#shared/charts/curve'
import type { ClassificationDetail } from '#shared/results'
import { drawSvg } from '../svg'
import type { Block, Column, Section } from '../tree'
import type { Writing } from '../context'
import { acting } from './acting'
import { rankingBlocks } from './ranking'
import { trading } from './trading'

const fullWidth = 780
const smallChart = { width: 380, height: 260 }

const left = (title: string): Column => ({ title, align: 'left' })
const right = (title: string): Column => ({ title, align: 'right' })

function comparison(writing: Writing): Block[] {
  const { judgement, headline, t, format } = writing
  if (judgement === null) return []
  const input = {
    models: judgement.models,
    headline: judgement.headline,
    format: headline.format,
    bestBaseline: judgement.bestBaseline,
  }
  const table = plumbLineTable(input, writing)
  return [
    {
      kind: 'table',
      caption: t('report.headlineTable', { metric: headline.name }),
      columns: [
        left(t('charts.model')),
        right(headline.name),
        right(t('charts.interval')),
        right(t('charts.difference')),
        right(t('report.simultaneous')),
        left(t('charts.verdict')),
      ],
      rows: judgement.models.map((model, index) => {
        const value = model.metrics[judgement.headline]
        const row = table.rows[index] ?? []
        return [
          model.name,
          format.metric(value?.value ?? null, headline.format),
          format.interval(value?.low ?? null, value?.high ?? null, headline.format),
          row[1] ?? '',
          row[2] ?? '',
          row[3] ?? '',
        ]
      }),
    },
    {
      kind: 'chart',
      caption: t('report.plumbCaption'),
      text: table.rows.map((row) => row.join(' ')).join('; '),
      svg: drawSvg(plumbLine(input, writing), fullWidth, plumbLineHeight(judgement.models.length)),
    },
  ]
}

function everyMetric({ judgement, input, t, format, metricName, metricFormat }: Writing): Block[] {
  if (judgement === null) return []
  const metrics = input.manifest.metrics.map((metric) => metric.id)
  return [
    {
      kind: 'table',
      caption: t('report.allMetrics'),
      columns: [left(t('report.metric')), ...judgement.models.map((model) => right(model.name))],
      rows: metrics.map((metric) => [
        metricName(metric),
        ...judgement.models.map((model) => {
          const measured = model.metrics[metric]
          const value = format.metric(measured?.value ?? null, metricFormat(metric))
          return measured?.low == null
            ? value
            : `${value} [${format.metric(measured.low, metricFormat(metric))}, ${format.metric(measured.high, metricFormat(metric))}]`
        }),
      ]),
    },
    { kind: 'paragraph', text: t('report.noInterval') },
  ]
}

function classReport(detail: ClassificationDetail, { t, format }: Writing): Block {
  const { report } = detail
  const row = (name: string, values: { precision: number; recall: number; f1: number; support: number }) => [
    name,
    format.metric(values.precision, 'share'),
    format.metric(values.recall, 'share'),
    format.metric(values.f1, 'share'),
    format.integer(values.support),
  ]
  return {
    kind: 'table',
    caption: t('report.classReport'),
    columns: [
      left(t('report.class')),
      right(t('charts.precision')),
      right(t('charts.recall')),
      right('F1'),
      right(t('charts.rows')),
    ],
    rows: [
      ...report.classes.map((entry) => row(entry.label, entry)),
      row(t('report.macro'), report.macro),
      row(t('report.weighted'), report.weighted),
      row(t('report.micro'), report.micro),
    ],
  }
}

function confusion({ classes, confusion: counts }: ClassificationDetail, { t, format }: Writing): Block {
  return {
    kind: 'table',
    caption: t('report.confusion'),
    columns: [left(''), ...classes.map((label) => right(t('report.said', { label })))],
    rows: classes.map((label, truth) => [
      t('report.was', { label }),
      ...classes.map((_, said) => format.integer(counts[truth]?.[said] ?? 0)),
    ]),
  }
}

function curves(writing: Writing): Block[] {
  const { input, t, modelName } = writing
  return input.curves
    .filter(({ points }) => points.length > 1)
    .map(({ model, points, bestEpoch }) => ({
      kind: 'chart' as const,
      caption: t('report.curveCaption', { model: modelName(model) }),
      text: t('report.curveCaption', { model: modelName(model) }),
      svg: drawSvg(learningCurve({ points, bestEpoch, finished: true }, writing), fullWidth, 240),
    }))
}

/** Numbers with their intervals, then the pictures of the model in use. */
export function results(writing: Writing): Section {
  const { judgement, subject, t, format } = writing
  const detail = subject === null ? undefined : judgement?.details[subject.id]
  const blocks = [...comparison(writing), ...everyMetric(writing)]
  if (subject !== null && detail !== undefined) {
    const picture = (name: string, option: Parameters<typeof drawSvg>[0]): Block => ({
      kind: 'chart',
      caption: t(`report.pictures.${name}`),
      text: t(`report.pictures.${name}`),
      svg: drawSvg(option, smallChart.width, smallChart.height),
    })
    blocks.push(
      { kind: 'heading', text: t('report.subject', { model: subject.name }) },
      classReport(detail, writing),
      confusion(detail, writing),
      picture('pr', precisionRecallCurve(detail, writing)),
      picture('roc', rocCurve(detail, writing)),
      picture('reliability', reliability(detail, writing)),
    )
    if (detail.scoring === undefined)
      blocks.push(picture('coverage', coverage(detail, abstainBelow(writing), writing)))
    blocks.push(...acting(writing))
  }
  blocks.push(...rankingBlocks(writing))
  blocks.push(...trading(writing))
  const drawn = curves(writing)
  if (drawn.length > 0) blocks.push({ kind: 'heading', text: t('report.curves') }, ...drawn)
  if (judgement !== null) {
    blocks.push({
      kind: 'table',
      caption: t('report.cost', { device: judgement.device.name }),
      columns: [
        left(t('charts.model')),
        right(t('report.trainingTime')),
        right(t('report.msPerRow')),
        right(t('report.rowsPerSecond')),
        right(t('report.size')),
      ],
      rows: judgement.models.map((model) => [
        model.name,
        format.duration(model.seconds),
        format.milliseconds(model.msPerRow.p50),
        model.msPerRow.p50 > 0 ? format.integer(1000 / model.msPerRow.p50) : '–',
        format.bytes(model.bytes),
      ]),
    })
  }
  return { id: 'results', title: t('report.sections.results'), blocks }
}

const abstainBelow = (writing: Writing) =>
  writing.input.state.goal?.abstain === true ? writing.input.state.goal.abstainBelow : null

/** Wrong answers say more than a rate. */
export function mistakes({ input: { mistakes: rows }, t }: Writing): Section {
  return {
    id: 'mistakes',
    title: t('report.sections.mistakes'),
    blocks:
      rows.length === 0
        ? [{ kind: 'paragraph', text: t('report.noMistakes') }]
        : [
            { kind: 'paragraph', text: t('report.mistakesIntro', { n: rows.length }) },
            {
              kind: 'mistakes',
              items: rows.map((row) => ({ text: row.text, truth: row.truth, said: row.predicted })),
            },
          ],
  }
}
