import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { AppError } from '#shared/errors'
import type { Mapping, SplitPlan } from '#shared/project'
import {
  cellTexts,
  makeSplit,
  openTable,
  PART,
  selectRows,
  writeSplit,
  type RowParts,
  type Table,
} from '../../../data'
import type { AnyTemplate } from '../../../templates'
import { readClasses, requireClasses, withoutClasses, type Classes } from '../classes'
import type { Job } from '../job'
import { columnOf, findTemplate, remedied, requireRoles } from '../plan'
import { codesOf, countClusters, readKeys, type SplitKeys } from '../split-keys'
import { describeSplit, makePlan, settledParams } from '../split-plan'

/** The rarer of two classes where none was chosen: the interesting one usually is. */
function withPositive(mapping: Mapping, { names, counts }: Classes): Mapping {
  if (mapping.positive !== null || names.length !== 2) return mapping
  return { ...mapping, positive: names[(counts[0] ?? 0) < (counts[1] ?? 0) ? 0 : 1] ?? null }
}

const pick = (values: Int32Array, rows: Int32Array): Int32Array => rows.map((row) => values[row] ?? -1)

/** The entity of each open row whose past it is scored from; null where rows stand for themselves. */
function unitsIn(template: AnyTemplate, mapping: Mapping, table: Table, open: Int32Array): Int32Array | null {
  const column = columnOf(template.manifest, mapping, 'entity-own-past')
  return column === null ? null : pick(codesOf(cellTexts(table, column)), open)
}

/** A split of some rows, by their numbers in the table; rows that took no part are left out. */
interface Divided extends RowParts {
  /** Rows of the vault, ascending. */
  vault: Int32Array
}

/**
 * Divides the rows with a label. Those that belong together with sealed ones are sealed too; a vault is drawn from the
 * rest only where `draw` says so.
 */
function divide(
  plan: SplitPlan,
  table: Table,
  labels: Int32Array,
  used: Int32Array,
  keys: SplitKeys,
  draw: boolean,
): Divided {
  const times = plan.time === null ? null : table.time(plan.time)
  const split = (rows: Int32Array, sealed: Uint8Array | null): RowParts =>
    makeSplit({
      kind: plan.kind,
      labels: pick(labels, rows),
      clusters: pick(keys.clusters, rows),
      groups: keys.groups === null ? null : pick(keys.groups, rows),
      times: times === null ? null : Float64Array.from(rows, (row) => times[row] ?? Number.NaN),
      gapDays: plan.gapDays,
      seed: plan.seed,
      sealed,
    })
  const part = new Int8Array(table.rows).fill(-1)
  const fold = new Int16Array(table.rows).fill(-1)
  const cluster = Int32Array.from({ length: table.rows }, (_, row) => row)
  const put = (rows: Int32Array, parts: RowParts): void => {
    rows.forEach((row, i) => {
      if (row >= table.rows) return
      part[row] = parts.part[i] ?? -1
      fold[row] = parts.fold[i] ?? -1
      cluster[row] = rows[parts.cluster[i] ?? i] ?? row
    })
  }
  const sealedRows = Array.from({ length: keys.rows - table.rows }, (_, i) => table.rows + i)
  let free = used
  if (sealedRows.length > 0) {
    const all = Int32Array.from([...used, ...sealedRows])
    put(
      all,
      split(
        all,
        Uint8Array.from(all, (row) => Number(row >= table.rows)),
      ),
    )
    free = used.filter((row) => part[row] !== PART.vault)
  }
  if (draw) put(free, split(free, null))
  return { part, fold, cluster, vault: used.filter((row) => part[row] === PART.vault) }
}

/**
 * Divides the rows and moves the vault's out of the open file into one of their own: drawn the first time, later only
 * what a new split adds to it. Of rows that are sealed already nothing is read but texts and groups, to keep together
 * what belongs together.
 * @throws AppError `role-missing`, `label-one-class`, `positive-unknown`, and what the template refuses
 */
export const seal: Job<'seal'> = async ({ data, folder, plan: asked, seal: first }, context) => {
  const { report, signal, breathe } = context
  const template = findTemplate(data.template)
  let mapping = remedied(data.mapping, data.remedies)
  requireRoles(template.manifest, mapping)
  report({ done: 0, note: 'reading' })
  const table = openTable(data.open)
  const refusal = template.check({ table, mapping })
  if (refusal) throw new AppError(refusal.code, refusal.params)
  const labelColumn = columnOf(template.manifest, mapping, 'label')
  const classes =
    labelColumn === null
      ? withoutClasses(template.manifest, table, mapping)
      : readClasses(table, labelColumn, mapping, data.remedies)
  if (labelColumn !== null) requireClasses(classes, mapping)
  // Beyond two classes none is positive; one that was named and is not there is a slip all the same.
  if (labelColumn !== null && mapping.positive !== null && !classes.names.includes(mapping.positive)) {
    throw new AppError('positive-unknown', { value: mapping.positive, classes: classes.names.join(', ') })
  }
  const used = Int32Array.from(classes.labels.keys()).filter((row) => (classes.labels[row] ?? -1) >= 0)
  const params = settledParams(template, table, mapping, asked)
  mapping = { ...mapping, params }
  const plan = makePlan(template, { ...data, mapping }, asked, table, used)
  await breathe()

  report({ done: 0.1, note: 'duplicates' })
  const tables = [table, ...data.sealed.map(openTable)]
  const textColumn = columnOf(template.manifest, mapping, 'text')
  const keys = await readKeys(tables, textColumn, plan.group, signal)
  await breathe()

  report({ done: 0.7, note: 'splitting' })
  const { vault, ...parts } = divide(plan, table, classes.labels, used, keys, first)
  await breathe()

  report({ done: 0.8, note: 'writing' })
  const sealed = new Set(vault)
  const open = Int32Array.from({ length: table.rows }, (_, row) => row).filter((row) => !sealed.has(row))
  const id = randomUUID()
  const paths = { open: data.open, sealed: null as string | null, split: join(folder, `split-${id}.arrow`) }
  if (vault.length > 0) {
    paths.sealed = join(folder, `sealed-${id}.arrow`)
    paths.open = join(folder, `open-${id}.arrow`)
    await selectRows(data.open, vault, paths.sealed, signal)
    await selectRows(data.open, open, paths.open, signal)
  }
  const openParts = Int8Array.from(open, (row) => parts.part[row] ?? PART.leftOut)
  await writeSplit(paths.split, {
    part: openParts,
    fold: Int16Array.from(open, (row) => parts.fold[row] ?? -1),
    cluster: pick(parts.cluster, open),
  })
  return {
    ...paths,
    state: describeSplit(
      template,
      plan,
      { names: classes.names, labels: pick(classes.labels, open) },
      openParts,
      data.version.rows.used - open.length,
      countClusters(keys.clusters, table.rows),
      unitsIn(template, mapping, table, open),
      plan.time === null ? null : Float64Array.from(open, (row) => table.time(plan.time ?? '')[row] ?? NaN),
    ),
    mapping: withPositive({ ...data.mapping, params }, classes),
  }
}
