import { AppError } from '#shared/errors'
import type { Mapping, SplitPlan, SplitState } from '#shared/project'
import { cellTexts, PART, proposeSplit, type Table } from '../../data'
import type { AnyTemplate } from '../../templates'
import type { Classes } from './classes'
import { columnOf } from './plan'
import { groupColumn } from './problem'
import type { DataRef, Jobs } from './protocol'
import { codesOf } from './split-keys'

/** Walking forward is for series, and series are divided in no other way. @throws AppError `invalid-input` */
function requireKind({ manifest }: AnyTemplate, kind: SplitPlan['kind']): void {
  if ((kind === 'walk-forward') === (manifest.walks === true)) return
  const detail = manifest.walks ? `${manifest.id} is divided walking forward` : 'walk-forward is for series'
  throw new AppError('invalid-input', { detail })
}

/** The parameter that says how many days a label takes to be known: the gap of a split by time. */
const delayParam = 'labelDelay'

/** The parameters that belong to the mapping: what was chosen, what was asked for now, and what the data decide. */
export function settledParams(
  template: AnyTemplate,
  table: Table,
  mapping: Mapping,
  asked: Jobs['seal']['input']['plan'],
): Mapping['params'] {
  const gap = asked.gapDays === undefined ? {} : { [delayParam]: asked.gapDays }
  return { ...template.settle({ table, mapping }), ...mapping.params, ...gap }
}

/**
 * How the rows will be divided: what was asked for, the rest as the columns propose it.
 * @param used rows with a label
 */
export function makePlan(
  template: AnyTemplate,
  data: Pick<DataRef, 'remedies'> & { mapping: Mapping },
  asked: Jobs['seal']['input']['plan'],
  table: Table,
  used: Int32Array,
): SplitPlan {
  const group = asked.group === undefined ? groupColumn(template, data) : asked.group
  const time = asked.time === undefined ? columnOf(template.manifest, data.mapping, 'time') : asked.time
  const times = time === null ? null : table.time(time)
  const groups = group === null ? null : codesOf(cellTexts(table, group))
  const proposed = proposeSplit({
    rows: used.length,
    time:
      time === null || times === null
        ? null
        : { column: time, values: Float64Array.from(used, (row) => times[row] ?? Number.NaN) },
    group:
      group === null || groups === null
        ? null
        : { column: group, ids: Int32Array.from(used, (row) => groups[row] ?? -1) },
  })
  const walks = template.manifest.walks === true
  const kind = asked.kind ?? (walks ? 'walk-forward' : proposed.kind)
  requireKind(template, kind)
  const delay = data.mapping.params[delayParam]
  return {
    kind,
    group,
    time,
    gapDays: typeof delay === 'number' ? delay : 0,
    seed: asked.seed,
    reason: walks
      ? { code: 'walk-forward', params: { column: time ?? '' } }
      : kind === proposed.kind
        ? proposed.reason
        : { code: 'chosen', params: {} },
  }
}

/** What the screens show of a split: rows by part and class, and what the judged part can prove. */
export function describeSplit(
  template: AnyTemplate,
  plan: SplitPlan,
  classes: Pick<Classes, 'names' | 'labels'>,
  parts: Int8Array,
  vault: number,
  nearDuplicateClusters: number,
  times: Float64Array | null = null,
): SplitState {
  const count = (which: number, label?: number): number => {
    let sum = 0
    for (let row = 0; row < parts.length; row += 1) {
      if (parts[row] === which && (label === undefined || classes.labels[row] === label)) sum += 1
    }
    return sum
  }
  const byClass = classes.names.map((label, k) => ({
    label,
    train: count(PART.train, k),
    validation: count(PART.validation, k),
    test: count(PART.test, k),
  }))
  const judged = plan.kind === 'cross-validation' ? 'train' : 'test'
  const counts = {
    kind: plan.kind,
    train: count(PART.train),
    validation: count(PART.validation),
    test: count(PART.test),
    vault,
  }
  return {
    ...plan,
    counts,
    classes: byClass,
    detectable: template.judge.detectable({
      // Of series a day is the unit, however many rows it has.
      n: plan.kind === 'walk-forward' && times !== null ? daysIn(times, parts) : counts[judged],
      classes: classes.names.length,
      smallestClass: Math.min(...byClass.map((row) => row[judged])),
    }),
    nearDuplicateClusters,
  }
}

/** Different moments among the test rows. */
function daysIn(times: Float64Array, parts: Int8Array): number {
  return new Set(times.filter((time, row) => parts[row] === PART.test && !Number.isNaN(time))).size
}
