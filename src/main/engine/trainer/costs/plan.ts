import type { CostBook } from '#shared/costs'
import type { ModelSpec } from '#shared/manifest'
import type { Workload } from '../../../ml'
import type { Problem } from '../problem'
import { predictFit, predictPeak, programBytes, type FitCost } from './predict'

/** Rows looked at to tell how long texts are. */
const sampleRows = 300
/** The name under which comparing the models is measured. */
export const judging = 'judge'

/** Positions of what one fit learns from, chooses by and is judged on. */
interface Parts {
  train: Int32Array
  validation: Int32Array
  test: Int32Array
}

/** One model of a ladder as it will be trained. */
export interface PlannedModel {
  model: string
  family: ModelSpec['family']
  /** Fits: one, or one a fold and the refit. */
  fits: number
  /** Rows that a fit trains on. */
  rows: number
  workload: Workload
  cost: FitCost
}

export interface LadderPlan {
  models: PlannedModel[]
  judge: { pass: number; cost: FitCost }
  /** Bytes that were counted for all models (what one has freed the next finds taken), and the peak expected. */
  memory: { counted: number; peak: number }
}

const bytesOf = ({ bytes }: Workload): number => bytes.rows + bytes.weights + bytes.batch

/** Rows evenly spread over some positions. */
function spread(positions: Int32Array, count: number): Int32Array {
  const step = Math.max(1, Math.floor(positions.length / count))
  return positions.filter((_, i) => i % step === 0)
}

/** What a ladder will take, model by model, from its workloads and from what this machine has measured before. */
export function planLadder(
  problem: Problem,
  ladder: {
    /** Of each model. */
    fits: (model: string) => readonly Parts[]
    models: readonly string[]
    params: Record<string, unknown>
    book: CostBook
  },
): LadderPlan {
  const { template, question, table } = problem
  const { book, fits, params } = ladder
  // The fit that ships is the largest of cross-validation's; the mean is what all of them cost.
  const rowsOf = (own: readonly Parts[]) => {
    const mean = (of: (parts: Parts) => number): number =>
      Math.round(own.reduce((sum, parts) => sum + of(parts), 0) / Math.max(1, own.length))
    return {
      train: mean(({ train }) => train.length),
      validation: mean(({ validation }) => validation.length),
      test: mean(({ test }) => test.length),
    }
  }
  const [first = ''] = ladder.models
  const sample = problem.examples(spread(fits(first).at(-1)?.train ?? new Int32Array(0), sampleRows))
  const models = ladder.models.flatMap((model): PlannedModel[] => {
    const spec = template.manifest.models.find(({ id }) => id === model)
    if (spec === undefined) return []
    const own = fits(model)
    const rows = rowsOf(own)
    const workload = template.workload({ model, params, question, sample, rows })
    const { family } = spec
    const cost = predictFit(book, { template: template.id, model, family, rows: rows.train }, workload)
    return [{ model, family, fits: own.length, rows: rows.train, workload, cost }]
  })
  const judged = fits(first).reduce((sum, { test }) => sum + test.length, 0) * models.length
  const judge: Workload = { pass: judged, epochs: null, bytes: { rows: 0, weights: 0, batch: 0 } }
  // Characters and cells as they are read from the file: at most a few bytes each.
  const cells = table.rows * table.columns.length * bytesPerCell
  const counted = cells + models.reduce((sum, { workload }) => sum + bytesOf(workload), 0)
  return {
    models,
    judge: {
      pass: judged,
      cost: predictFit(book, { template: template.id, model: judging, family: 'rule', rows: judged }, judge),
    },
    memory: { counted, peak: predictPeak(book, template.id, counted) },
  }
}

/** A short text or a number with its place. */
const bytesPerCell = 100

/** Peak of a process that trains one model of a plan alone. */
export function modelBytes({ memory, models }: LadderPlan, planned: PlannedModel): number {
  const others = models.reduce((sum, { workload }) => sum + bytesOf(workload), 0) - bytesOf(planned.workload)
  const overhead = (memory.peak - programBytes) / Math.max(1, memory.counted)
  return memory.peak - others * overhead
}
