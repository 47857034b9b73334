import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'csv-parse/sync'
import { random } from '../../src/shared/random'
import type { Examples, FitContext, ModelReader, ModelWriter, Predictor, Question } from '../../src/main/ml'

export interface LabelledText {
  text: string
  label: string
}

/** Real data beside the checkout. Absent on other machines: tests that need it say so and skip. */
const sharedData = resolve(import.meta.dirname, '../../../shared/data')

export const sets = {
  hotels: { file: 'sentiment-zh/ChnSentiCorp_htl_all/ChnSentiCorp_htl_all.csv', text: 'review', lang: 'zh' },
  polarity: { file: 'sentiment-en/sentence_polarity/sentence_polarity.csv', text: 'text', lang: 'en' },
  sentences: {
    file: 'sentiment-en/uci_sentiment_labelled/uci_sentiment_labelled.csv',
    text: 'sentence',
    lang: 'en',
  },
} as const

export type SetName = keyof typeof sets

export function setPath(name: SetName, data = sharedData): string {
  return resolve(data, sets[name].file)
}

export const hasSet = (name: SetName): boolean => existsSync(setPath(name))

/** All rows with a text, in file order. */
export function readSet(name: SetName, data = sharedData): LabelledText[] {
  const records: Record<string, string>[] = parse(readFileSync(setPath(name, data)), { columns: true })
  return records
    .map((record) => ({ text: record[sets[name].text] ?? '', label: record['label'] ?? '' }))
    .filter(({ text }) => text !== '')
}

export interface Parts<T> {
  train: T[]
  validation: T[]
  test: T[]
}

/** 60 % train, 10 % validation, 15 % test; the last 15 % would be the vault and are not read. */
export function split<T>(rows: readonly T[], seed: number): Parts<T> {
  const order = random(seed).shuffle([...rows])
  const at = (share: number): number => Math.floor(share * order.length)
  return {
    train: order.slice(0, at(0.6)),
    validation: order.slice(at(0.6), at(0.7)),
    test: order.slice(at(0.7), at(0.85)),
  }
}

/** Labelled texts in memory as models see them. */
export function examplesOf(rows: readonly LabelledText[], classes: readonly string[]): Examples {
  const empty = (): Float64Array => new Float64Array(rows.length).fill(Number.NaN)
  return {
    length: rows.length,
    rows: Int32Array.from(rows.keys()),
    labels: Int32Array.from(rows, ({ label }) => classes.indexOf(label)),
    text: () => rows.map(({ text }) => text),
    number: empty,
    time: empty,
    columnsOf: () => [],
    column: () => ({ type: 'number', values: new Float64Array(rows.length).fill(Number.NaN) }),
  }
}

export function questionOf(rows: readonly LabelledText[], lang: Question['lang']): Question {
  const classes = [...new Set(rows.map(({ label }) => label))].sort()
  return { classes, positive: classes.length === 2 ? 1 : null, ordinal: false, lang }
}

/** A fit without checkpoints and progress, whose breath really lets others in. */
export function contextOf<Params>(
  given: Pick<FitContext<Params>, 'model' | 'train' | 'validation' | 'question' | 'params'> &
    Partial<FitContext<Params>>,
): FitContext<Params> {
  const signal = given.signal ?? new AbortController().signal
  return {
    seed: 1,
    signal,
    breathe: async () => {
      await new Promise((next) => setImmediate(next))
      signal.throwIfAborted()
    },
    report: () => undefined,
    checkpoints: { load: () => Promise.resolve(null), save: () => Promise.resolve() },
    ...given,
  }
}

/** A model's files in memory: JSON as text and copies of bytes, as a disk would keep them. */
export function memoryFolder(): ModelReader & ModelWriter & { bytesUsed(): number } {
  const files = new Map<string, Uint8Array>()
  const read = (name: string): Uint8Array => {
    const found = files.get(name)
    if (!found) throw new Error(`no file ${name}`)
    return found
  }
  function json(name: string): Promise<unknown>
  function json(name: string, value: unknown): Promise<void>
  function json(name: string, ...value: unknown[]): Promise<unknown> {
    if (value.length === 0) return Promise.resolve(JSON.parse(new TextDecoder().decode(read(name))))
    files.set(name, new TextEncoder().encode(JSON.stringify(value[0])))
    return Promise.resolve(undefined)
  }
  function bytes(name: string): Promise<Uint8Array>
  function bytes(name: string, value: Uint8Array): Promise<void>
  function bytes(name: string, value?: Uint8Array): Promise<unknown> {
    if (value) files.set(name, Uint8Array.from(value))
    return Promise.resolve(value ? undefined : read(name))
  }
  const bytesUsed = (): number => [...files.values()].reduce((sum, file) => sum + file.length, 0)
  return { json, bytes, bytesUsed }
}

/** Share of rows whose class gets the highest score. */
export async function accuracyOf(predictor: Predictor, examples: Examples): Promise<number> {
  const scores = await predictor.scores(examples)
  const { width } = predictor
  const right = examples.labels.filter((label, row) => {
    const own = scores.subarray(row * width, (row + 1) * width)
    return own.indexOf(Math.max(...own)) === label
  })
  return right.length / examples.length
}
