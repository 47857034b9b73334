import { random } from '#shared/random'
import { rank, rocAuc, stabilityIndex } from '../metrics'
import { bootstrap, bootstrapInterval, resampleUnits, smallSample } from '../stats'
import { areaOf, encodeAlone, type TrapColumn } from './columns'
import { quickScores, type TrapContext } from './quick-model'

interface Told {
  /** Area under the ROC curve of a model that tells the two sides apart, with its 95 % interval. */
  auc: number
  low: number
  high: number
  /** What each column tells alone, the most telling first. */
  columns: { column: string; auc: number; stability: number | null }[]
}

const draws = 300
/** Rows of each side: enough for an interval of a hundredth to either side. */
const mostRows = 6000
const shownColumns = 5

/**
 * Whether a quick model can tell two sets of rows apart, learnt on a half of each and judged on the other half
 * (Lopez-Paz and Oquab 2017). An area of 0.5 says that nobody could. Null where either has too few rows.
 * @param one,other rows of the two sides
 */
export async function tellApart(
  columns: readonly TrapColumn[],
  one: Int32Array,
  other: Int32Array,
  context: TrapContext,
): Promise<Told | null> {
  const source = random(context.seed).fork('tell apart')
  const some = (rows: Int32Array): number[] => source.shuffle([...rows]).slice(0, mostRows)
  const sides = [some(one), some(other)] as const
  if (columns.length === 0 || sides.some((rows) => rows.length < 100)) return null
  const size = columns[0]?.values.length ?? 0
  const labels = new Uint8Array(size)
  for (const row of sides[1]) labels[row] = 1
  const half = (part: 0 | 1): Int32Array =>
    Int32Array.from(sides.flatMap((rows) => rows.filter((_, at) => at % 2 === part)))
  const [learn, judge] = [half(0), half(1)]
  const scores = await quickScores(columns, labels, learn, judge, context)
  const held = Uint8Array.from(judge, (row) => labels[row] ?? 0)
  const ranking = rank(scores, held)
  const auc = rocAuc(ranking)
  const [[drawn = new Float64Array(0)] = []] = await bootstrap(
    [
      {
        size: 1,
        compute(weights, out) {
          out[0] = rocAuc(ranking, weights)
        },
      },
    ],
    judge.length,
    resampleUnits(judge.length, null, source),
    { draws },
  )
  const positives = held.reduce((sum, label) => sum + label, 0)
  const small = smallSample([positives, judge.length - positives])
  const { low, high } = bootstrapInterval('ranked', auc, drawn.filter(Number.isFinite), small, {
    // One pair the other way round: less than that no draw can say.
    step: 1 / (2 * positives * (judge.length - positives)),
  })
  const alone = columns
    .map((column) => {
      const pick = (rows: readonly number[]): Float64Array =>
        Float64Array.from(rows, (row) => column.values[row] ?? Number.NaN).filter(Number.isFinite)
      const index = column.levels === 0 ? stabilityIndex(pick(sides[0]), pick(sides[1])) : Number.NaN
      return {
        column: column.name,
        auc: areaOf(encodeAlone(column, labels, learn, judge), labels, judge),
        stability: Number.isNaN(index) ? null : index,
      }
    })
    .sort((a, b) => b.auc - a.auc)
    .slice(0, shownColumns)
  return { auc, low, high, columns: alone }
}
