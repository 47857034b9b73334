import { goesLeft, type Tree } from './tree'

/**
 * Exact SHAP values of one tree, path-dependent: Lundberg, Erion & Lee 2018, "Consistent Individualized Feature
 * Attribution for Tree Ensembles", algorithm 2. A path holds, for each column seen so far, the share of rows that flow on
 * when it is unknown (zero) and when it is known (one), and the weights of the subsets of each size.
 */
interface Path {
  column: Int32Array
  zero: Float64Array
  one: Float64Array
  weight: Float64Array
}

function extend(path: Path, depth: number, zero: number, one: number, column: number): void {
  const { weight } = path
  path.column[depth] = column
  path.zero[depth] = zero
  path.one[depth] = one
  weight[depth] = depth === 0 ? 1 : 0
  for (let at = depth - 1; at >= 0; at--) {
    const own = weight[at] ?? 0
    weight[at + 1] = (weight[at + 1] ?? 0) + (one * own * (at + 1)) / (depth + 1)
    weight[at] = (zero * own * (depth - at)) / (depth + 1)
  }
}

/** Takes entry `index` out of a path of `depth` + 1 entries. */
function unwind(path: Path, depth: number, index: number): void {
  const { column, zero, one, weight } = path
  const oneOf = one[index] ?? 0
  const zeroOf = zero[index] ?? 0
  let next = weight[depth] ?? 0
  for (let at = depth - 1; at >= 0; at--) {
    const own = weight[at] ?? 0
    if (oneOf !== 0) {
      weight[at] = (next * (depth + 1)) / ((at + 1) * oneOf)
      next = own - ((weight[at] ?? 0) * zeroOf * (depth - at)) / (depth + 1)
    } else weight[at] = (own * (depth + 1)) / (zeroOf * (depth - at))
  }
  for (let at = index; at < depth; at++) {
    column[at] = column[at + 1] ?? 0
    zero[at] = zero[at + 1] ?? 0
    one[at] = one[at + 1] ?? 0
  }
}

/** The sum of the weights that would be left after taking entry `index` out. */
function unwoundSum({ zero, one, weight }: Path, depth: number, index: number): number {
  const oneOf = one[index] ?? 0
  const zeroOf = zero[index] ?? 0
  let next = weight[depth] ?? 0
  let sum = 0
  for (let at = depth - 1; at >= 0; at--) {
    const own = weight[at] ?? 0
    if (oneOf !== 0) {
      const out = (next * (depth + 1)) / ((at + 1) * oneOf)
      sum += out
      next = own - (out * zeroOf * (depth - at)) / (depth + 1)
    } else if (zeroOf !== 0) sum += own / ((zeroOf * (depth - at)) / (depth + 1))
  }
  return sum
}

const rowsOf = (tree: Tree, node: number): number =>
  (node < 0 ? tree.leafRows[-node - 1] : tree.nodeRows[node]) ?? 0

/** What a tree answers when nothing is known: the mean of its leaves over the rows it was grown on. */
export function expectedOf(tree: Tree): number {
  if (tree.leaves === 1) return tree.leafValue[0] ?? 0
  let sum = 0
  let rows = 0
  tree.leafValue.forEach((value, leaf) => {
    sum += value * (tree.leafRows[leaf] ?? 0)
    rows += tree.leafRows[leaf] ?? 0
  })
  return sum / rows
}

/** Room for the paths of every depth, once a tree. */
export function pathsOf(tree: Tree): Path[] {
  const room = tree.leaves + 2
  return Array.from({ length: depthOf(tree) + 2 }, () => ({
    column: new Int32Array(room),
    zero: new Float64Array(room),
    one: new Float64Array(room),
    weight: new Float64Array(room),
  }))
}

function depthOf(tree: Tree): number {
  const depth = new Int32Array(Math.max(1, tree.leaves - 1))
  let most = 0
  for (let node = 0; node < tree.leaves - 1; node++) {
    const own = (depth[node] ?? 0) + 1
    most = Math.max(most, own)
    for (const child of [tree.left[node] ?? -1, tree.right[node] ?? -1]) if (child >= 0) depth[child] = own
  }
  return most
}

/** Adds one row's SHAP values of one tree to `out[at + column × stride]`. */
export function addShap(
  tree: Tree,
  paths: readonly Path[],
  columns: readonly ArrayLike<number>[],
  row: number,
  out: Float64Array,
  at: number,
  stride: number,
): void {
  if (tree.leaves === 1) return
  const walk = (
    node: number,
    level: number,
    from: number,
    zero: number,
    one: number,
    column: number,
  ): void => {
    const path = paths[level]
    const before = paths[level - 1]
    if (!path) return
    let depth = from
    if (before) {
      for (let entry = 0; entry < depth; entry++) {
        path.column[entry] = before.column[entry] ?? 0
        path.zero[entry] = before.zero[entry] ?? 0
        path.one[entry] = before.one[entry] ?? 0
        path.weight[entry] = before.weight[entry] ?? 0
      }
    }
    extend(path, depth, zero, one, column)
    if (node < 0) {
      const value = tree.leafValue[-node - 1] ?? 0
      for (let entry = 1; entry <= depth; entry++) {
        const share = unwoundSum(path, depth, entry)
        const place = at + (path.column[entry] ?? 0) * stride
        out[place] = (out[place] ?? 0) + share * ((path.one[entry] ?? 0) - (path.zero[entry] ?? 0)) * value
      }
      return
    }
    const own = tree.column[node] ?? 0
    const isLeft = goesLeft(tree, node, columns[own]?.[row] ?? NaN)
    const [left, right] = [tree.left[node] ?? -1, tree.right[node] ?? -1]
    const [hot, cold] = isLeft ? [left, right] : [right, left]
    const rows = rowsOf(tree, node)
    let zeroBefore = 1
    let oneBefore = 1
    let seen = 1
    while (seen <= depth && path.column[seen] !== own) seen++
    if (seen <= depth) {
      zeroBefore = path.zero[seen] ?? 0
      oneBefore = path.one[seen] ?? 0
      unwind(path, depth, seen)
      depth -= 1
    }
    walk(hot, level + 1, depth + 1, (zeroBefore * rowsOf(tree, hot)) / rows, oneBefore, own)
    walk(cold, level + 1, depth + 1, (zeroBefore * rowsOf(tree, cold)) / rows, 0, own)
  }
  walk(0, 0, 0, 1, 1, -1)
}
