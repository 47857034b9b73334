import { candleChart } from '#shared/charts/candles'
import {
  decilesChart,
  drawdownChart,
  equityChart,
  naiveChart,
  spansChart,
  spansTable,
  turnoverChart,
} from '#shared/charts/trading'
import { tradingFacts } from '#shared/charts/trading-facts'
import { drawSvg } from '../svg'
import type { Block } from '../tree'
import type { Writing } from '../context'

const fullWidth = 780
const small = { width: 380, height: 260 }

/** What trading on the subject's forecasts would have earned; "no edge found" is said as the result it is. */
export function trading(writing: Writing): Block[] {
  const { judgement, subject, input, t, format, modelName } = writing
  const detail = subject === null ? undefined : judgement?.trading?.[subject.id]
  if (judgement === null || subject === null || detail === undefined) return []
  const baselineName = modelName(judgement.bestBaseline)
  const other = judgement.trading?.[judgement.bestBaseline]
  const baseline =
    other === undefined || subject.id === judgement.bestBaseline
      ? null
      : { name: baselineName, detail: other }
  const curve = { model: subject.name, detail, baseline }
  const picture = (title: string, option: Parameters<typeof drawSvg>[0], size = small): Block => ({
    kind: 'chart',
    caption: t(`trading.titles.${title}`),
    text: t(`trading.titles.${title}`),
    svg: drawSvg(option, size.width, size.height),
  })
  const names = { model: subject.name, baseline: baselineName }
  const regimes = { ...names, of: (id: string) => t(`trading.regime.${id}`) }
  const years = { ...names, of: (id: string) => id }
  const table = (title: string, spans: typeof detail.years, of: typeof years): Block => {
    const { columns, rows } = spansTable(spans, of, writing)
    return {
      kind: 'table',
      caption: t(`trading.titles.${title}`),
      columns: columns.map((name, i) => ({ title: name, align: i === 0 ? 'left' : 'right' })),
      rows,
    }
  }
  const edge = judgement.models.some(({ verdict }) => verdict === 'better')
  const difference = (value: number | null): string => format.difference(value, 'basis')
  const finding: Block = edge
    ? { kind: 'paragraph', text: t('trading.edge.next') }
    : {
        kind: 'finding',
        tone: 'plain',
        bold: t('trading.noEdge.title'),
        rest: [
          t('trading.noEdge.text', { baseline: baselineName }),
          t('trading.noEdge.detectable', { difference: difference(judgement.detectable).replace('+', '') }),
          t('trading.noEdge.next'),
        ].join(' '),
      }
  return [
    { kind: 'heading', text: t('trading.titles.summary') },
    finding,
    {
      kind: 'facts',
      rows: tradingFacts(detail, judgement.overfitting ?? null, writing).map(({ name, hint, value }) => [
        name,
        hint === null ? value : `${value} (${hint})`,
      ]),
    },
    picture('equity', equityChart(curve, writing), { width: fullWidth, height: 300 }),
    ...(input.bars == null
      ? []
      : [picture('candles', candleChart(input.bars, writing, false), { width: fullWidth, height: 420 })]),
    picture('drawdown', drawdownChart(curve, writing)),
    picture('turnover', turnoverChart(detail, writing)),
    picture('years', spansChart(detail.years, years, writing)),
    picture('regimes', spansChart(detail.regimes, regimes, writing)),
    ...(detail.deciles.length === 0 ? [] : [picture('deciles', decilesChart(detail, writing))]),
    ...(detail.naive === null ? [] : [picture('naive', naiveChart(detail.naive, writing))]),
    table('years', detail.years, years),
    table('regimes', detail.regimes, regimes),
  ]
}
