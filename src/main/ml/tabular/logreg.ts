import type { Push } from '#shared/results'
import type { ModelReader } from '../predictor'
import { fitDense, toDense, type DensePlan, type Scaling } from './dense'
import { fitLogistic, logisticMargins, sigmoid, type LogisticWeights } from './logistic'
import type { Frame, TableColumn } from './plan'
import type { TableModel } from './predictor'
import type { TableTask } from './task'

const file = 'logistic.json'

interface Stored {
  dense: DensePlan
  fitted: LogisticWeights
  names: string[]
  levels: (string[] | null)[]
}

export async function fitLogreg(
  task: TableTask,
  settings: { scaling: Scaling; strengths: readonly number[] },
): Promise<TableModel> {
  const dense = fitDense(task.train, settings.scaling)
  const width = dense.features.length
  const matrix = (frame: Frame) => ({ values: toDense(dense, frame), width, rows: frame.rows })
  const fitted = await fitLogistic(
    matrix(task.train),
    task.positive,
    matrix(task.validation),
    task.truth,
    settings.strengths,
    () => task.breathe(),
  )
  const levels = new Map(task.plan.columns.map((c) => [c.name, c.kind === 'category' ? c.levels : null]))
  return logreg({
    dense,
    fitted,
    names: task.train.columns.map(({ name }) => name),
    levels: task.train.columns.map(({ name }) => levels.get(name) ?? null),
  })
}

export const loadLogreg = async (reader: ModelReader): Promise<TableModel> =>
  logreg((await reader.json(file)) as Stored)

function logreg(stored: Stored): TableModel {
  const { dense, fitted, names, levels } = stored
  const width = dense.features.length
  const featureName = (feature: DensePlan['features'][number]): string => {
    const name = names[feature.column] ?? ''
    if (feature.missing) return `${name} = ?`
    return feature.code === null ? name : `${name} = ${levels[feature.column]?.[feature.code] ?? '…'}`
  }
  return {
    positive: (frame) =>
      logisticMargins({ values: toDense(dense, frame), width, rows: frame.rows }, fitted).map(sigmoid),
    pushes: () =>
      dense.features.map((feature, i): Push => ({
        feature: featureName(feature),
        weight: fitted.weights[i] ?? 0,
      })),
    explain(frame) {
      const row = toDense(dense, frame)
      const sums = new Float64Array(frame.columns.length)
      dense.features.forEach(({ column }, i) => {
        sums[column] = (sums[column] ?? 0) + (fitted.weights[i] ?? 0) * (row[i] ?? 0)
      })
      return frame.columns.map(({ name }: TableColumn, i) => ({
        feature: name,
        weight: sums[i] ?? 0,
        value: '',
      }))
    },
    describe: () => ({ features: width, strength: fitted.strength }),
    save: (writer) => writer.json(file, stored),
  }
}
