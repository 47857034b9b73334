import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { random } from '../../../src/shared/random'

/** A table as nets read it: standardised numbers and switches, drawn into three parts. */
export interface Matrix {
  inputs: Float32Array
  labels: Float32Array
  width: number
  /** Rows of train, then validation; test is the rest. */
  train: number
  validation: number
}

/** Shares of the tutorial: a fifth is test, a fifth of the rest validation. */
const testShare = 0.2
const validationShare = 0.2

type Encode = (record: Record<string, string>) => number[]

/** Numbers to mean 0 and deviation 1, names to one switch each: learnt from the given rows alone. */
function encoderOf(records: readonly Record<string, string>[], names: readonly string[]): Encode {
  const columns = names.map((name): ((value: string) => number[]) => {
    const values = records.map((record) => record[name] ?? '')
    if (values.every((value) => value !== '' && Number.isFinite(Number(value)))) {
      const numbers = values.map(Number)
      const centre = numbers.reduce((a, b) => a + b, 0) / numbers.length
      const spread = Math.sqrt(numbers.reduce((sum, x) => sum + (x - centre) ** 2, 0) / numbers.length)
      return (value) => [(Number(value) - centre) / (spread || 1)]
    }
    const kinds = [...new Set(values)].sort()
    return (value) => kinds.map((kind) => (kind === value ? 1 : 0))
  })
  return (record) => columns.flatMap((column, i) => column(record[names[i] ?? ''] ?? ''))
}

/** @param ignored columns that are no feature, the label among them */
export function readMatrix(
  file: string,
  { label, positive, ignored }: { label: string; positive: string; ignored: readonly string[] },
): Matrix {
  const records: Record<string, string>[] = parse(readFileSync(file), {
    columns: true,
    bom: true,
    trim: true,
  })
  random(42).shuffle(records)
  const open = Math.round(records.length * (1 - testShare))
  const train = Math.round(open * (1 - validationShare))
  const names = Object.keys(records[0] ?? {}).filter((name) => name !== label && !ignored.includes(name))
  const encode = encoderOf(records.slice(0, train), names)
  const rows = records.map(encode)
  const width = rows[0]?.length ?? 0
  const inputs = new Float32Array(rows.length * width)
  rows.forEach((row, i) => {
    inputs.set(row, i * width)
  })
  const labels = Float32Array.from(records, (record) => (record[label] === positive ? 1 : 0))
  return { inputs, labels, width, train, validation: open - train }
}
