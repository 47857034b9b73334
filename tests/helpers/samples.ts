import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { SampleSpec } from '../../src/shared/manifest'
import type { Mapping } from '../../src/shared/project'
import { random } from '../../src/shared/random'
import { importFile, openTable, type Table } from '../../src/main/data'
import { readClasses } from '../../src/main/engine/trainer/classes'
import { deriveAfter } from '../../src/main/engine/trainer/derived'
import { makeExamples } from '../../src/main/engine/trainer/examples'
import { inputRoles } from '../../src/main/engine/trainer/problem'
import type { Examples, Question } from '../../src/main/ml'
import type { AnyTemplate } from '../../src/main/templates'

export function samplePath(template: string, sample: Pick<SampleSpec, 'file'>): string {
  return resolve(import.meta.dirname, '../../src/main/templates', template, sample.file)
}

export function mappingOf(
  roles: Readonly<Record<string, string>>,
  several: Readonly<Record<string, readonly string[]>> = {},
): Mapping {
  return {
    roles: Object.fromEntries([
      ...Object.entries(roles).map(([role, column]) => [role, [column]]),
      ...Object.entries(several).map(([role, columns]) => [role, [...columns]]),
    ]) as Mapping['roles'],
    positive: null,
    order: null,
    rating: null,
    params: {},
    guessed: [],
  }
}

/** A bundled sample as the app brings it in: imported to a folder of its own, opened, its folder removed. */
export async function importSample(template: string, sample: SampleSpec): Promise<Table> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-sample-'))
  try {
    const { arrow } = await importFile({ path: samplePath(template, sample), folder, options: {} })
    return openTable(arrow)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export interface Problem {
  question: Question
  train: Examples
  validation: Examples
  test: Examples
}

/** 60 % train, 15 % validation, 25 % test of a table, shuffled by a seed: a fit needs no more than that. */
export function problemOf(template: AnyTemplate, table: Table, mapping: Mapping, seed: number): Problem {
  const role = (part: string): string | undefined =>
    Object.entries(template.manifest.roles).find(([, spec]) => spec.part === part)?.[0]
  const label = mapping.roles[role('label') ?? '']?.[0]
  const classes = label === undefined ? null : readClasses(table, label, mapping, [])
  const labels = classes?.labels ?? new Int32Array(table.rows)
  const inputs = inputRoles(template, mapping)
  const derived = deriveAfter(template, [], table, inputs, null, template.parseParams({}))
  const order = random(seed).shuffle(Int32Array.from({ length: table.rows }, (_, row) => row))
  const part = (from: number, to: number): Examples => {
    const rows = order.slice(Math.floor(from * order.length), Math.floor(to * order.length)).sort()
    const own = classes ? rows.map((row) => labels[row] ?? -1) : new Int32Array(0)
    return makeExamples(table, inputs, rows, own, derived)
  }
  const train = part(0, 0.6)
  const text = role('text')
  const names = classes?.names ?? []
  return {
    question: {
      classes: names,
      positive: names.length === 2 ? 1 : null,
      ordinal: false,
      lang: text === undefined ? 'other' : template.language(train.text(text)),
    },
    train,
    validation: part(0.6, 0.75),
    test: part(0.75, 1),
  }
}
