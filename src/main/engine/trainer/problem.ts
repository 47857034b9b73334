import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { AppError } from '#shared/errors'
import type { ColumnType } from '#shared/manifest'
import type { Mapping } from '#shared/project'
import { cellTexts, openTable, PART, readSplit, type Table } from '../../data'
import type { Examples, Market, Question } from '../../ml'
import type { AnyTemplate, DerivedColumn } from '../../templates'
import { readClasses, requireClasses, withoutClasses, type Classes } from './classes'
import { deriveAfter } from './derived'
import { makeExamples } from './examples'
import { columnOf, findTemplate, paramsOf, remedied, requireRoles } from './plan'
import type { DataRef } from './protocol'
import { rowsLeftOut } from './row-keys'
import { codesOf } from './split-keys'

/** The open data of a project as training and judging see it: rows that take part, their classes and parts. */
export interface Problem {
  template: AnyTemplate
  table: Table
  mapping: Mapping
  /** Column of the label; '' where the template has none. */
  labelColumn: string
  question: Question
  /** Rows of the open data that take part, ascending. All arrays below go with these. */
  rows: Int32Array
  labels: Int32Array
  parts: Int32Array
  folds: Int32Array
  /** Rows that belong together have the same number: near-duplicates, and rows of one group where groups are kept whole. */
  units: Int32Array
  /** What the bootstrap draws: `units`, or the entity that a row is scored for where one stands on both sides. */
  drawn: Int32Array
  /** Columns computed from the rows' past, over the whole open table. */
  derived: readonly DerivedColumn[]
  /** The template's parameters, as its derived columns and its market were made with them. */
  params: Record<string, unknown>
  /** Milliseconds UTC of each row, NaN where unknown; null without a time. */
  times: Float64Array | null
  /** Prices of the open table, of a template whose forecasts are traded; else null. */
  market(): Market | null
  /** Open rows without a label: they take no part. */
  unlabelled: number
  /** Names data and split, not their place on disk: what a checkpoint belongs to. */
  fingerprint: string
  /** Examples of some of the rows, by position in `rows`. */
  examples(positions: Int32Array): Examples
}

/** Texts looked at to tell their language. */
const languageSample = 2000

/** Rows after the first of each set that says the same, character by character, in all of some columns. */
function laterDuplicates(table: Table, columns: readonly string[], labels: Int32Array): Set<number> {
  const cells = columns.map((column) => cellTexts(table, column))
  const seen = new Set<string>()
  const later = new Set<number>()
  for (let row = 0; row < table.rows; row += 1) {
    if ((labels[row] ?? -1) < 0) continue
    const said = cells.map((column) => column.get(row) ?? '').join('\u0000')
    if (seen.has(said)) later.add(row)
    else seen.add(said)
  }
  return later
}

/** The roles that a model reads: all but the label and what is protected. */
export function inputRoles(template: AnyTemplate, mapping: Mapping): Record<string, string[]> {
  const { roles } = template.manifest
  const hidden = (role: string): boolean => ['label', 'protected'].includes(roles[role]?.part ?? '')
  return Object.fromEntries(Object.entries(mapping.roles).filter(([role]) => !hidden(role)))
}

/** Types of the columns that a model reads. */
export function inputTypes(
  table: Table,
  inputs: Record<string, readonly string[]>,
): Record<string, ColumnType> {
  const read = new Set(Object.values(inputs).flat())
  return Object.fromEntries(
    table.columns.filter(({ name }) => read.has(name)).map(({ name, type }) => [name, type]),
  )
}

/** The column whose values the bootstrap draws: what must stay on one side, else an entity with a past of its own. */
export function unitColumn(
  template: AnyTemplate,
  data: Pick<DataRef, 'mapping' | 'remedies'>,
): string | null {
  return groupColumn(template, data) ?? columnOf(template.manifest, data.mapping, 'entity-own-past')
}

/** The unit that must stay on one side: the column chosen by a remedy, else the role of entities that will be new. */
export function groupColumn(
  template: AnyTemplate,
  data: Pick<DataRef, 'mapping' | 'remedies'>,
): string | null {
  const chosen = data.remedies.findLast((remedy) => remedy.op === 'group-by')
  return chosen?.column ?? columnOf(template.manifest, data.mapping, 'entity-new')
}

/**
 * Opens the data of a project with its split and remedies. Reads no sealed row.
 * @param params of the fits to come; as the mapping and the remedies have them where nobody says more
 * @throws AppError `stale` without a split, `role-missing`, `label-one-class`, and what the template refuses
 */
