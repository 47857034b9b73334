import { fitBoosting } from '../boosting'
import { boostingColumns, type TrapColumn } from './columns'

/** Enough for a verdict on columns, in about a second. */
const settings = {
  objective: 'binary',
  trees: 80,
  learningRate: 0.1,
  leaves: 15,
  minDataInLeaf: 20,
} as const

export interface TrapContext {
  seed: number
  breathe: () => Promise<void>
}

/** Probabilities of rows to judge, from a quick model that learnt from others. */
export async function quickScores(
  columns: readonly TrapColumn[],
  labels: Uint8Array,
  learn: Int32Array,
  judge: Int32Array,
  { seed, breathe }: TrapContext,
): Promise<Float64Array> {
  const data = {
    columns: boostingColumns(columns, learn),
    rows: learn.length,
    labels: Uint8Array.from(learn, (row) => labels[row] ?? 0),
  }
  const model = await fitBoosting(data, settings, { seed, breathe })
  return model.predict({ columns: boostingColumns(columns, judge), rows: judge.length })
}
