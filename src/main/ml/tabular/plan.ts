import { AppError } from '#shared/errors'
import type { Examples } from '../predictor'
import { readColumns, readIds, type RawColumn, type TableRoles } from './columns'
import { applyRisk, fitRisk, type Risk } from './risk'

/** What tree models read: numbers (NaN where unknown) and categories as codes (-1 where unknown). */
export type TableColumn =
  | { name: string; kind: 'number'; values: Float64Array }
  | { name: string; kind: 'category'; codes: Int32Array; count: number }

export interface Frame {
  columns: readonly TableColumn[]
  rows: number
}

/** How one column is prepared; learnt on train. */
type ColumnPlan =
  /** `computed`: from moments or other rows, so that no cell of the file holds it. */
  { name: string; kind: 'number'; computed: boolean } | { name: string; kind: 'category'; levels: string[] }

/** How a table is prepared; JSON, stored with a model. */
export interface TablePlan {
  columns: ColumnPlan[]
  /** Target statistics, after the columns. Named `risk:<column>`. */
  risks: Risk[]
}

export interface PlanSettings {
  roles: TableRoles
  /** Most levels of a category that are told apart; the rest is "other". */
  levels: number
  /** Rows of train that a level needs. */
  levelRows: number
  /** Days until a label is known, and in which what is known of an id loses half its weight. */
  delay: number
  halfLife: number
  /** Read ids through their target statistics. */
  risk: boolean
  seed: number
}

/** A text column in which more than this share of the rows differ is no category, but prose or a number of the row. */
const proseShare = 0.5
const fewestForProse = 50

function planColumn(column: RawColumn, settings: PlanSettings): ColumnPlan | null {
  const { name } = column
  if (column.kind === 'number') {
    const known = column.values.find((value) => !Number.isNaN(value))
    const varies = known !== undefined && column.values.some((value) => value !== known)
    return varies ? { name, kind: 'number', computed: column.computed } : null
  }
  const counts = new Map<string, number>()
  for (const value of column.values) if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1)
  if (counts.size > fewestForProse && counts.size > proseShare * column.values.length) return null
  const levels = [...counts]
    .filter(([, rows]) => rows >= settings.levelRows)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, settings.levels)
    .map(([level]) => level)
  return levels.length === 0 ? null : { name, kind: 'category', levels }
}

/** The code of what is none of the levels. */
function codesOf(values: readonly string[], levels: readonly string[]): Int32Array {
  const codes = new Map(levels.map((level, code) => [level, code]))
  return Int32Array.from(values, (value) => (value === '' ? -1 : (codes.get(value) ?? levels.length)))
}

function applyColumn(plan: ColumnPlan, column: RawColumn | undefined, rows: number): TableColumn {
  const { name } = plan
  if (plan.kind === 'number') {
    const values = column?.kind === 'number' ? column.values : new Float64Array(rows).fill(Number.NaN)
    return { name, kind: 'number', values }
  }
  const words =
    column === undefined
      ? Array.from({ length: rows }, () => '')
      : column.kind === 'words'
        ? column.values
        : Array.from(column.values, (value) => (Number.isNaN(value) ? '' : String(value)))
  return { name, kind: 'category', codes: codesOf(words, plan.levels), count: plan.levels.length + 1 }
}

const riskName = (name: string): string => `risk:${name}`

/** Columns that get a target statistic: ids, and categories with more values than are told apart. */
function riskColumns(examples: Examples, raw: readonly RawColumn[], { roles, levels }: PlanSettings) {
  const many = raw.flatMap((column) =>
    column.kind === 'words' && new Set(column.values).size > levels + 1
      ? [{ name: column.name, values: column.values }]
      : [],
  )
  return [...readIds(examples, roles), ...many]
}

const timesOf = (examples: Examples, { time }: TableRoles): Float64Array | null =>
  time === null || examples.columnsOf(time).length === 0 ? null : examples.time(time)

/**
 * Learns the preparation on train.
 * @param positive 1 for positives, of each row of train
 * @returns the plan, and train as models read it: with target statistics that no row's own label is in
 * @throws AppError `no-features` where no column says anything
 */
export function fitPlan(
  train: Examples,
  positive: Uint8Array,
  settings: PlanSettings,
): { plan: TablePlan; frame: Frame } {
  const { roles, delay, halfLife, seed } = settings
  const raw = readColumns(train, roles)
  const columns = raw.flatMap((column) => planColumn(column, settings) ?? [])
  const times = timesOf(train, roles)
  const when = times === null ? null : { times, delay, halfLife }
  const fitted = settings.risk
    ? riskColumns(train, raw, settings).map(({ name, values }) => fitRisk(name, values, positive, when, seed))
    : []
  if (columns.length + fitted.length === 0) throw new AppError('no-features')
  const plan = { columns, risks: fitted.map(({ risk }) => risk) }
  const risks = fitted.map(({ risk, values }): TableColumn => ({
    name: riskName(risk.name),
    kind: 'number',
    values,
  }))
  return { plan, frame: frameOf(plan, raw, risks, train.length) }
}

function frameOf(
  plan: TablePlan,
  raw: readonly RawColumn[],
  risks: readonly TableColumn[],
  rows: number,
): Frame {
  const byName = new Map(raw.map((column) => [column.name, column]))
  return {
    rows,
    columns: [...plan.columns.map((column) => applyColumn(column, byName.get(column.name), rows)), ...risks],
  }
}

/** Rows that train does not hold, as models read them. */
export function applyPlan(plan: TablePlan, examples: Examples, roles: TableRoles): Frame {
  const raw = readColumns(examples, roles)
  const words = new Map<string, readonly string[]>(
    readIds(examples, roles).map(({ name, values }) => [name, values]),
  )
  for (const column of raw) if (column.kind === 'words') words.set(column.name, column.values)
  const times = timesOf(examples, roles)
  const nothing = Array.from({ length: examples.length }, () => '')
  const risks = plan.risks.map((risk): TableColumn => ({
    name: riskName(risk.name),
    kind: 'number',
    values: applyRisk(risk, words.get(risk.name) ?? nothing, times),
  }))
  return frameOf(plan, raw, risks, examples.length)
}
