import { AppError } from '#shared/errors'
import type { NamedItem } from '#shared/ranking'
import { cellTexts, type Table } from '../../data'
import type { Examples, recommend } from '../../ml'
import { makeExamples } from './examples'
import type { LoadedModel } from './model-folder'
import { columnOf } from './plan'

/** What the open rows say to a recommender: what users did, and which items have come since it was trained. */
export interface KnownLog {
  rows: Examples
  fresh: NamedItem[]
  /** Text by item, '' where there is none. */
  texts: ReadonlyMap<string, string>
}

const columnsOf = ({ card }: LoadedModel, role: string): string | null => card.inputs[role]?.[0] ?? null

/** @throws AppError `invalid-input` where the model does not recommend */
export function recommenderOf({ predictor, card }: LoadedModel): recommend.Recommender {
  if (predictor.recommender) return predictor.recommender
  throw new AppError('invalid-input', { detail: `${card.model} makes no lists` })
}

/** Reads the open rows as a recommender needs them. */
export function knownLog(table: Table, model: LoadedModel): KnownLog {
  const recommender = recommenderOf(model)
  const item = columnsOf(model, 'item')
  const text = columnsOf(model, 'itemText')
  const ids = item === null ? null : cellTexts(table, item)
  const words = text === null ? null : cellTexts(table, text)
  const texts = new Map<string, string>()
  for (let row = 0; row < table.rows; row += 1) {
    const id = ids?.get(row)?.trim() ?? ''
    if (id === '') continue
    const said = words?.get(row) ?? ''
    if (said !== '' || !texts.has(id)) texts.set(id, said)
  }
  return {
    rows: makeExamples(
      table,
      model.card.inputs,
      Int32Array.from({ length: table.rows }, (_, row) => row),
      new Int32Array(0),
    ),
    fresh: [...texts].filter(([id]) => !recommender.hasItem(id)).map(([id, said]) => ({ id, text: said })),
    texts,
  }
}

/** The column that names users, as the model's data had it. */
export function userColumn({ template, card }: LoadedModel): string | null {
  return columnOf(template.manifest, { roles: card.inputs }, 'entity-own-past')
}
