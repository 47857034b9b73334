import type { FitContext, ModelReader, Predictor, Question } from '../predictor'
import type { TableRoles } from './columns'
import type { Scaling } from './dense'
import { fitLogreg, loadLogreg, type TableTask } from './logreg'
import { applyPlan, fitPlan } from './plan'
import { positives, readPlan, tablePredictor, type TableModel } from './predictor'

/** Settings that every template of tables has; the forms are in the templates. */
export interface TableSettings {
  labelDelay: number
  riskHalfLife: number
  riskStatistics: boolean
  levels: number
  levelRows: number
  scaling: Scaling
  strengths: readonly number[]
}

export type TableModelId = 'logreg'

type Context = FitContext<TableSettings>

interface TableFamily {
  fit(task: TableTask, context: Context): Promise<TableModel>
  load(reader: ModelReader): Promise<TableModel>
}

const families: Record<TableModelId, TableFamily> = {
  logreg: { fit: (task, { params }) => fitLogreg(task, params), load: loadLogreg },
}

/**
 * Fits one model of a table with two classes: preparation learnt on train, settings chosen on validation.
 * @throws AppError `no-features`
 */
export async function fitTable(model: TableModelId, context: Context, roles: TableRoles): Promise<Predictor> {
  const { train, validation, question, params, seed } = context
  const positive = positives(train, question)
  const { plan, frame } = fitPlan(train, positive, {
    roles,
    levels: params.levels,
    levelRows: params.levelRows,
    delay: params.labelDelay,
    halfLife: params.riskHalfLife,
    risk: params.riskStatistics,
    seed,
  })
  await context.breathe()
  const task: TableTask = {
    plan,
    train: frame,
    positive,
    validation: applyPlan(plan, validation, roles),
    truth: positives(validation, question),
    seed,
    breathe: () => context.breathe(),
  }
  return tablePredictor(plan, roles, question, await families[model].fit(task, context))
}

/** A model of a table that `fitTable` made and saved. */
export async function loadTable(
  model: TableModelId,
  reader: ModelReader,
  question: Question,
  roles: TableRoles,
): Promise<Predictor> {
  const plan = await readPlan(reader)
  return tablePredictor(plan, roles, question, await families[model].load(reader))
}
