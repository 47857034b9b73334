import type { Column } from './types'

/**
 * One tree. Nodes are numbered in the order they were split; a child below zero is the leaf −child − 1. A row goes left
 * where its number is at most the threshold, or its category is in the set.
 */
export interface Tree {
  leaves: number
  column: Int32Array
  threshold: Float64Array
  /** LightGBM's bits: 1 category, 2 missing goes left, 4 zero is missing, 8 NaN is missing. */
  decision: Uint8Array
  left: Int32Array
  right: Int32Array
  gain: Float64Array
  /** Output, sum of hessians and rows of each node, were it a leaf. */
  nodeValue: Float64Array
  nodeWeight: Float64Array
  nodeRows: Int32Array
  leafValue: Float64Array
  leafWeight: Float64Array
  leafRows: Int32Array
  /** Sets of category codes, one bit a code; set s is words [starts[s], starts[s + 1]). `threshold` holds s. */
  sets: Uint32Array
  starts: Int32Array
  /** The learning rate that was multiplied in. */
  shrinkage: number
}

export const bits = { category: 1, missingLeft: 2, zeroMissing: 4, nanMissing: 8 } as const

/** Numbers this close to zero are zero to LightGBM. */
const nearZero = 1e-35

/** A column as its numbers, all of one type whatever they were; a category's code is its number. */
export function numbersOf(column: Column): Float64Array {
  const values = column.kind === 'number' ? column.values : column.codes
  return values instanceof Float64Array ? values : Float64Array.from(values)
}

function inSet(tree: Tree, set: number, value: number): boolean {
  if (!(value >= 0)) return false
  const code = Math.trunc(value)
  const start = tree.starts[set] ?? 0
  const word = start + Math.floor(code / 32)
  return word < (tree.starts[set + 1] ?? 0) && (((tree.sets[word] ?? 0) >>> (code % 32)) & 1) === 1
}

/** Whether a value goes left at a node. */
export function goesLeft(tree: Tree, node: number, value: number): boolean {
  const decision = tree.decision[node] ?? 0
  const threshold = tree.threshold[node] ?? 0
  if ((decision & bits.category) !== 0) return inSet(tree, threshold, value)
  if (value !== value) {
    if ((decision & (bits.nanMissing | bits.zeroMissing)) !== 0) return (decision & bits.missingLeft) !== 0
    return 0 <= threshold
  }
  if ((decision & bits.zeroMissing) !== 0 && Math.abs(value) <= nearZero)
    return (decision & bits.missingLeft) !== 0
  return value <= threshold
}

/** The leaf of one row. */
function leafOf(tree: Tree, columns: readonly Float64Array[], row: number): number {
  if (tree.leaves === 1) return 0
  let node = 0
  do {
    const value = columns[tree.column[node] ?? 0]?.[row] ?? NaN
    node = (goesLeft(tree, node, value) ? tree.left[node] : tree.right[node]) ?? -1
  } while (node >= 0)
  return -node - 1
}

/** Adds the tree's output of rows [from, end) to `scores[at + row]`. */
export function addScores(
  tree: Tree,
  columns: readonly Float64Array[],
  from: number,
  end: number,
  scores: Float64Array,
  at = 0,
): void {
  for (let row = from; row < end; row++) {
    scores[at + row] = (scores[at + row] ?? 0) + (tree.leafValue[leafOf(tree, columns, row)] ?? 0)
  }
}
