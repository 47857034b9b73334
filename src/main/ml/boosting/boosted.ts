import { AppError } from '#shared/errors'
import { sumOfTrees } from './forest'
import { readLightGBM } from './lightgbm-read'
import { writeLightGBM } from './lightgbm-write'
import type { Model } from './model'
import { answers } from './objective'
import { addShap, expectedOf, pathsOf } from './shap'
import { numbersOf } from './tree'
import type { BoostingData } from './types'

/** A fitted model. Matrices are row-major. */
export interface Boosted {
  readonly objective: Model['objective']
  /** Raw scores a row: the number of classes for `multiclass`, else 1. */
  readonly outputs: number
  readonly names: readonly string[]
  /** Rounds in the model: fewer than asked for where early stopping or the data ended training. */
  readonly rounds: number
  /** rows × outputs: probability of class 1, probabilities of all classes, or the number itself. */
  predict(data: BoostingData): Float64Array
  /** rows × outputs: sums of the trees (log odds for `binary`). */
  raw(data: BoostingData): Float64Array
  /**
   * rows × outputs × (columns + 1): what each column adds to the raw score, then the score when no column is known. Each
   * row and output sums to its raw score.
   */
  shap(data: BoostingData): Float64Array
  /** By column: the sum of gains of its splits, or how many there are. */
  importance(kind: 'gain' | 'split'): Float64Array
  /** LightGBM's text format; also what `save` keeps. */
  toLightGBM(): string
  save(writer: { bytes(name: string, value: Uint8Array): Promise<void> }): Promise<void>
}

/** The file that a saved model consists of: any LightGBM can read it. */
const fileName = 'boosting.txt'

/** The columns' numbers, of which there must be as many as when the model was fitted. */
function numbersFor({ columns }: Model, data: BoostingData): Float64Array[] {
  if (data.columns.length !== columns.length) {
    throw new AppError('boosting-columns', { expected: columns.length, found: data.columns.length })
  }
  return data.columns.map(numbersOf)
}

/** Raw scores, row-major. */
function rawOf(model: Model, data: BoostingData): Float64Array {
  const columns = numbersFor(model, data)
  const { outputs, trees } = model
  const { rows } = data
  const byOutput = sumOfTrees(trees, outputs, columns, rows)
  if (outputs === 1) return byOutput
  return byOutput.map((_, at) => byOutput[(at % outputs) * rows + Math.floor(at / outputs)] ?? 0)
}

function shapOf(model: Model, data: BoostingData): Float64Array {
  const columns = numbersFor(model, data)
  const { outputs, trees } = model
  const width = columns.length + 1
  const out = new Float64Array(data.rows * outputs * width)
  for (const [index, tree] of trees.entries()) {
    const paths = pathsOf(tree)
    const expected = expectedOf(tree)
    for (let row = 0; row < data.rows; row++) {
      const at = (row * outputs + (index % outputs)) * width
      addShap(tree, paths, columns, row, out, at, 1)
      out[at + width - 1] = (out[at + width - 1] ?? 0) + expected
    }
  }
  return out
}

function importanceOf({ trees, columns }: Model, kind: 'gain' | 'split'): Float64Array {
  const sums = new Float64Array(columns.length)
  for (const tree of trees) {
    tree.column.forEach((column, node) => {
      sums[column] = (sums[column] ?? 0) + (kind === 'gain' ? (tree.gain[node] ?? 0) : 1)
    })
  }
  return sums
}

export function boostedOf(model: Model): Boosted {
  const { objective, outputs } = model
  return {
    objective,
    outputs,
    names: model.columns.map(({ name }) => name),
    rounds: model.trees.length / outputs,
    predict: (data) => answers(rawOf(model, data), outputs, objective),
    raw: (data) => rawOf(model, data),
    shap: (data) => shapOf(model, data),
    importance: (kind) => importanceOf(model, kind),
    toLightGBM: () => writeLightGBM(model),
    save: (writer) => writer.bytes(fileName, new TextEncoder().encode(writeLightGBM(model))),
  }
}

/** A model that LightGBM, or `toLightGBM`, wrote. @throws AppError boosting-file */
export const fromLightGBM = (text: string): Boosted => boostedOf(readLightGBM(text))

/** What `save` kept. */
export async function loadBoosted(reader: { bytes(name: string): Promise<Uint8Array> }): Promise<Boosted> {
  return fromLightGBM(new TextDecoder().decode(await reader.bytes(fileName)))
}
