import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join } from 'node:path'
import { AppError } from '#shared/errors'
import type { ImportOptions } from '#shared/project'
import {
  cellTexts,
  importFile,
  inspect,
  openTable,
  readRefused,
  writeCsv,
  type CsvCell,
  type Table,
} from '../../../data'
import type { DerivedColumn } from '../../../templates'
import { answerRows, returnCells, type Decided } from '../answers'
import { deriveAfter, unrepeated } from '../derived'
import { makeExamples } from '../examples'
import type { Job } from '../job'
import { readModel, type LoadedModel } from '../model-folder'
import type { DataRef } from '../protocol'
import { knownLog, recommenderOf, userColumn } from '../recommending'

/** Rows predicted between two looks at cancel and pause. */
const chunk = 512
const refusedPage = 1000
/** Items of a list where the model's settings say nothing. */
const usualList = 10
/** A column of a file of users that tells what each did. */
const historyColumn = 'history'

/** Columns that a prediction adds; a column of the input with one of these names keeps its name and comes first. */
const added = ['prediction', 'score', 'low', 'high', 'note'] as const

/** The file twice: cells as they stood, to be written back, and as the model reads them. */
async function readFile(
  path: string,
  folder: string,
  { card }: LoadedModel,
  options: ImportOptions,
  signal: AbortSignal,
): Promise<{ shown: Table; read: Table; refused: string }> {
  const preview = await inspect(path, options)
  const texts = Object.fromEntries(preview.columns.map(({ name }) => [name, 'text' as const]))
  const written = await importFile({
    path,
    folder: join(folder, 'written'),
    options: { ...options, types: texts },
    signal,
  })
  const shown = openTable(written.arrow)
  const names = new Set(shown.columns.map(({ name }) => name))
  const typed = Object.entries(card.types).filter(([name, type]) => names.has(name) && type !== 'text')
  if (typed.length === 0) return { shown, read: shown, refused: written.refused }
  const types = { ...texts, ...Object.fromEntries(typed), ...options.types }
  const imported = await importFile({
    path,
    folder: join(folder, 'read'),
    options: { ...options, types },
    signal,
  })
  return { shown, read: openTable(imported.arrow), refused: written.refused }
}

/** Roles that a model reads, without those whose columns the file does not have and the model can do without. */
function rolesIn(table: Table, { card, template }: LoadedModel): Record<string, readonly string[]> {
  const has = new Set(table.columns.map(({ name }) => name))
  return Object.fromEntries(
    Object.entries(card.inputs).filter(
      ([role, columns]) =>
        template.manifest.roles[role]?.required === true || columns.every((name) => has.has(name)),
    ),
  )
}

/** Between the items of a list in one cell. */
const listSeparator = '|'

/**
 * A list for the user of each row: from a column `history` of the file where it has one, else from what the open rows
 * tell of the user. The score is the first item's.
 */
async function* recommendedRows(
  shown: Table,
  table: Table,
  model: LoadedModel,
  data: DataRef,
  context: Parameters<Job<'predict-file'>>[1],
): AsyncGenerator<readonly CsvCell[]> {
  const recommender = recommenderOf(model)
  const log = knownLog(openTable(data.open), model)
  const column = userColumn(model) ?? ''
  const cells = shown.columns.map(({ name }) => cellTexts(shown, name))
  const has = (name: string): boolean => table.columns.some((known) => known.name === name)
  const [users, histories] = [column, historyColumn].map((name) =>
    has(name) ? cellTexts(table, name) : null,
  )
  if (!users && !histories) {
    throw new AppError('column-missing', {
      column,
      columns: shown.columns.map(({ name }) => name).join(', '),
    })
  }
  const listLength = model.card.params['listLength']
  const k = typeof listLength === 'number' ? listLength : usualList
  for (let row = 0; row < table.rows; row += 1) {
    if (row % chunk === 0) context.report({ done: row / table.rows, note: 'predicting' })
    await context.breathe()
    const user = users?.get(row)?.trim() ?? ''
    const said = histories?.get(row)?.trim() ?? ''
    const { items, from } = await recommender.recommend({
      user: user === '' ? null : user,
      history: said === '' ? null : said.split(/[|,;]/).map((id) => id.trim()),
      rows: log.rows,
      fresh: log.fresh,
      k,
      diversity: 0,
      reasons: 0,
    })
    const list = items.map(({ id }) => id).join(listSeparator)
    yield [
      ...cells.map((cell) => cell.get(row)),
      list,
      items[0]?.score ?? null,
      null,
      null,
      from === 'popular' ? 'only-popular' : null,
    ]
  }
}

