import { random } from '#shared/random'
import { bootstrap, onRows, resampleUnits, type Drawn, type Statistic } from '../stats'
import { statisticOf, type Quantity } from './metric-statistics'
import type { ScoredRows } from './scored-rows'

/** What is to be drawn of one model: some quantities, on all rows or on a slice of them. */
export interface DrawRequest {
  rows: ScoredRows
  quantities: readonly Quantity[]
  /** Places of `rows` among all rows; null where they are all. */
  slice: Int32Array | null
}

/** The quantities of one set of rows: their values, NaN where there is none, and their bootstrap draws. */
export interface DrawnRows {
  rows: ScoredRows
  of(quantity: Quantity): Drawn
}

/** A quantity on rows as they are, each counting once. NaN where it has no value. */
export function valueOf(quantity: Quantity, rows: ScoredRows): number {
  return valuesOf(statisticOf(rows, [quantity]), rows.truth.length)[0] ?? Number.NaN
}

function valuesOf(statistic: Statistic, rows: number): Float64Array {
  const values = new Float64Array(statistic.size)
  statistic.compute(new Int32Array(rows).fill(1), values)
  return values
}

/** Draws everything that is asked for from the same samples of rows, so that all of it can be compared. */
export async function drawTogether(
  requests: readonly DrawRequest[],
  total: number,
  units: Int32Array | null,
  seed: number,
  signal?: AbortSignal,
): Promise<DrawnRows[]> {
  const statistics = requests.map(({ rows, quantities, slice }) => {
    const statistic = statisticOf(rows, quantities)
    return slice === null ? statistic : onRows(statistic, slice)
  })
  const resample = resampleUnits(total, units, random(seed).fork('bootstrap'))
  const draws = await bootstrap(statistics, total, resample, { signal })
  return requests.map(({ rows, quantities }, i): DrawnRows => {
    const statistic = statistics[i]
    const values = statistic === undefined ? new Float64Array(0) : valuesOf(statistic, total)
    return {
      rows,
      of(quantity) {
        const at = quantities.indexOf(quantity)
        const value = values[at]
        const own = draws[i]?.[at]
        if (value === undefined || own === undefined) throw new RangeError(`${quantity} was not drawn`)
        return { value, draws: own }
      },
    }
  })
}
