import type { Push, RowPush } from '#shared/results'
import type { Examples, LearntScores, ModelReader, ModelWriter, Predictor, Question } from '../predictor'
import type { TableRoles } from './columns'
import { applyPlan, type Frame, type TableColumn, type TablePlan } from './plan'

/** What a table model learnt, beside how the table is prepared. */
export interface TableModel {
  /** Probability of the positive class of each row. */
  positive(frame: Frame, signal?: AbortSignal): Promise<Float64Array> | Float64Array
  /** What pushes rows towards the positive class over all: names of columns and mean weights, signed where known. */
  pushes?(): Push[]
  /** What each column of the frame's first row adds to the log-odds, with points where it is a scorecard. */
  explain?(frame: Frame): Promise<RowPush[]> | RowPush[]
  describe(): Record<string, string | number>
  save(writer: ModelWriter): Promise<void>
  dispose?(): void
}

const planFile = 'plan.json'

/** Index of the positive class: the one asked for, else the second. */
export const positiveOf = (question: Question): number => question.positive ?? 1

/** 1 where a row is of the positive class. */
export function positives(examples: Examples, question: Question): Uint8Array {
  const wanted = positiveOf(question)
  return Uint8Array.from(examples.labels, (label) => Number(label === wanted))
}

/** The cell of a prepared column as a person may read it. */
function cellOf(column: TableColumn | undefined, levels: readonly string[] | null, row: number): string {
  if (column === undefined) return ''
  if (column.kind === 'category') return levels?.[column.codes[row] ?? -1] ?? ''
  const value = column.values[row] ?? Number.NaN
  return Number.isNaN(value) ? '' : String(Number(value.toPrecision(6)))
}

/** `rows × 2` from the probability of the positive class. */
function bothClasses(shares: Float64Array, positive: number): Float64Array {
  const scores = new Float64Array(2 * shares.length)
  shares.forEach((share, row) => {
    scores[2 * row + positive] = share
    scores[2 * row + 1 - positive] = 1 - share
  })
  return scores
}

/** Rows of train that are scored for the stability of the score: its bins hold a thousand each. */
const learntRows = 10_000

/** What a fitted model says of rows it learnt from: of every row, or of some spread evenly over a large train. */
export async function learntScores(
  model: TableModel,
  train: Frame,
  question: Question,
): Promise<LearntScores> {
  const count = Math.min(train.rows, learntRows)
  const places = Int32Array.from({ length: count }, (_, i) => Math.floor((i * train.rows) / count))
  const columns = train.columns.map((column): TableColumn =>
    column.kind === 'number'
      ? { ...column, values: Float64Array.from(places, (row) => column.values[row] ?? Number.NaN) }
      : { ...column, codes: places.map((row) => column.codes[row] ?? -1) },
  )
  const shares = await model.positive({ columns, rows: count })
  return { places, scores: bothClasses(shares, positiveOf(question)) }
}

/** A model of tables as every template's predictor: two classes, probabilities that sum to 1. */
export function tablePredictor(
  plan: TablePlan,
  roles: TableRoles,
  question: Question,
  model: TableModel,
): Predictor {
  const positive = positiveOf(question)
  const levels = new Map(
    plan.columns.map((column) => [column.name, column.kind === 'category' ? column.levels : null]),
  )
  return {
    width: 2,
    async scores(examples, signal) {
      const shares = await model.positive(applyPlan(plan, examples, roles), signal)
      return bothClasses(shares, positive)
    },
    ...(model.pushes === undefined
      ? {}
      : {
          pushes: (limit: number) => {
            const all = model.pushes?.() ?? []
            const sorted = [...all].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
            const towards = sorted.filter(({ weight }) => weight > 0).slice(0, limit)
            const against = sorted.filter(({ weight }) => weight < 0).slice(0, limit)
            return question.classes.map((_, k) =>
              k === positive ? { towards, against } : { towards: turned(against), against: turned(towards) },
            )
          },
        }),
    ...(model.explain === undefined
      ? {}
      : {
          async explainRow(example: Examples, label: number) {
            const frame = applyPlan(plan, example, roles)
            const pushes = (await model.explain?.(frame)) ?? []
            const sign = label === positive ? 1 : -1
            const values = new Map(
              frame.columns.map((column) => [
                column.name,
                cellOf(column, levels.get(column.name) ?? null, 0),
              ]),
            )
            return pushes
              .map((push) => ({
                ...push,
                weight: sign * push.weight,
                value: values.get(push.feature) ?? push.value,
              }))
              .filter(({ weight }) => weight !== 0)
              .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
          },
        }),
    describe: () => ({ columns: plan.columns.length + plan.risks.length, ...model.describe() }),
    async save(writer) {
      await writer.json(planFile, plan)
      await model.save(writer)
    },
    dispose: () => model.dispose?.(),
  }
}

const turned = (pushes: readonly Push[]): Push[] => pushes.map((push) => ({ ...push, weight: -push.weight }))

export async function readPlan(reader: ModelReader): Promise<TablePlan> {
  return (await reader.json(planFile)) as TablePlan
}
