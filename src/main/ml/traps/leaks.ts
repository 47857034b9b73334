import { areaOf, encodeAlone, type TrapColumn } from './columns'
import { quickScores, type TrapContext } from './quick-model'

interface Leak {
  column: string
  /** Area under the ROC curve of this column alone, and of all others together. */
  alone: number
  others: number
  /** Share of its cells that are filled, by class, where that alone gives the outcome away. */
  filled: { positives: number; negatives: number } | null
}

/** Columns that predict less than this alone are never suspected: good predictors are what one hopes for. */
const suspicious = 0.75
/** Alone almost perfect: hardly anything in the world is, but the outcome itself under another name. */
const nearlyPerfect = 0.97
/** The share of what the others leave unexplained (1 − AUC) that one honest column does not take away. */
const honestShare = 0.5
/** Columns looked at closely, the strongest first. */
const closely = 4
/** Columns that order rows so alike say the same: both are left out when either is tried. */
const sameOrder = 0.95
/** Shares of filled cells between which a column is filled only when the outcome has happened. */
const filledOften = 0.5
const filledSeldom = 0.02
/** Empty cells must be common enough to mean something, and full ones too. */
const leastRows = 20

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (of: Float64Array): number => of.reduce((sum, v) => sum + v, 0) / of.length
  const [ma, mb] = [mean(a), mean(b)]
  let [ab, aa, bb] = [0, 0, 0]
  a.forEach((value, i) => {
    const [x, y] = [value - ma, (b[i] ?? 0) - mb]
    ab += x * y
    aa += x * x
    bb += y * y
  })
  return ab / Math.sqrt(aa * bb)
}

/** Shares of filled cells by class, where one class has nearly none and the other many; else null. */
function filledByOutcome({ values }: TrapColumn, labels: Uint8Array, rows: Int32Array): Leak['filled'] {
  const count = [0, 0]
  const filled = [0, 0]
  for (const row of rows) {
    const label = labels[row] ?? 0
    count[label] = (count[label] ?? 0) + 1
    if (!Number.isNaN(values[row] ?? Number.NaN)) filled[label] = (filled[label] ?? 0) + 1
  }
  const [negatives = 0, positives = 0] = filled.map((n, label) => n / Math.max(1, count[label] ?? 0))
  const few = (filled[0] ?? 0) + (filled[1] ?? 0)
  if (few < leastRows || rows.length - few < leastRows) return null
  const telling =
    (positives >= filledOften && negatives <= filledSeldom) ||
    (negatives >= filledOften && positives <= filledSeldom)
  return telling ? { positives, negatives } : null
}

/**
 * Columns that know the outcome. A column is suspected that alone, by the shares of positives in its bins or
 * categories learnt on some rows, orders other rows well; it is found where it is nearly perfect, where it is filled
 * only with one outcome, or where it takes away more than half of what all the others together leave unexplained.
 * An honest column, however good, shares what it knows with others.
 * @param labels 1 for the positive class, by row
 * @param learn,judge rows to learn from and to judge on
 */
export async function findLeaks(
  columns: readonly TrapColumn[],
  labels: Uint8Array,
  learn: Int32Array,
  judge: Int32Array,
  context: TrapContext,
): Promise<Leak[]> {
  const seen = columns.map((column) => {
    const encoded = encodeAlone(column, labels, learn, judge)
    return {
      column,
      encoded,
      alone: areaOf(encoded, labels, judge),
      filled: filledByOutcome(column, labels, learn),
    }
  })
  const suspects = seen
    .filter(({ alone, filled }) => alone >= suspicious || filled !== null)
    .sort((a, b) => b.alone - a.alone)
    .slice(0, closely)
  if (suspects.length === 0) return []
  const scored = async (of: readonly (typeof seen)[number][]): Promise<number> => {
    await context.breathe()
    const scores = await quickScores(
      of.map(({ column }) => column),
      labels,
      learn,
      judge,
      context,
    )
    return areaOf(scores, labels, judge)
  }
  const leaks: Leak[] = []
  for (const suspect of suspects) {
    const rest = seen.filter(
      (other) =>
        other !== suspect &&
        other.alone < nearlyPerfect &&
        !(Math.abs(correlation(other.encoded, suspect.encoded)) >= sameOrder && other.alone >= suspicious),
    )
    const others = rest.length === 0 ? 0.5 : await scored(rest)
    const { alone, filled } = suspect
    const together = Math.max(alone, await scored([...rest, suspect]))
    const takes = 1 - together < honestShare * (1 - others)
    if (alone < nearlyPerfect && filled === null && !takes) continue
    leaks.push({ column: suspect.column.name, alone, others, filled })
  }
  return leaks
}
