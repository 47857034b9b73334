import { expect, test } from 'vitest'
import { mixedTable } from '../../../../tests/helpers/boosting-tables'
import { fitBoosting } from '.'
import { readLightGBM } from './lightgbm-read'
import { goesLeft, numbersOf, type Tree } from './tree'

/** What a tree answers when only the columns of a set are known: rows of unknown columns flow down both sides. */
function known(
  tree: Tree,
  columns: readonly ArrayLike<number>[],
  row: number,
  set: number,
  node = 0,
): number {
  if (tree.leaves === 1) return tree.leafValue[0] ?? 0
  if (node < 0) return tree.leafValue[-node - 1] ?? 0
  const column = tree.column[node] ?? 0
  const [left, right] = [tree.left[node] ?? 0, tree.right[node] ?? 0]
  if ((set >> column) & 1) {
    return known(tree, columns, row, set, goesLeft(tree, node, columns[column]?.[row] ?? NaN) ? left : right)
  }
  const rows = (child: number): number => (child < 0 ? tree.leafRows[-child - 1] : tree.nodeRows[child]) ?? 0
  const sum =
    rows(left) * known(tree, columns, row, set, left) + rows(right) * known(tree, columns, row, set, right)
  return sum / (rows(left) + rows(right))
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1))
const size = (set: number): number => set.toString(2).replaceAll('0', '').length

/** Shapley's own formula over all subsets. */
function bruteForce(tree: Tree, columns: readonly ArrayLike<number>[], row: number): number[] {
  const count = columns.length
  return columns.map((_, column) => {
    let sum = 0
    for (let set = 0; set < 1 << count; set++) {
      if ((set >> column) & 1) continue
      const weight = (factorial(size(set)) * factorial(count - size(set) - 1)) / factorial(count)
      sum += weight * (known(tree, columns, row, set | (1 << column)) - known(tree, columns, row, set))
    }
    return sum
  })
}

test('SHAP values are Shapley values, and each row sums to its raw score', async () => {
  const table = mixedTable(600)
  const model = await fitBoosting(table, { trees: 6, leaves: 12, minDataInLeaf: 5, minDataPerGroup: 10 })
  const { trees } = readLightGBM(model.toLightGBM())
  const columns = table.columns.map(numbersOf)
  const width = columns.length + 1
  const few = { ...table, rows: 25 }
  const shap = model.shap(few)
  const raw = model.raw(few)
  expect(trees.some((tree) => tree.sets.length > 0)).toBe(true)
  for (let row = 0; row < few.rows; row++) {
    const own = shap.subarray(row * width, (row + 1) * width)
    expect(own.reduce((a, b) => a + b, 0)).toBeCloseTo(raw[row] ?? NaN, 10)
    const expected = trees
      .map((tree) => bruteForce(tree, columns, row))
      .reduce((a, b) => a.map((value, at) => value + (b[at] ?? 0)))
    expected.forEach((value, column) => {
      expect(own[column]).toBeCloseTo(value, 10)
    })
  }
})
