import type { OverfittingDetail, TradingDetail } from '../trading'
import type { ChartContext } from './context'

/** One line of the summary of a backtest. */
export interface Fact {
  name: string
  hint: string | null
  value: string
}

const sessionsPerYear = 252

/** What a backtest came to, and how much of it luck would give: the same lines on Compare and in the report. */
export function tradingFacts(
  detail: TradingDetail,
  overfitting: OverfittingDetail | null,
  { t, format }: ChartContext,
): Fact[] {
  const { perDay, breakEven, exposure, deflated } = detail
  const basis = (value: number): string => format.metric(value, 'basis')
  const gone = (value: number | null): string =>
    value === null ? t('trading.facts.never') : value <= 0 ? t('trading.facts.always') : basis(value)
  const fact = (name: string, value: string, hint: string | null = null): Fact => ({
    name: t(`trading.facts.${name}`),
    hint,
    value,
  })
  return [
    fact('gross', basis(perDay.gross)),
    fact('net', basis(perDay.net)),
    fact('turnover', format.percent(perDay.turnover)),
    fact('exposure', format.percent(exposure, 0)),
    fact('assumed', basis(breakEven.assumed)),
    fact('breakEven', gone(breakEven.zero)),
    fact('breakEvenBaseline', gone(breakEven.baseline)),
    fact('p', detail.null === null ? '–' : `p = ${format.metric(detail.null.p, 'share')}`),
    fact(
      'deflated',
      deflated === null ? '–' : format.metric(deflated.value, 'share'),
      deflated === null
        ? null
        : t('trading.facts.deflatedHint', {
            trials: format.integer(deflated.trials),
            expected: format.metric(deflated.expected * Math.sqrt(sessionsPerYear), 'number'),
          }),
    ),
    fact(
      'overfitting',
      overfitting === null ? t('trading.facts.none') : format.percent(overfitting.probability, 0),
      overfitting === null
        ? null
        : t('trading.facts.overfittingHint', {
            configurations: format.integer(overfitting.configurations),
            halves: format.integer(overfitting.halves),
            blocks: format.integer(overfitting.blocks),
          }),
    ),
  ]
}
