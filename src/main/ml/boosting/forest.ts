import { bits, goesLeft, type Tree } from './tree'

/**
 * A tree made ready for many rows: nodes side by side, and for each node whether a missing value goes left, so that the
 * common case is one comparison.
 */
interface Walk {
  tree: Tree
  column: Int32Array
  threshold: Float64Array
  /** Children of node n at 2n and 2n + 1; below zero a leaf. */
  children: Int32Array
  /** 1 where a missing value goes left. */
  missingLeft: Uint8Array
  /** Categories, or zeros that count as missing: every node is asked in full. */
  special: boolean
}

function walkOf(tree: Tree): Walk {
  const nodes = Math.max(0, tree.leaves - 1)
  const children = new Int32Array(2 * nodes)
  const missingLeft = new Uint8Array(nodes)
  let special = false
  for (let node = 0; node < nodes; node++) {
    children[2 * node] = tree.left[node] ?? -1
    children[2 * node + 1] = tree.right[node] ?? -1
    missingLeft[node] = Number(goesLeft(tree, node, Number.NaN))
    special ||= ((tree.decision[node] ?? 0) & (bits.category | bits.zeroMissing)) !== 0
  }
  return { tree, column: tree.column, threshold: tree.threshold, children, missingLeft, special }
}

/** Rows that stay in the cache while tree after tree walks over them. */
const block = 512

/** Cells of one block, row by row. @returns whether any is missing */
function gather(columns: readonly Float64Array[], from: number, end: number, cells: Float64Array): boolean {
  const width = columns.length
  let missing = false
  for (let column = 0; column < width; column++) {
    const values = columns[column] as Float64Array
    for (let row = from, at = column; row < end; row++, at += width) {
      const value = values[row] as number
      cells[at] = value
      missing ||= value !== value
    }
  }
  return missing
}

/** Adds a tree's output of so many rows of cells to the scores from `at` on. */
type Add = (
  walk: Walk,
  cells: Float64Array,
  width: number,
  rows: number,
  scores: Float64Array,
  at: number,
) => void

/** No cell is missing and every node compares numbers. */
const addPlain: Add = ({ tree, column, threshold, children }, cells, width, rows, scores, at) => {
  const { leafValue } = tree
  for (let row = 0, first = 0; row < rows; row++, first += width) {
    let node = 0
    do {
      const value = cells[first + (column[node] as number)] as number
      node = children[2 * node + Number(value > (threshold[node] as number))] as number
    } while (node >= 0)
    scores[at + row] = (scores[at + row] as number) + (leafValue[-node - 1] as number)
  }
}

const addMissing: Add = (
  { tree, column, threshold, children, missingLeft },
  cells,
  width,
  rows,
  scores,
  at,
) => {
  const { leafValue } = tree
  for (let row = 0, first = 0; row < rows; row++, first += width) {
    let node = 0
    do {
      const value = cells[first + (column[node] as number)] as number
      const right = value === value ? value > (threshold[node] as number) : missingLeft[node] === 0
      node = children[2 * node + Number(right)] as number
    } while (node >= 0)
    scores[at + row] = (scores[at + row] as number) + (leafValue[-node - 1] as number)
  }
}

const addSpecial: Add = ({ tree, column, children }, cells, width, rows, scores, at) => {
  const { leafValue } = tree
  for (let row = 0, first = 0; row < rows; row++, first += width) {
    let node = 0
    do {
      const value = cells[first + (column[node] as number)] as number
      node = children[2 * node + Number(!goesLeft(tree, node, value))] as number
    } while (node >= 0)
    scores[at + row] = (scores[at + row] as number) + (leafValue[-node - 1] as number)
  }
}

/**
 * The sum of all trees' outputs for each row, in the order of the trees: output k of row r at k × rows + r.
 * @param trees round by round, one an output
 */
export function sumOfTrees(
  trees: readonly Tree[],
  outputs: number,
  columns: readonly Float64Array[],
  rows: number,
): Float64Array {
  const walks = trees.map(walkOf)
  const scores = new Float64Array(rows * outputs)
  const width = columns.length
  const cells = new Float64Array(block * width)
  for (let from = 0; from < rows; from += block) {
    const end = Math.min(rows, from + block)
    const missing = gather(columns, from, end, cells)
    walks.forEach((walk, index) => {
      const at = (index % outputs) * rows + from
      if (walk.tree.leaves === 1) {
        const value = walk.tree.leafValue[0] ?? 0
        for (let row = at; row < at + end - from; row++) scores[row] = (scores[row] ?? 0) + value
      } else {
        const add = walk.special ? addSpecial : missing ? addMissing : addPlain
        add(walk, cells, width, end - from, scores, at)
      }
    })
  }
  return scores
}
