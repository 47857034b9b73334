import { random, type Random } from '#shared/random'
import type { ModelReader } from '../predictor'
import { fitDense, toDense, type DensePlan } from './dense'
import type { Frame } from './plan'
import type { TableModel } from './predictor'
import type { TableTask } from './task'

export interface IsolationParams {
  isolationTrees: number
  /** Rows that each tree isolates. */
  isolationRows: number
}
export const isolationFields = ['isolationTrees', 'isolationRows'] as const

const file = 'forest.json'

/** One tree, node by node: the column it splits on (-1 for a leaf), where, and the nodes below. */
interface Tree {
  column: number[]
  cut: number[]
  /** Left child; the right one follows it. For a leaf: rows that ended there. */
  next: number[]
}

interface Stored {
  dense: DensePlan
  sample: number
  trees: Tree[]
}

/** Mean depth of an unsuccessful search among so many rows: what a leaf of them stands for (Liu et al. 2008, eq. 1). */
function depthOf(rows: number): number {
  if (rows <= 1) return 0
  if (rows === 2) return 1
  return 2 * (Math.log(rows - 1) + 0.5772156649015329) - (2 * (rows - 1)) / rows
}

function growTree(
  matrix: Float32Array,
  width: number,
  rows: Int32Array,
  deepest: number,
  source: Random,
): Tree {
  const tree: Tree = { column: [-1], cut: [0], next: [rows.length] }
  const open = [{ node: 0, rows, depth: 0 }]
  for (let task = open.pop(); task !== undefined; task = open.pop()) {
    const { node, rows: own, depth } = task
    if (own.length <= 1 || depth >= deepest) continue
    // A column that does not vary here splits nothing: others are tried.
    for (let attempt = 0; attempt < width; attempt += 1) {
      const column = source.int(width)
      let [low, high] = [Infinity, -Infinity]
      for (const row of own) {
        const value = matrix[row * width + column] ?? 0
        if (value < low) low = value
        if (value > high) high = value
      }
      if (low === high) continue
      const cut = low + source.next() * (high - low)
      const left = own.filter((row) => (matrix[row * width + column] ?? 0) < cut)
      const right = own.filter((row) => (matrix[row * width + column] ?? 0) >= cut)
      if (left.length === 0 || right.length === 0) continue
      const below = tree.column.length
      tree.column[node] = column
      tree.cut[node] = cut
      tree.next[node] = below
      tree.column.push(-1, -1)
      tree.cut.push(0, 0)
      tree.next.push(left.length, right.length)
      open.push(
        { node: below, rows: left, depth: depth + 1 },
        { node: below + 1, rows: right, depth: depth + 1 },
      )
      break
    }
  }
  return tree
}

/**
 * Isolation forest (Liu, Ting and Zhou 2008): rows that random cuts isolate early are unusual. Learns without labels;
 * the score is 2^(−mean depth / expected depth), and no share of frauds is asked for.
 */
export async function fitIsolationForest(task: TableTask, params: IsolationParams): Promise<TableModel> {
  const dense = fitDense(task.train, 'quantile')
  const width = dense.features.length
  const matrix = toDense(dense, task.train)
  const sample = Math.min(params.isolationRows, task.train.rows)
  const source = random(task.seed).fork('isolation forest')
  const trees: Tree[] = []
  for (let i = 0; i < params.isolationTrees; i += 1) {
    await task.breathe()
    const rows = Int32Array.from({ length: sample }, () => source.int(task.train.rows))
    trees.push(growTree(matrix, width, rows, Math.ceil(Math.log2(Math.max(2, sample))), source))
  }
  return forest({ dense, sample, trees })
}

export const loadIsolationForest = async (reader: ModelReader): Promise<TableModel> =>
  forest((await reader.json(file)) as Stored)

function forest(stored: Stored): TableModel {
  const { dense, sample, trees } = stored
  const width = dense.features.length
  const expected = depthOf(sample) || 1
  const depthAt = (tree: Tree, matrix: Float32Array, base: number): number => {
    let [node, depth] = [0, 0]
    for (let column = tree.column[0] ?? -1; column >= 0; column = tree.column[node] ?? -1) {
      node = (tree.next[node] ?? 0) + Number((matrix[base + column] ?? 0) >= (tree.cut[node] ?? 0))
      depth += 1
    }
    return depth + depthOf(tree.next[node] ?? 0)
  }
  return {
    positive(frame: Frame) {
      const matrix = toDense(dense, frame)
      return Float64Array.from({ length: frame.rows }, (_, row) => {
        const depth = trees.reduce((sum, tree) => sum + depthAt(tree, matrix, row * width), 0) / trees.length
        return 2 ** (-depth / expected)
      })
    },
    describe: () => ({ trees: trees.length, rows: sample }),
    save: (writer) => writer.json(file, stored),
  }
}
