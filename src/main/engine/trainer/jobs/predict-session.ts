import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '#shared/errors'
import type { SessionAnswer, SessionForecast } from '#shared/trading'
import { importFile, openTable, proposeMapping, type Table } from '../../../data'
import { numbersOf, returnForecast, sessionAfter, sidesFor, volatilityColumn } from '../../../ml'
import { deriveAfter } from '../derived'
import { makeExamples } from '../examples'
import type { Answer } from '../job'
import { readModel, type LoadedModel } from '../model-folder'
import { mappingFrom } from '../plan'
import { priceTrapCards } from './price-traps'

const noSignal = new AbortController().signal
/** Reasons that are worth reading. */
const mostReasons = 8
const iso = (date: number): string => new Date(date).toISOString().slice(0, 10)

interface Given {
  table: Table
  roles: Record<string, string[]>
}

/** Columns by the names that the model knows, else by what their names say. */
function rolesOf(
  table: Table,
  columns: Parameters<typeof proposeMapping>[0]['columns'],
  { card, template }: LoadedModel,
): Given['roles'] {
  const has = new Set(table.columns.map(({ name }) => name))
  const { roles: specs } = template.manifest
  const known = Object.entries(card.inputs).every(
    ([role, names]) => specs[role]?.required !== true || names.every((name) => has.has(name)),
  )
  if (!known) return proposeMapping({ table, columns, roles: specs }).roles
  return Object.fromEntries(
    Object.entries(card.inputs)
      .map(([role, names]) => [role, names.filter((name) => has.has(name))] as const)
      .filter(([, names]) => names.length > 0),
  )
}

async function read(source: { path: string } | { text: string }, model: LoadedModel): Promise<Given> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-session-'))
  try {
    const path = 'path' in source ? source.path : join(folder, 'pasted.csv')
    if ('text' in source) await writeFile(path, source.text)
    const { arrow, columns } = await importFile({
      path,
      folder: join(folder, 'read'),
      options: {},
      signal: noSignal,
    })
    const table = openTable(arrow)
    return { table, roles: rolesOf(table, columns, model) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * What a model says of the session after the last given day, of each ticker. The days are checked as those of a project
 * are.
 * @throws AppError as an import does, `history-too-short` with the days that are missing, and what the template refuses
 */
export const predictSession: Answer<'predict-session'> = async ({ model: ref, source, now }) => {
  const model = await readModel(ref.folder, ref.model)
  const { card, template, predictor } = model
  try {
    const { table, roles } = await read(source, model)
    const mapping = mappingFrom(roles)
    const refusal = template.check({ table, mapping, forecasting: true })
    if (refusal !== null) throw new AppError(refusal.code, refusal.params)
    const market = template.market({ table, roles, params: card.params })
    const { calibration } = card
    if (market === null) throw new AppError('unknown-method', { name: 'predict.session' })
    const derived = deriveAfter(template, [], table, roles, null, card.params)
    const known = new Set(card.derived)
    const all = Int32Array.from({ length: table.rows }, (_, row) => row)
    const examples = makeExamples(
      table,
      roles,
      all,
      new Int32Array(0),
      derived.filter(({ name }) => known.has(name)),
    )
    const scores = await predictor.scores(examples)
    const volatility = numbersOf(examples, volatilityColumn)
    const last = market.series.map(({ rows }) => rows.at(-1) ?? 0)
    const sides = sidesFor(
      market,
      Float64Array.from(last, (row) => scores[row] ?? 0),
    )
    const forecasts: SessionForecast[] = []
    for (const [ticker, { dates, ticker: name }] of market.series.entries()) {
      const row = last[ticker] ?? 0
      const date = dates.at(-1) ?? 0
      const expires = sessionAfter(date, market.horizon + 1)
      const one = makeExamples(table, roles, Int32Array.of(row), new Int32Array(0), derived)
      const returns =
        calibration.kind === 'returns'
          ? returnForecast(calibration, scores[row] ?? 0, volatility[row] ?? Number.NaN, market.horizon)
          : { up: 0.5, expected: 0, low: Number.NaN, high: Number.NaN }
      const side = sides[ticker] ?? 0
      forecasts.push({
        ticker: name,
        asOf: iso(date),
        session: iso(sessionAfter(date, 1)),
        expires: iso(expires),
        expired: expires < now,
        days: dates.length,
        score: scores[row] ?? 0,
        side: side > 0 ? 'long' : side < 0 ? 'short' : 'flat',
        ...returns,
        reasons: ((await predictor.explainRow?.(one, 0)) ?? []).slice(0, mostReasons),
      })
    }
    const problem = {
      table,
      mapping,
      derived,
      params: card.params,
      rows: all,
      parts: new Int32Array(table.rows),
    }
    const cards = priceTrapCards(problem, market, template.manifest.checks)
    const answer: SessionAnswer = {
      forecasts,
      checks: cards.map(({ code, severity, params }) => ({ code, severity, params })),
    }
    return answer
  } finally {
    predictor.dispose()
  }
}
