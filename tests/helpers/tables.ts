import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { importFile, makeSplit, openTable, PART, type Table } from '../../src/main/data'
import { readClasses } from '../../src/main/engine/trainer/classes'
import { deriveAfter } from '../../src/main/engine/trainer/derived'
import { makeExamples } from '../../src/main/engine/trainer/examples'
import { inputRoles } from '../../src/main/engine/trainer/problem'
import type { Examples, Predictor, Question } from '../../src/main/ml'
import type { AnyTemplate } from '../../src/main/templates'
import { mappingOf } from './samples'

/** Real tables beside the checkout. Absent on other machines: what needs them says so. */
const sets = {
  handbook: 'fraud/handbook_sim_2018_05/transactions.csv',
  taiwan: 'credit/taiwan_default_30k/default_of_credit_card_clients.csv',
  german: 'credit/german_credit/german_credit.csv',
} as const
export type TableSet = keyof typeof sets

export const tablePath = (name: TableSet): string => resolve('../shared/data', sets[name])
export const hasTable = (name: TableSet): boolean => existsSync(tablePath(name))

export async function readTable(name: TableSet): Promise<Table> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-table-'))
  try {
    const { arrow } = await importFile({ path: tablePath(name), folder, options: {} })
    return openTable(arrow)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export interface TableParts {
  question: Question
  train: Examples
  validation: Examples
  test: Examples
}

/** Parts of a table as a project would divide it: by time with a gap where there is time, else stratified. */
export function partsOf(
  template: AnyTemplate,
  table: Table,
  roles: Readonly<Record<string, string>>,
  several: Readonly<Record<string, readonly string[]>>,
  seed: number,
): TableParts {
  const mapping = mappingOf(roles, several)
  const classes = readClasses(table, roles['label'] ?? '', mapping, [])
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row)
  const time = roles['time']
  const delay = template.settle({ table, mapping })['labelDelay']
  const { part } = makeSplit({
    kind: time === undefined ? 'stratified' : 'time',
    labels: classes.labels,
    clusters: rows,
    groups: null,
    times: time === undefined ? null : table.time(time),
    gapDays: typeof delay === 'number' ? delay : 0,
    seed,
    sealed: null,
  })
  const inputs = inputRoles(template, mapping)
  const derived = deriveAfter(template, [], table, inputs, null, template.parseParams({}))
  const examples = (which: number): Examples => {
    const own = rows.filter((row) => part[row] === which)
    const labels = own.map((row) => classes.labels[row] ?? -1)
    return makeExamples(table, inputs, own, labels, derived)
  }
  const rare = (classes.counts[0] ?? 0) < (classes.counts[1] ?? 0) ? 0 : 1
  return {
    question: { classes: classes.names, positive: rare, ordinal: false, lang: 'other' },
    train: examples(PART.train),
    validation: examples(PART.validation),
    test: examples(PART.test),
  }
}

/** Scores of the positive class, and which rows are positive. */
export async function scoredTest(
  predictor: Predictor,
  { test, question }: TableParts,
): Promise<{ scores: Float64Array; positive: Uint8Array; both: Float64Array }> {
  const both = await predictor.scores(test)
  const at = question.positive ?? 1
  return {
    both,
    scores: Float64Array.from({ length: test.length }, (_, row) => both[2 * row + at] ?? 0),
    positive: Uint8Array.from(test.labels, (label) => Number(label === at)),
  }
}
