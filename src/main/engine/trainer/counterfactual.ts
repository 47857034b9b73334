import type { Counterfactual } from '#shared/results'
import { cellTexts, tableFromColumns, type ColumnValues, type Table } from '../../data'
import { answerRows, type Decided } from './answers'
import { makeExamples, typedTable } from './examples'
import type { LoadedModel } from './model-folder'

/** Different values of a column that are tried: of numbers spread evenly, of words the most frequent. */
const mostValues = 40
/** Values near the smallest change, tried once it is known. */
const mostNear = 400
/** When no single column is enough: columns whose pairs are tried, and values of each. */
const pairedColumns = 8
const pairedValues = 12
/** A changed word counts as much as a number moved past half of the rows. */
const wordDistance = 0.5

/** A value that a column could have, and how far it is from the row's own: the share of rows between the two. */
interface Option {
  column: string
  text: string
  distance: number
}

/** Evenly spread, first and last among them. */
function spread<T>(values: readonly T[], most: number): T[] {
  if (values.length <= most) return [...values]
  const step = (values.length - 1) / (most - 1)
  return Array.from({ length: most }, (_, i) => values[Math.round(i * step)] as T)
}

/** What a number could be instead, from what the open rows hold. */
function numberOptions(table: Table, column: string, own: number): Option[] {
  const sorted = table.number(column).filter(Number.isFinite).sort()
  const below = (value: number): number => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle] ?? 0) < value) low = middle + 1
      else high = middle
    }
    return low / Math.max(1, sorted.length)
  }
  const place = Number.isNaN(own) ? 0.5 : below(own)
  return [...new Set(sorted)]
    .filter((value) => value !== own)
    .map((value) => ({ column, text: String(value), distance: Math.abs(below(value) - place) }))
}

function wordOptions(table: Table, column: string, own: string): Option[] {
  const cells = cellTexts(table, column)
  const counts = new Map<string, number>()
  for (let row = 0; row < cells.length; row += 1) {
    const word = cells.get(row) ?? ''
    if (word !== '' && word !== own) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, mostValues)
    .map(([text]) => ({ column, text, distance: wordDistance }))
}

const far = (change: readonly Option[]): number => change.reduce((sum, { distance }) => sum + distance, 0)

/**
 * The smallest change of a row, among columns that may change, after which the model says the other class (at the
 * threshold in use): one column if one is enough, else two; of those the one that passes the fewest rows of the data
 * (Wachter, Mittelstadt and Russell 2018, with ranks as the distance). Null where no such change was found.
 */
export async function smallestChange(
  model: LoadedModel,
  open: Table,
  fields: Readonly<Record<string, string>>,
  columns: readonly string[],
  decided: Decided,
): Promise<Counterfactual | null> {
  const { card } = model
  const own = typedTable(fields, card)
  const said = async (changes: readonly (readonly Option[])[]) => {
    const rows = changed(own, changes)
    const examples = makeExamples(
      rows,
      card.inputs,
      Int32Array.from({ length: rows.rows }, (_, row) => row),
      new Int32Array(0),
    )
    return answerRows(model, examples, decided)
  }
  const [before] = await said([[]])
  if (before === undefined || before.label < 0) return null
  const { positive } = card.question
  const shareOf = (scores: readonly number[]): number => scores[positive ?? before.label] ?? 0
  /** The nearest of some changes that turns the answer. */
  const nearest = async (changes: readonly (readonly Option[])[]): Promise<readonly Option[] | null> => {
    const answers = await said(changes)
    const turned = changes.filter((_, i) => answers[i] !== undefined && answers[i].label !== before.label)
    return turned.reduce<readonly Option[] | null>(
      (best, one) => (best === null || far(one) < far(best) ? one : best),
      null,
    )
  }

  const types = new Map(own.columns.map(({ name, type }) => [name, type]))
  const options = columns.flatMap((column): { column: string; all: Option[]; tried: Option[] }[] => {
    const type = types.get(column)
    if (type === undefined || type === 'time') return []
    const all =
      type === 'number'
        ? numberOptions(open, column, own.number(column)[0] ?? Number.NaN)
        : wordOptions(open, column, own.text(column).get(0) ?? '')
    return [{ column, all, tried: spread(all, mostValues) }]
  })
  if (options.length === 0) return null

  let found = await nearest(options.flatMap(({ tried }) => tried.map((option) => [option])))
  const [only] = found ?? []
  if (only !== undefined) {
    // Every value that the data hold between the row's own and this one.
    const near = options
      .find(({ column }) => column === only.column)
      ?.all.filter(({ distance }) => distance <= only.distance)
    found = (await nearest(spread(near ?? [], mostNear).map((option) => [option]))) ?? found
  } else {
    const scored = await Promise.all(
      options.map(async ({ column, tried }) => {
        const answers = await said(tried.map((option) => [option]))
        const moved = answers.map(({ scores }) => Math.abs(shareOf(scores) - shareOf(before.scores)))
        return { column, tried: spread(tried, pairedValues), most: Math.max(0, ...moved) }
      }),
    )
    const strongest = scored.sort((a, b) => b.most - a.most).slice(0, pairedColumns)
    const pairs = strongest.flatMap((one, i) =>
      strongest.slice(i + 1).flatMap((other) => one.tried.flatMap((a) => other.tried.map((b) => [a, b]))),
    )
    found = await nearest(pairs)
  }
  if (found === null) return null
  const [after] = await said([found])
  if (after === undefined) return null
  return {
    changes: found.map(({ column, text }) => ({ column, from: fields[column] ?? '', to: text })),
    label: card.question.classes[after.label] ?? '',
    alert: after.alert,
    probability: {
      of: card.question.classes[positive ?? before.label] ?? '',
      before: shareOf(before.scores),
      after: shareOf(after.scores),
    },
  }
}

/** One row for each change: the typed one with some cells replaced. */
function changed(own: Table, changes: readonly (readonly Option[])[]): Table {
  return tableFromColumns(
    own.columns.map(({ name, type }): ColumnValues => {
      const texts = changes.map((change) => change.find(({ column }) => column === name)?.text)
      if (type === 'text') {
        const value = own.text(name).get(0) ?? ''
        return { name, type, values: texts.map((text) => text ?? value) }
      }
      const value = own[type](name)[0] ?? Number.NaN
      return {
        name,
        type,
        values: Float64Array.from(texts, (text) => (text === undefined ? value : Number(text))),
      }
    }),
  )
}