export function openProblem(
  data: DataRef,
  params: Record<string, unknown> = paramsOf(findTemplate(data.template), {
    ...data,
    params: {},
    quick: false,
  }),
): Problem {
  const template = findTemplate(data.template)
  const { manifest } = template
  if (data.split === null) throw new AppError('stale', { step: 'split' })
  const mapping = remedied(data.mapping, data.remedies)
  requireRoles(manifest, mapping)
  const table = openTable(data.open)
  const refusal = template.check({ table, mapping })
  if (refusal) throw new AppError(refusal.code, refusal.params)

  const split = readSplit(data.split)
  const labelColumn = columnOf(manifest, mapping, 'label') ?? ''
  const textColumn = columnOf(manifest, mapping, 'text')
  const classes: Classes =
    labelColumn === ''
      ? withoutClasses(manifest, table, mapping)
      : readClasses(table, labelColumn, mapping, data.remedies)
  if (labelColumn !== '') requireClasses(classes, mapping)
  const roles = inputRoles(template, mapping)
  const dropDuplicates = data.remedies.some(({ op }) => op === 'leave-out-duplicates')
  const compared = textColumn === null ? Object.values(roles).flat() : [textColumn]
  const duplicates = dropDuplicates ? laterDuplicates(table, compared, classes.labels) : new Set<number>()

  const isGone = rowsLeftOut(table, data.remedies)
  // What judges is never chosen by hand.
  const takesPart = (row: number): boolean => split.part[row] === PART.test || !isGone(row)

  const rows = Int32Array.from(
    Array.from({ length: table.rows }, (_, row) => row).filter(
      (row) =>
        (classes.labels[row] ?? -1) >= 0 &&
        (split.part[row] ?? -1) >= 0 &&
        !duplicates.has(row) &&
        takesPart(row),
    ),
  )
  const at = (values: Int32Array | Int16Array | Int8Array): Int32Array =>
    Int32Array.from(rows, (row) => values[row] ?? -1)
  const labels = at(classes.labels)
  const parts = at(split.part)

  const texts = textColumn === null ? null : table.text(textColumn)
  const learnt = rows.filter((_, position) => parts[position] === PART.train)
  const step = Math.max(1, Math.floor(learnt.length / languageSample))
  const sample = Array.from(learnt.filter((_, index) => index % step === 0))
  const derived = deriveAfter(template, [], table, roles, null, params)
  const units = at(split.cluster)
  const own = columnOf(manifest, mapping, 'entity-own-past')
  const timeColumn = columnOf(manifest, mapping, 'time')
  const times = timeColumn === null ? null : table.time(timeColumn)
  let market: Market | null | undefined
  const positive = classes.names.length === 2 ? classes.names.indexOf(mapping.positive ?? '') : -1

  const examplesOf = (positions: Int32Array): Examples =>
    makeExamples(
      table,
      roles,
      Int32Array.from(positions, (position) => rows[position] ?? -1),
      Int32Array.from(positions, (position) => labels[position] ?? -1),
      derived,
    )

  return {
    template,
    table,
    mapping,
    labelColumn,
    question: {
      classes: classes.names,
      positive: classes.names.length === 2 ? (positive < 0 ? 1 : positive) : null,
      ordinal: mapping.order !== null,
      lang: texts === null ? 'other' : template.language(sample.map((row) => texts.get(row) ?? '')),
    },
    rows,
    labels,
    parts,
    folds: at(split.fold),
    units,
    drawn: own === null ? units : mergedWith(units, at(codesOf(cellTexts(table, own)))),
    derived,
    params,
    times: times === null ? null : Float64Array.from(rows, (row) => times[row] ?? Number.NaN),
    market: () => (market ??= template.market({ table, roles, params })),
    unlabelled: classes.blank,
    fingerprint: createHash('sha256')
      .update(
        JSON.stringify([data.template, data.version.id, basename(data.open), mapping.roles, data.remedies]),
      )
      .update(readFileSync(data.split))
      .digest('hex'),
    examples(positions) {
      const own = examplesOf(positions)
      const part = positions.reduce((least, position) => Math.min(least, parts[position] ?? 0), PART.vault)
      // Validation's past is what was trained on.
      if (positions.length === 0 || part < PART.test) return own
      return {
        ...own,
        past: examplesOf(Int32Array.from(parts.keys()).filter((at) => (parts[at] ?? 0) < part)),
      }
    },
  }
}

/** Units of rows: their entity, and where they have none (-1) a number of their own past all entities. */
function mergedWith(units: Int32Array, entities: Int32Array): Int32Array {
  const entityCount = entities.reduce((most, code) => Math.max(most, code + 1), 0)
  return units.map((unit, i) => ((entities[i] ?? -1) < 0 ? entityCount + unit : (entities[i] ?? -1)))
}

/** Positions in `problem.rows` of one part, ascending. */
export function positionsOf(problem: Problem, which: number): Int32Array {
  return Int32Array.from(problem.parts.keys()).filter((position) => problem.parts[position] === which)
}
