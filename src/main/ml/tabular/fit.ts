import type { FitContext, ModelReader, Predictor, Question } from '../predictor'
import { fitBoosted, loadBoostedTable, type BoostingParams } from './boosted'
import type { TableRoles } from './columns'
import type { Scaling } from './dense'
import {
  fitIsolationForest,
  isolationFields,
  loadIsolationForest,
  type IsolationParams,
} from './isolation-forest'
import { fitLogreg, loadLogreg } from './logreg'
import { fitTableNet, loadTableNet, netFields, type NetKind, type NetParams } from './net'
import { applyPlan, fitPlan } from './plan'
import { learntScores, positives, readPlan, tablePredictor, type TableModel } from './predictor'
import { fitScorecard, loadScorecard, scorecardFields, type ScorecardParams } from './scorecard'
import type { TableTask } from './task'

/** Settings that every template of tables has; the forms are in the templates. */
interface CommonSettings extends BoostingParams {
  labelDelay: number
  riskHalfLife: number
  riskStatistics: boolean
  levels: number
  levelRows: number
  scaling: Scaling
  strengths: readonly number[]
  tabmMembers: number
}

/** Settings of models that only some templates have. */
type OwnSettings = ScorecardParams & IsolationParams & NetForms

export type TableSettings = CommonSettings & Partial<OwnSettings>

type NetId = 'mlp-128' | 'mlp-64-32' | 'mlp-64-64' | 'tabm' | 'autoencoder'
type NetPrefix = 'mlp128' | 'mlp6432' | 'mlp6464' | 'tabm' | 'autoencoder'
type NetForms = { [F in keyof NetParams as `${NetPrefix}${F}`]: NetParams[F] }

export type TableModelId = NetId | 'logreg' | 'scorecard' | 'boosting' | 'isolation-forest'

type Context = FitContext<TableSettings>

interface TableFamily {
  fit(task: TableTask, params: TableSettings): Promise<TableModel>
  load(reader: ModelReader, id: string): Promise<TableModel>
}

/** Settings of one model; a template that lists the model and not its settings is at fault. */
function settingsOf<K extends keyof OwnSettings>(
  params: TableSettings,
  names: readonly K[],
): Pick<OwnSettings, K> {
  const missing = names.find((name) => params[name] === undefined)
  if (missing !== undefined) throw new RangeError(`the template has no setting ${missing}`)
  return params as TableSettings & Pick<OwnSettings, K>
}

function netParams(prefix: NetPrefix, params: TableSettings): NetParams {
  const own = settingsOf(
    params,
    netFields.map((field) => `${prefix}${field}` as const),
  )
  return Object.fromEntries(
    netFields.map((field) => [field, own[`${prefix}${field}`]]),
  ) as unknown as NetParams
}

const netFamily = (prefix: NetPrefix, kind: (params: TableSettings) => NetKind): TableFamily => ({
  fit: (task, params) => fitTableNet(task, kind(params), netParams(prefix, params), params.scaling),
  load: loadTableNet,
})
const denseKind = (): NetKind => ({ kind: 'dense' })

const families: Record<TableModelId, TableFamily> = {
  logreg: { fit: fitLogreg, load: loadLogreg },
  scorecard: {
    fit: (task, params) => fitScorecard(task, settingsOf(params, scorecardFields)),
    load: loadScorecard,
  },
  boosting: { fit: fitBoosted, load: loadBoostedTable },
  'mlp-128': netFamily('mlp128', denseKind),
  'mlp-64-32': netFamily('mlp6432', denseKind),
  'mlp-64-64': netFamily('mlp6464', denseKind),
  tabm: netFamily('tabm', ({ tabmMembers }) => ({ kind: 'ensemble', members: tabmMembers })),
  'isolation-forest': {
    fit: (task, params) => fitIsolationForest(task, settingsOf(params, isolationFields)),
    load: loadIsolationForest,
  },
  autoencoder: netFamily('autoencoder', () => ({ kind: 'autoencoder' })),
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
    model,
    breathe: () => context.breathe(),
    report: (progress) => {
      context.report(progress)
    },
    checkpoints: context.checkpoints,
  }
  const fitted = await families[model].fit(task, params)
  await context.breathe()
  const learnt = await learntScores(fitted, frame, question)
  return { ...tablePredictor(plan, roles, question, fitted), learnt }
}

/** A model of a table that `fitTable` made and saved. */
export async function loadTable(
  model: TableModelId,
  reader: ModelReader,
  question: Question,
  roles: TableRoles,
): Promise<Predictor> {
  const plan = await readPlan(reader)
  return tablePredictor(plan, roles, question, await families[model].load(reader, model))
}
