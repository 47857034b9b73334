import { cellTexts, PART } from '../../../data'
import type { CheckCode, RoleSpec } from '#shared/manifest'
import type { CheckCard } from '#shared/project'
import { random } from '#shared/random'
import { traps } from '../../../ml'
import { columnOf } from '../plan'
import { positionsOf, type Problem } from '../problem'
import { groupsOf, protectedColumns } from '../row-context'
import { rowKeys } from '../row-keys'
import { namedAfterOutcome } from './after-outcome-names'

/** Rows to learn from and to judge on: a trap that shows in so many needs no more. */
const mostLearnt = 20_000
const mostJudged = 10_000
/** Fewer positives cannot tell a leak from luck. */
const leastPositives = 20
const seed = 1

/** Parts of the data that differ so much that a score on one says little of the other. */
const shifted = 0.65
/** A column by which train and test can be told apart alone counts the days. */
const clock = 0.95
/** The attribute can be read from the columns that a model sees. */
const readable = 0.75
const plainlyReadable = 0.85
/** Doubted rows that a card lists and can leave out. */
const mostDoubts = 100
const mostCharacters = 300
/** Share of the filled cells that must be later than the event. */
const later = 0.5
/** A date or a name is a suspicion; it is a warning where the column also predicts. */
const predicts = 0.65

const unseen: readonly RoleSpec['part'][] = [
  'label',
  'entity-new',
  'entity-own-past',
  'counterparty',
  'time',
  'text',
  'protected',
]

interface Field {
  problem: Problem
  columns: traps.TrapColumn[]
  /** 1 for the positive class, by position. */
  labels: Uint8Array
  learn: Int32Array
  judge: Int32Array
  context: { seed: number; breathe: () => Promise<void> }
}

type Find = (field: Field) => CheckCard[] | Promise<CheckCard[]>

function card(parts: Omit<CheckCard, 'id' | 'price' | 'applied'>): CheckCard {
  return { id: [parts.code, parts.column ?? ''].join(':'), price: null, applied: false, ...parts }
}

const rounded = (value: number): number => Math.round(1000 * value) / 1000
const line = (text: string) => ({ row: null, line: null, text })

/** The columns that models read as they are. */
function inputColumns(problem: Problem): string[] {
  const { roles } = problem.template.manifest
  return Object.entries(problem.mapping.roles).flatMap(([role, columns]) =>
    unseen.includes(roles[role]?.part) ? [] : columns,
  )
}

function enough(labels: Uint8Array, rows: Int32Array): boolean {
  const positives = rows.reduce((sum, row) => sum + (labels[row] ?? 0), 0)
  return positives >= leastPositives && rows.length - positives >= leastPositives
}

function fieldOf(problem: Problem, breathe: () => Promise<void>): Field | null {
  const { question, labels, rows } = problem
  if (question.positive === null) return null
  const everything = problem.examples(Int32Array.from(rows.keys()))
  const columns = inputColumns(problem).flatMap(
    (name) => traps.trapColumn(name, everything.column(name)) ?? [],
  )
  if (columns.length === 0) return null
  const source = random(seed).fork('traps')
  const some = (of: Int32Array, most: number): Int32Array =>
    of.length <= most ? of : Int32Array.from(source.shuffle([...of]).slice(0, most)).sort()
  const held = Uint8Array.from(labels, (label) => (label === question.positive ? 1 : 0))
  // Under cross-validation there is no validation part, and a small one may hold no positives: every fifth row judges.
  const validation = positionsOf(problem, PART.validation)
  const train = positionsOf(problem, PART.train)
  const carved = !enough(held, validation)
  const learn = carved ? train.filter((_, at) => at % 5 !== 0) : train
  const judge = carved ? train.filter((_, at) => at % 5 === 0) : validation
  return {
    problem,
    columns,
    labels: held,
    learn: some(learn, mostLearnt),
    judge: some(judge, mostJudged),
    context: { seed, breathe },
  }
}

const leakingColumns: Find = async (field) => {
  const { columns, labels, learn, judge, context } = field
  if (!enough(labels, learn) || !enough(labels, judge)) return []
  const leaks = await traps.findLeaks(columns, labels, learn, judge, context)
  return leaks.map(({ column, alone, others, filled }) =>
    card({
      code: 'leaking-column',
      severity: 'warn',
      column,
      params: { column, alone: rounded(alone), others: rounded(others) },
      evidence:
        filled === null
          ? []
          : [line(`${Math.round(100 * filled.positives)} % ↔ ${Math.round(100 * filled.negatives)} %`)],
      remedy: { op: 'leave-out-column', column },
    }),
  )
}

/** Columns dated after the event, or whose name says so. */
const afterOutcome: Find = ({ problem, columns, labels, learn, judge }) => {
  const { table, rows, mapping, template } = problem
  const time = columnOf(template.manifest, mapping, 'time')
  const moments = time === null ? null : table.time(time)
  return columns.flatMap((column) => {
    const { name } = column
    const type = table.columns.find((known) => known.name === name)?.type
    const area = traps.aloneArea(column, labels, learn, judge)
    const remedy = { op: 'leave-out-column', column: name } as const
    if (type === 'time' && moments !== null) {
      const own = table.time(name)
      const filled = Array.from(rows).filter((row) => Number.isFinite(own[row] ?? Number.NaN))
      const late = filled.filter((row) => (own[row] ?? 0) > (moments[row] ?? Infinity))
      if (filled.length < leastPositives || late.length < later * filled.length) return []
      const evidence = late.slice(0, 5).map((row) => ({
        row,
        line: null,
        text: `${new Date(moments[row] ?? 0).toISOString()} → ${new Date(own[row] ?? 0).toISOString()}`,
      }))
      const params = { column: name, late: late.length, filled: filled.length }
      const severity = area >= predicts ? 'warn' : 'info'
      return [card({ code: 'after-outcome', severity, column: name, params, evidence, remedy })]
    }
    if (area < predicts || !namedAfterOutcome(name)) return []
    const params = { column: name, late: 0, filled: 0 }
    return [card({ code: 'after-outcome', severity: 'warn', column: name, params, evidence: [], remedy })]
  })
}

