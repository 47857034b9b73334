import { random } from '#shared/random'
import { rank, rocAuc } from '../metrics'
import type { TrapColumn } from './columns'
import { quickScores, type TrapContext } from './quick-model'

const folds = 5
/** A model that orders the rows less well than this cannot tell a wrong label from an unlikely one. */
const leastArea = 0.9
/** A label that the model gives less than this is doubted. */
const doubtful = 0.02
/** Fewer doubted rows are chance, and so are not many more than the model itself expects to be wrong about. */
const leastRows = 5
const leastTimes = 2.5
const mostLikely = 1e-4

export interface Doubt {
  row: number
  /** Probability that the model gives the label the row has. */
  share: number
}

/** Probability of at least `count` where `mean` are expected (Poisson). */
function tail(count: number, mean: number): number {
  let [below, term] = [0, Math.exp(-mean)]
  for (let k = 0; k < count; k += 1) {
    below += term
    term *= mean / (k + 1)
  }
  return Math.max(0, 1 - below)
}

/**
 * Rows whose label a model that never saw them doubts strongly, the most doubtful first: confident learning (Northcutt,
 * Jiang and Chuang 2021) with two safeguards against accusing right labels. The model must order the rows well, and
 * must be contradicted where it is sure far more often than its own probabilities say. Else there are none.
 * @param rows to look at; those with the same unit stay in one fold
 */
export async function findLabelDoubts(
  columns: readonly TrapColumn[],
  labels: Uint8Array,
  rows: Int32Array,
  units: Int32Array,
  context: TrapContext,
): Promise<Doubt[]> {
  const source = random(context.seed).fork('label doubts')
  const foldOf = new Map<number, number>()
  for (const row of rows) {
    const unit = units[row] ?? row
    if (!foldOf.has(unit)) foldOf.set(unit, source.int(folds))
  }
  const inFold = (row: number): number => foldOf.get(units[row] ?? row) ?? 0
  const scores = new Float64Array(rows.length)
  for (let fold = 0; fold < folds; fold += 1) {
    await context.breathe()
    const learn = rows.filter((row) => inFold(row) !== fold)
    const held = Int32Array.from(rows.keys()).filter((at) => inFold(rows[at] ?? 0) === fold)
    const judge = held.map((at) => rows[at] ?? 0)
    if (learn.length === 0 || judge.length === 0) continue
    const found = await quickScores(columns, labels, learn, judge, context)
    held.forEach((at, i) => {
      scores[at] = found[i] ?? 0.5
    })
  }
  const truth = Uint8Array.from(rows, (row) => labels[row] ?? 0)
  if (!(rocAuc(rank(scores, truth)) >= leastArea)) return []
  let expected = 0
  const doubts: Doubt[] = []
  scores.forEach((score, at) => {
    const wrong = Math.min(score, 1 - score)
    if (wrong >= doubtful) return
    expected += wrong
    const share = truth[at] === 1 ? score : 1 - score
    if (share < doubtful) doubts.push({ row: rows[at] ?? 0, share })
  })
  const { length } = doubts
  if (length < leastRows || length < leastTimes * expected || tail(length, expected) > mostLikely) return []
  return doubts.sort((a, b) => a.share - b.share)
}
