import type { FoundEntity } from '#shared/ranking'
import { cellTexts } from '../../../data'
import type { Answer } from '../job'
import { columnOf, findTemplate } from '../plan'
import { knownLog, recommenderOf, type KnownLog } from '../recommending'
import { keepLast, loadCached, openCached } from './serve'

/** Reasons given for each item of a list. */
const reasonsShown = 3

const logs = keepLast<KnownLog>(2, () => undefined)
const entities = keepLast<FoundEntity[]>(4, () => undefined)

/** A list for one user, one history or nobody. The model and the log stay in memory between questions. */
export const recommendTo: Answer<'recommend'> = async ({ data, model: ref, user, history, k, diversity }) => {
  const model = await loadCached(ref.folder, ref.model)
  const recommender = recommenderOf(model)
  const log = await logs(`${ref.folder} ${data.open}`, async () =>
    knownLog(await openCached(data.open), model),
  )
  recommender.prepare(log.rows)
  const started = performance.now()
  const { items, past, from, unknown } = await recommender.recommend({
    user,
    history,
    rows: log.rows,
    fresh: log.fresh,
    k,
    diversity,
    reasons: reasonsShown,
  })
  return { user, items, past, from, unknown, milliseconds: performance.now() - started }
}

/** Every user or item of the open rows, the most frequent first. */
async function allOf(
  data: Parameters<Answer<'find'>>[0]['data'],
  of: 'user' | 'item',
): Promise<FoundEntity[]> {
  const table = await openCached(data.open)
  const { manifest } = findTemplate(data.template)
  const column = columnOf(manifest, data.mapping, of === 'user' ? 'entity-own-past' : 'item')
  if (column === null) return []
  const text = of === 'item' ? columnOf(manifest, data.mapping, 'item-text') : null
  const [ids, texts] = [cellTexts(table, column), text === null ? null : cellTexts(table, text)]
  const found = new Map<string, FoundEntity>()
  for (let row = 0; row < table.rows; row += 1) {
    const id = ids.get(row)?.trim() ?? ''
    if (id === '') continue
    const known = found.get(id) ?? { id, text: '', events: 0 }
    known.events += 1
    if (known.text === '') known.text = texts?.get(row) ?? ''
    found.set(id, known)
  }
  return [...found.values()].sort((a, b) => b.events - a.events)
}

export const find: Answer<'find'> = async ({ data, of, words, limit }) => {
  const all = await entities(`${data.open} ${of} ${JSON.stringify(data.mapping.roles)}`, () =>
    allOf(data, of),
  )
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const holds = ({ id, text }: FoundEntity): boolean => {
    const said = `${id} ${text}`.toLowerCase()
    return wanted.every((word) => said.includes(word))
  }
  return all.filter(holds).slice(0, limit)
}