async function* predictedRows(
  shown: Table,
  table: Table,
  derived: readonly DerivedColumn[],
  model: LoadedModel,
  decided: Decided,
  counted: { alerts: number },
  context: Parameters<Job<'predict-file'>>[1],
): AsyncGenerator<readonly CsvCell[]> {
  const shownCells = shown.columns.map(({ name }) => cellTexts(shown, name))
  const roles = rolesIn(table, model)
  const { classes } = model.card.question
  for (let from = 0; from < table.rows; from += chunk) {
    await context.breathe()
    context.report({ done: from / table.rows, note: 'predicting' })
    const rows = Int32Array.from({ length: Math.min(chunk, table.rows - from) }, (_, i) => from + i)
    const examples = makeExamples(table, roles, rows, new Int32Array(0), derived)
    if (model.card.calibration.kind === 'returns') {
      for (const [i, cells] of (await returnCells(model, examples, context.signal)).entries()) {
        yield [...shownCells.map((column) => column.get(from + i)), ...cells]
      }
      continue
    }
    const answers = await answerRows(model, examples, decided, context.signal)
    for (const [i, { label, scores, abstained, alert, note }] of answers.entries()) {
      const prediction = label < 0 || abstained ? null : (classes[label] ?? null)
      const score = label < 0 ? null : (scores[label] ?? null)
      if (alert === true && !abstained) counted.alerts += 1
      // Classes have no low and high: their uncertainty is the score.
      yield [...shownCells.map((column) => column.get(from + i)), prediction, score, null, null, note]
    }
  }
}

/** Rows that could not be read, beside the predictions: a file that holds them all or none. */
async function writeRefused(target: string, refused: string): Promise<number> {
  const { total } = await readRefused(refused, 0, 1)
  if (total === 0) return 0
  const name = basename(target, extname(target))
  async function* rows(): AsyncGenerator<readonly CsvCell[]> {
    for (let offset = 0; offset < total; offset += refusedPage) {
      const page = await readRefused(refused, offset, refusedPage)
      for (const row of page.rows) yield [row.line, row.reason, row.fields, row.expected, row.raw]
    }
  }
  await writeCsv(
    join(dirname(target), `${name}.refused.csv`),
    ['line', 'reason', 'fields', 'expected', 'raw'],
    rows(),
  )
  return total
}

/**
 * Predicts each row of a file: its columns as they stood, then prediction, calibrated score and a note: alert or not
 * where a threshold was chosen, else where there is nothing to answer to. Rows that cannot be read are counted and listed in `<target>.refused.csv`.
 * @throws AppError as an import does; `column-missing` where a column that the model needs is not in the file
 */
export const predictFile: Job<'predict-file'> = async (input, context) => {
  const { source, target, abstainBelow, alertFrom, options } = input
  const { signal, report } = context
  const model = await readModel(input.model.folder, input.model.model)
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-predict-'))
  try {
    report({ done: 0, note: 'reading' })
    const { shown, read, refused } = await readFile(source, folder, model, options, signal)
    const { card, template } = model
    const past =
      card.derived.length === 0 ? [] : [unrepeated(template, openTable(input.data.open), read, card.inputs)]
    const derived = deriveAfter(template, past, read, card.inputs, card.derived, card.params)
    const header = [...shown.columns.map(({ name }) => name), ...added]
    const counted = { alerts: 0 }
    const lists = model.predictor.recommender !== undefined
    const rows = await writeCsv(
      target,
      header,
      lists
        ? recommendedRows(shown, read, model, input.data, context)
        : predictedRows(shown, read, derived, model, { abstainBelow, alertFrom }, counted, context),
    )
    return {
      rows,
      refused: await writeRefused(target, refused),
      alerts: alertFrom && { n: counted.alerts, threshold: alertFrom },
    }
  } finally {
    model.predictor.dispose()
    await rm(folder, { recursive: true, force: true })
  }
}
