import type { ErrorRow } from '#shared/contract/index'
import type { Mapping } from '#shared/project'
import { cellTexts, openTable, PART, readLost, readRefused, type Table } from '../../../data'
import type { AnyTemplate } from '../../../templates'
import { largest, predictOne } from '../answers'
import { smallestChange } from '../counterfactual'
import { deriveAfter } from '../derived'
import { makeExamples, typedTable } from '../examples'
import type { Answer, Job } from '../job'
import { readScores, scoresOf } from '../ladder'
import { readModel, type LoadedModel } from '../model-folder'
import { columnOf } from '../plan'
import { inputRoles, openProblem } from '../problem'

/** Keeps the last few of something that takes long to make. */
export function keepLast<T>(
  count: number,
  forget: (value: T) => void,
): (key: string, make: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, Promise<T>>()
  return (key, make) => {
    const value = kept.get(key) ?? make()
    kept.delete(key)
    kept.set(key, value)
    // What could not be made is tried again the next time.
    value.catch(() => kept.delete(key))
    for (const [oldest, old] of kept) {
      if (kept.size <= count) break
      kept.delete(oldest)
      old.then(forget, () => undefined)
    }
    return value
  }
}

const tables = keepLast<Table>(4, () => undefined)
const models = keepLast<LoadedModel>(3, ({ predictor }) => predictor.dispose())
const mistakes = keepLast<ErrorRow[]>(4, () => undefined)

/** A table that stays open between questions. */
export const openCached = (path: string): Promise<Table> =>
  tables(path, () => Promise.resolve(openTable(path)))

/** Answers small questions until it is cancelled or its parent goes. */
export const serve: Job<'serve'> = (_input, { signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error))
  })

function cellReaders(table: Table): ((row: number) => string | number | null)[] {
  return table.columns.map(({ name, type }) => {
    if (type === 'text') {
      const texts = table.text(name)
      return (row) => texts.get(row)
    }
    const values = type === 'number' ? table.number(name) : table.time(name)
    return (row) => {
      const value = values[row] ?? Number.NaN
      if (Number.isNaN(value)) return null
      return type === 'number' ? value : new Date(value).toISOString()
    }
  })
}

export const rows: Answer<'rows'> = async ({ arrow, offset, limit }) => {
  const table = await openCached(arrow)
  const readers = cellReaders(table)
  const count = Math.max(0, Math.min(limit, table.rows - offset))
  return {
    total: table.rows,
    columns: table.columns.map(({ name }) => name),
    rows: Array.from({ length: count }, (_, i) => ({
      row: offset + i,
      cells: readers.map((read) => read(offset + i)),
    })),
  }
}

export const refused: Answer<'refused'> = ({ file, offset, limit }) => readRefused(file, offset, limit)
export const lost: Answer<'lost'> = ({ file, offset, limit }) => readLost(file, offset, limit)

export const classes: Answer<'classes'> = async ({ arrow, column, limit }) => {
  const cells = cellTexts(await openCached(arrow), column)
  const counts = new Map<string, number>()
  for (let row = 0; row < cells.length; row++) {
    const value = cells.get(row)?.trim() ?? ''
    if (value === '') continue
    counts.set(value, (counts.get(value) ?? 0) + 1)
    if (counts.size > limit) return []
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([value]) => value)
}

function textReader(table: Table, column: string): (row: number) => string {
  const texts = table.text(column)
  return (row) => texts.get(row) ?? ''
}

/** Where there is no text a row is told by the cells that a model reads. */
function rowReader(table: Table, template: AnyTemplate, mapping: Mapping): (row: number) => string {
  const names = [...new Set(Object.values(inputRoles(template, mapping)).flat())]
  const cells = names.map((name) => ({ name, column: cellTexts(table, name) }))
  return (row) => cells.map(({ name, column }) => `${name}: ${column.get(row) ?? '–'}`).join(' · ')
}

/** All rows of the test part (or out of fold) with what the model said of them, the surest first. */
async function allAnswers({
  data,
  model: ref,
  threshold,
}: Parameters<Answer<'errors'>>[0]): Promise<ErrorRow[]> {
  const problem = openProblem(data)
  const { template, table, question, mapping } = problem
  const stored = await readScores(ref.predictions)
  const judged = scoresOf(stored, PART.test)
  const { card } = await loadCached(ref.folder, ref.model)
  const calibrated = template.judge.calibrated(card.calibration, judged.scores, stored.width)
  const place = new Map(Array.from(problem.rows, (row, position) => [row, position]))
  const { positive } = question
  const saidAt = (at: number): number => {
    if (threshold === null || positive === null) return largest(calibrated, at * stored.width, stored.width)
    return (judged.scores[at * stored.width + positive] ?? 0) >= threshold ? positive : 1 - positive
  }
  const column = columnOf(template.manifest, mapping, 'text')
  const textOf = column === null ? rowReader(table, template, mapping) : textReader(table, column)
  const found = Array.from(judged.rows, (row, at): ErrorRow => {
    const label = saidAt(at)
    return {
      row,
      text: textOf(row),
      truth: question.classes[problem.labels[place.get(row) ?? -1] ?? -1] ?? '',
      predicted: question.classes[label] ?? '',
      score: calibrated[at * stored.width + label] ?? Number.NaN,
    }
  })
  return found.sort((a, b) => b.score - a.score)
}

/** A model that stays loaded between questions. */
export const loadCached = (folder: string, id: string): Promise<LoadedModel> =>
  models(folder, () => readModel(folder, id))

/** The rows of one cell of the confusion matrix. */
export const errors: Answer<'errors'> = async (input) => {
  const { data, model, truth, predicted, threshold, offset, limit } = input
  const key = JSON.stringify([
    model.predictions,
    threshold,
    data.open,
    data.split,
    data.remedies,
    data.mapping,
  ])
  const all = await mistakes(key, () => allAnswers(input))
  const cell = all.filter((row) => row.truth === truth && row.predicted === predicted)
  return { total: cell.length, rows: cell.slice(offset, offset + limit) }
}

/** One typed row, with the past that the open rows give it. */
export const predict: Answer<'predict'> = async ({ data, model, fields, abstainBelow, alertFrom }) => {
  const loaded = await loadCached(model.folder, model.model)
  const { card, template } = loaded
  const typed = typedTable(fields, card)
  const past = card.derived.length === 0 ? [] : [await openCached(data.open)]
  const derived = deriveAfter(template, past, typed, card.inputs, card.derived, card.params)
  const example = makeExamples(typed, card.inputs, Int32Array.of(0), new Int32Array(0), derived)
  return predictOne(loaded, example, { abstainBelow, alertFrom })
}

/** What would have to change in a typed row. A row's past cannot be typed, so a model that reads it is not asked. */
export const change: Answer<'change'> = async ({ data, model, fields, columns, alertFrom }) => {
  const loaded = await loadCached(model.folder, model.model)
  if (loaded.card.derived.length > 0) return { found: null }
  const open = await openCached(data.open)
  const decided = { abstainBelow: null, alertFrom }
  return { found: await smallestChange(loaded, open, fields, columns, decided) }
}
