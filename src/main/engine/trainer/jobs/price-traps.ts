import type { CheckCode } from '#shared/manifest'
import type { CheckCard } from '#shared/project'
import { cellTexts, PART } from '../../../data'
import { extraPrefix, forwardReturn, rankCorrelation, type Market } from '../../../ml'
import type { Problem } from '../problem'

/** Rows shown on a card. */
const shown = 20

/** Days between two trading days that no holiday explains: the longest in China and in the West are eleven. */
const longestHoliday = 12
/** Beyond this a column that is known at the close would make its owner rich: it was known later. */
const tooGood = 0.15
/** … and this many standard errors above nought, so that few days are not called so by luck. */
const sureErrors = 5

const dayMs = 86_400_000
const iso = (date: number): string => new Date(date).toISOString().slice(0, 10)

type Parts = Omit<CheckCard, 'id' | 'price' | 'applied' | 'code'>
/** What these checks look at: a project's open rows, or days that were given for a forecast. */
type Priced = Pick<Problem, 'table' | 'mapping' | 'params' | 'derived' | 'rows' | 'parts'>
type Find = (problem: Priced, market: Market) => Parts[]

/** A row as evidence: the cells that a model reads of it. */
function rowsShown({ table, mapping }: Priced, rows: readonly number[]): CheckCard['evidence'] {
  const cells = [...new Set(Object.values(mapping.roles).flat())].map((name) => cellTexts(table, name))
  return rows.slice(0, shown).map((row) => ({
    row,
    line: null,
    text: cells.map((column) => column.get(row) ?? '–').join(' · '),
  }))
}

const nameOf = (problem: Priced, ticker: string): string =>
  ticker === '' ? (problem.table.columns[0]?.name ?? '') : ticker

const unadjusted: Find = (problem, market) => {
  const { mapping } = problem
  const mended = problem.params['adjust'] !== 'none'
  const column = mapping.roles['adjusted']?.[0] ?? null
  const tickers = [...new Set(market.splits.map(({ ticker }) => ticker))]
  return tickers.map((ticker): Parts => {
    const own = market.splits.filter((split) => split.ticker === ticker)
    const [first] = own
    return {
      severity: mended ? 'info' : 'warn',
      column: ticker === '' ? (mapping.roles['close']?.[0] ?? null) : ticker,
      params: {
        ticker: nameOf(problem, ticker === '' ? (mapping.roles['close']?.[0] ?? '') : ticker),
        count: own.length,
        date: iso(first?.date ?? 0),
        ratio: Math.round(100 * (first?.ratio ?? 1)) / 100,
      },
      evidence: rowsShown(
        problem,
        own.map(({ row }) => row),
      ),
      remedy: mended
        ? { op: 'set-param', param: 'adjust', value: 'none' }
        : { op: 'set-param', param: 'adjust', value: column === null ? 'splits' : 'column' },
    }
  })
}

const badBars: Find = (problem, { bad }) => {
  const { undated, duplicated, notPositive, crossed } = bad
  const all = [...notPositive, ...crossed, ...duplicated, ...undated]
  if (all.length === 0) return []
  const leavesOut = problem.params['badBars'] === 'leave-out'
  return [
    {
      severity: 'warn',
      column: null,
      params: {
        total: problem.table.rows,
        notPositive: notPositive.length,
        crossed: crossed.length,
        duplicated: duplicated.length,
        undated: undated.length,
      },
      evidence: rowsShown(problem, all),
      remedy: { op: 'set-param', param: 'badBars', value: leavesOut ? 'mend' : 'leave-out' },
    },
  ]
}

const gaps: Find = (problem, { series }) =>
  series.flatMap(({ ticker, dates, rows }): Parts[] => {
    const found = [...dates.keys()].filter(
      (i) => i > 0 && (dates[i] ?? 0) - (dates[i - 1] ?? 0) > longestHoliday * dayMs,
    )
    const length = (i: number): number => Math.round(((dates[i] ?? 0) - (dates[i - 1] ?? 0)) / dayMs)
    const [longest] = [...found].sort((a, b) => length(b) - length(a))
    if (longest === undefined) return []
    return [
      {
        severity: 'info',
        column: ticker === '' ? null : ticker,
        params: {
          ticker: nameOf(problem, ticker),
          gaps: found.length,
          limit: longestHoliday,
          longest: length(longest),
          date: iso(dates[longest - 1] ?? 0),
        },
        evidence: rowsShown(
          problem,
          found.map((i) => rows[i] ?? 0),
        ),
        remedy: null,
      },
    ]
  })

const survivorship: Find = (_problem, { series, days }) => {
  const last = days.at(-1) ?? 0
  const alive = series.filter(({ dates }) => last - (dates.at(-1) ?? 0) <= longestHoliday * dayMs)
  if (series.length < 2 || alive.length < series.length) return []
  return [{ severity: 'warn', column: null, params: { tickers: series.length }, evidence: [], remedy: null }]
}

/** Columns of the file beside the prices that go with a return which is yet to come. Test rows are not looked at. */
const afterClose: Find = (problem, market) =>
  problem.derived
    .filter(({ name }) => name.startsWith(extraPrefix))
    .flatMap(({ name, values }): Parts[] => {
      const pairs = Array.from(problem.rows, (row, position) => ({
        part: problem.parts[position],
        value: values[row] ?? Number.NaN,
        move: forwardReturn(market, row),
      })).filter(
        ({ part, value, move }) => part !== PART.test && Number.isFinite(value) && Number.isFinite(move),
      )
      const ic = rankCorrelation(
        pairs.map(({ value }) => value),
        pairs.map(({ move }) => move),
      )
      if (!(Math.abs(ic) > tooGood && Math.abs(ic) * Math.sqrt(pairs.length) > sureErrors)) return []
      const column = name.slice(extraPrefix.length)
      return [
        {
          severity: 'warn',
          column,
          params: { column, ic: Math.round(1000 * ic) / 1000 },
          evidence: [],
          remedy: { op: 'leave-out-column', column },
        },
      ]
    })

const finders: Partial<Record<CheckCode, Find>> = {
  'unadjusted-split': unadjusted,
  'bad-bar': badBars,
  gap: gaps,
  survivorship,
  'after-close': afterClose,
}

/** The traps of prices, for templates whose forecasts are traded. Reads open rows only. */
export function priceTrapCards(
  problem: Priced,
  market: Market | null,
  codes: readonly CheckCode[],
): CheckCard[] {
  if (market === null) return []
  return codes.flatMap((code) =>
    (finders[code]?.(problem, market) ?? []).map((parts): CheckCard => ({
      id: [code, parts.column ?? ''].join(':'),
      code,
      price: null,
      applied: false,
      ...parts,
    })),
  )
}
