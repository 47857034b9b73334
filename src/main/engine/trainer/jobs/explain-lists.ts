import type { NamedItem, RankingExample, RankingExplanation, TradeOffPoint } from '#shared/ranking'
import { random } from '#shared/random'
import { cellTexts, PART } from '../../../data'
import { meanMeasured, recommend, type Examples } from '../../../ml'
import type { LoadedModel } from '../model-folder'
import { columnOf } from '../plan'
import { positionsOf, type Problem } from '../problem'
import { knownLog, recommenderOf } from '../recommending'

/** Users that a trade-off is measured on: a mean over so many is within a few hundredths. */
const mostUsers = 400
const depth = 20
const steps = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8]
const examplesShown = 6
const listShown = 5
const reasonsShown = 3
const pastShown = 8

interface Taken {
  user: string
  /** What the user took in the test part and did not have. */
  items: Set<string>
}

/** Some users of the test part, by chance; under folds, users of all rows. */
function someUsers(problem: Problem, seed: number): { users: Taken[]; past: Examples | null } {
  const { template, table, mapping, rows } = problem
  const judged = positionsOf(problem, PART.test)
  const positions = judged.length > 0 ? judged : Int32Array.from(rows.keys())
  const user = columnOf(template.manifest, mapping, 'entity-own-past') ?? ''
  const item = columnOf(template.manifest, mapping, 'item') ?? ''
  const [who, what] = [cellTexts(table, user), cellTexts(table, item)]
  const byUser = new Map<string, Set<string>>()
  for (const position of positions) {
    const row = rows[position] ?? -1
    const [id, thing] = [who.get(row)?.trim() ?? '', what.get(row)?.trim() ?? '']
    byUser.set(id, (byUser.get(id) ?? new Set()).add(thing))
  }
  const users = [...byUser].map(([id, items]): Taken => ({ user: id, items }))
  random(seed).fork('users to explain').shuffle(users)
  return { users, past: problem.examples(positions).past ?? null }
}

/** What becomes of a model's lists as they are made more different, and some users with the reasons of their lists. */
export async function explainLists(
  problem: Problem,
  model: LoadedModel,
  seed: number,
  report: (done: number) => void,
  breathe: () => Promise<void>,
): Promise<RankingExplanation> {
  const recommender = recommenderOf(model)
  const { users, past } = someUsers(problem, seed)
  const log = knownLog(problem.table, model)
  const repeats = model.card.params['repeats'] === true
  const listFor = (user: string, k: number, diversity: number, reasons: number) =>
    recommender.recommend({ user, history: null, rows: past, fresh: log.fresh, k, diversity, reasons })

  const known: Taken[] = []
  const examples: RankingExample[] = []
  const named = ({ id, text }: NamedItem): NamedItem => ({ id, text })
  for (const one of users) {
    if (known.length >= mostUsers) break
    await breathe()
    const wanted = examples.length < examplesShown
    const { from, past: had, items } = await listFor(one.user, listShown, 0, wanted ? reasonsShown : 0)
    if (from !== 'known') continue
    const before = new Set(repeats ? [] : had.map(({ id }) => id))
    const left = new Set([...one.items].filter((id) => !before.has(id)))
    // Under folds nothing is left that the model does not know: the list alone can be shown.
    if (left.size > 0) known.push({ user: one.user, items: left })
    if (!wanted) continue
    examples.push({
      user: one.user,
      past: had.slice(-pastShown).map(named),
      items: items.map((item) => ({
        ...named(item),
        hit: left.has(item.id),
        reasons: item.reasons.map((reason) => ({ ...named(reason), push: reason.push })),
      })),
    })
  }

  const tradeOff: TradeOffPoint[] = []
  const catalogue = log.texts.size
  for (const [i, diversity] of known.length === 0 ? [] : steps.entries()) {
    const [ndcg, recall, different] = [[], [], []] as [number[], number[], number[]]
    const shown = new Set<string>()
    for (const { user, items } of known) {
      await breathe()
      const list = await listFor(user, depth, diversity, 0)
      const places = list.items.flatMap(({ id }, place) => (items.has(id) ? [place + 1] : []))
      const missed = Array.from({ length: items.size - places.length }, () => Infinity)
      ndcg.push(recommend.ndcgAt([...places, ...missed], depth))
      recall.push(recommend.recallAt([...places, ...missed], depth))
      different.push(list.different)
      for (const { id } of list.items) shown.add(id)
    }
    tradeOff.push({
      diversity,
      users: known.length,
      ndcg: meanMeasured(Float64Array.from(ndcg)),
      recall: meanMeasured(Float64Array.from(recall)),
      different: meanMeasured(Float64Array.from(different)),
      coverage: shown.size / Math.max(1, catalogue),
    })
    report((i + 1) / steps.length)
  }
  return { tradeOff, examples }
}
