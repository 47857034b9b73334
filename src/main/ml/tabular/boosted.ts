import { availableParallelism } from 'node:os'
import type { Push } from '#shared/results'
import { fitBoosting, loadBoosted, settingsFor, type Boosted, type BoostingSettings } from '../boosting'
import type { ModelReader } from '../predictor'
import type { Frame } from './plan'
import type { TableModel } from './predictor'
import type { TableTask } from './task'

export interface BoostingParams {
  boostingTrees: number
  boostingLearningRate: number
  boostingLeaves: number
  boostingLeafRows: number
  boostingL1: number
  boostingL2: number
  boostingRowShare: number
  boostingColumnShare: number
  boostingPatience: number
  /** Settings made for few rows in place of the above, where train is small. */
  boostingSmallData: boolean
}

const file = 'importance.json'
/** Rows that the mean size of SHAP values is taken over. */
const explainedRows = 1000
/** Rows of train from which on a second thread is worth starting. */
const threadRows = 20_000
/** As `settingsFor` draws the line. */
const smallRows = 5000

function settingsOf(params: BoostingParams, rows: number): Partial<BoostingSettings> {
  if (params.boostingSmallData && rows < smallRows) {
    return { ...settingsFor(rows), patience: params.boostingPatience }
  }
  return {
    trees: params.boostingTrees,
    learningRate: params.boostingLearningRate,
    leaves: params.boostingLeaves,
    minDataInLeaf: params.boostingLeafRows,
    l1: params.boostingL1,
    l2: params.boostingL2,
    rowSampling: params.boostingRowShare,
    columnSampling: params.boostingColumnShare,
    patience: params.boostingPatience,
  }
}

/** The first rows of a frame. */
function head(frame: Frame, rows: number): Frame {
  const count = Math.min(rows, frame.rows)
  return {
    rows: count,
    columns: frame.columns.map((column) =>
      column.kind === 'number'
        ? { ...column, values: column.values.subarray(0, count) }
        : { ...column, codes: column.codes.subarray(0, count) },
    ),
  }
}

/** Mean |SHAP| of each column, with the sign of its direction: up where larger values push towards the positive class. */
function importanceOf(model: Boosted, frame: Frame): Push[] {
  const { columns, rows } = head(frame, explainedRows)
  const width = columns.length + 1
  const shap = model.shap({ columns, rows })
  return columns.map((column, at) => {
    let [size, meanValue, meanShap, known] = [0, 0, 0, 0]
    const valueAt = (row: number): number => (column.kind === 'number' ? (column.values[row] ?? NaN) : NaN)
    for (let row = 0; row < rows; row += 1) {
      const push = shap[row * width + at] ?? 0
      size += Math.abs(push) / Math.max(1, rows)
      if (Number.isNaN(valueAt(row))) continue
      known += 1
      meanValue += valueAt(row)
      meanShap += push
    }
    let covariance = 0
    for (let row = 0; row < rows; row += 1) {
      if (Number.isNaN(valueAt(row))) continue
      covariance += (valueAt(row) - meanValue / known) * ((shap[row * width + at] ?? 0) - meanShap / known)
    }
    return { feature: column.name, weight: covariance < 0 ? -size : size }
  })
}

export async function fitBoosted(task: TableTask, params: BoostingParams): Promise<TableModel> {
  const { train, positive, validation, truth, seed } = task
  const settings = settingsOf(params, train.rows)
  const model = await fitBoosting({ ...train, labels: positive }, settings, {
    seed,
    threads: train.rows < threadRows ? 1 : availableParallelism(),
    ...(validation.rows === 0 ? {} : { validation: { ...validation, labels: truth } }),
    breathe: () => task.breathe(),
    report: ({ round, rounds, validation: loss, rowsPerSecond }) => {
      task.report({
        epoch: null,
        epochs: null,
        done: round / rounds,
        rowsPerSecond,
        learningRate: settings.learningRate ?? null,
        points: loss === null ? [] : [{ epoch: round, validationLoss: loss }],
      })
    },
    checkpoints: task.checkpoints,
  })
  return boosted(model, importanceOf(model, validation.rows === 0 ? train : validation))
}

export const loadBoostedTable = async (reader: ModelReader): Promise<TableModel> =>
  boosted(await loadBoosted(reader), (await reader.json(file)) as Push[])

function boosted(model: Boosted, importance: Push[]): TableModel {
  return {
    positive: (frame) => model.predict(frame),
    pushes: () => importance,
    explain(frame) {
      const shap = model.shap(head(frame, 1))
      return frame.columns.map(({ name }, at) => ({ feature: name, weight: shap[at] ?? 0, value: '' }))
    },
    describe: () => ({ trees: model.rounds }),
    async save(writer) {
      await model.save(writer)
      await writer.json(file, importance)
    },
  }
}