const shift: Find = async ({ problem, columns, context }) => {
  const test = positionsOf(problem, PART.test)
  const told = await traps.tellApart(columns, positionsOf(problem, PART.train), test, context)
  if (told === null || told.low < shifted) return []
  const [most] = told.columns
  return [
    card({
      code: 'shift',
      severity: 'warn',
      column: null,
      params: { auc: rounded(told.auc), low: rounded(told.low), high: rounded(told.high) },
      evidence: told.columns
        .filter(({ auc }) => auc > 0.55)
        .map(({ column, auc, stability }) =>
          line(
            `${column}: AUC ${String(rounded(auc))}${stability === null ? '' : ` · PSI ${String(rounded(stability))}`}`,
          ),
        ),
      remedy:
        most !== undefined && most.auc >= clock ? { op: 'leave-out-column', column: most.column } : null,
    }),
  ]
}

/** Columns from which a model could read what it must not see. */
const proxies: Find = async ({ problem, columns, learn, judge, context }) => {
  const cards: CheckCard[] = []
  const open = Int32Array.from([...learn, ...judge])
  for (const column of protectedColumns(problem)) {
    const { names, of } = groupsOf(problem.table, column)
    const groupAt = (position: number): number => of[problem.rows[position] ?? -1] ?? -1
    const sizes = names.map((_, group) => open.filter((position) => groupAt(position) === group).length)
    const largest = sizes.indexOf(Math.max(...sizes))
    const told = await traps.tellApart(
      columns.filter(({ name }) => name !== column),
      open.filter((position) => groupAt(position) === largest),
      open.filter((position) => groupAt(position) >= 0 && groupAt(position) !== largest),
      context,
    )
    if (told === null || told.low < readable) continue
    cards.push(
      card({
        code: 'proxy',
        severity: told.low >= plainlyReadable ? 'warn' : 'info',
        column,
        params: {
          column,
          group: names[largest] ?? '',
          auc: rounded(told.auc),
          low: rounded(told.low),
          high: rounded(told.high),
        },
        evidence: told.columns
          .filter(({ auc }) => auc > 0.55)
          .map((one) => line(`${one.column}: AUC ${String(rounded(one.auc))}`)),
        remedy: null,
      }),
    )
  }
  return cards
}

/** Labels that a model doubts, on rows that may teach. */
const labelDoubts: Find = async ({ problem, columns, labels, context }) => {
  const { question, table, rows, parts, units, derived, template, mapping } = problem
  const taught = Int32Array.from(rows.keys()).filter((position) => parts[position] !== PART.test)
  const few =
    taught.length <= mostLearnt
      ? taught
      : Int32Array.from(
          random(seed)
            .fork('label doubts')
            .shuffle([...taught])
            .slice(0, mostLearnt),
        ).sort()
  const past = derived.flatMap(
    ({ name, values }) =>
      traps.trapColumn(name, {
        type: 'number',
        values: Float64Array.from(rows, (row) => values[row] ?? Number.NaN),
      }) ?? [],
  )
  const doubts = await traps.findLabelDoubts([...columns, ...past], labels, few, units, context)
  if (doubts.length === 0) return []
  const shown = doubts.slice(0, mostDoubts)
  const keyOf = rowKeys(table)
  const names = inputColumns(problem).map((name) => ({ name, cells: cellTexts(table, name) }))
  const evidence = shown.map(({ row: position, share }) => {
    const row = rows[position] ?? -1
    const label = question.classes[problem.labels[position] ?? -1] ?? ''
    const cells = names.map(({ name, cells: of }) => `${name}: ${of.get(row) ?? '–'}`).join(' · ')
    return {
      row,
      line: null,
      text: `${label} (${String(rounded(100 * share))} %) · ${cells}`.slice(0, mostCharacters),
      key: keyOf(row),
    }
  })
  const column = columnOf(template.manifest, mapping, 'label')
  return [
    card({
      code: 'label-doubt',
      severity: 'warn',
      column: null,
      params: { column: column ?? '', rows: doubts.length, total: few.length, shown: shown.length },
      evidence,
      remedy: { op: 'leave-out-rows', rows: evidence.map(({ key }) => key) },
    }),
  ]
}

const finders: Partial<Record<CheckCode, Find>> = {
  'leaking-column': leakingColumns,
  'after-outcome': afterOutcome,
  shift,
  proxy: proxies,
  'label-doubt': labelDoubts,
}

/**
 * The traps in a table that only a model can find, for problems of two classes. A column that one card names is not
 * named by a second. Reads open rows only.
 */
export async function trapCards(
  problem: Problem,
  codes: readonly CheckCode[],
  breathe: () => Promise<void>,
): Promise<CheckCard[]> {
  if (!codes.some((code) => finders[code] !== undefined)) return []
  const field = fieldOf(problem, breathe)
  if (field === null) return []
  const cards: CheckCard[] = []
  for (const code of codes) {
    await breathe()
    const found = (await finders[code]?.(field)) ?? []
    cards.push(
      ...found.filter(
        ({ column }) =>
          code === 'proxy' || column === null || !cards.some((known) => known.column === column),
      ),
    )
  }
  return cards
}
