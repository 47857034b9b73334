import { AppError } from '#shared/errors'
import type { Model } from './model'
import { bits, type Tree } from './tree'

/** The key=value lines of one block. */
function fieldsOf(block: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const line of block.split('\n')) {
    const at = line.indexOf('=')
    if (at > 0) fields.set(line.slice(0, at), line.slice(at + 1).trim())
    else if (line.trim() !== '') fields.set(line.trim(), '')
  }
  return fields
}

const refuse = (detail: string): AppError => new AppError('boosting-file', { detail })

const infinite = (value: number): number => (Math.abs(value) >= 1e300 ? Math.sign(value) * Infinity : value)

function parseTree(block: string, columns: number): Tree {
  const fields = fieldsOf(block)
  const numbers = (key: string, length: number | null, fallback?: number): number[] => {
    const text = fields.get(key)
    const found = text === undefined || text === '' ? [] : text.split(' ').map(Number)
    if (found.length === 0 && length !== null && fallback !== undefined)
      return Array<number>(length).fill(fallback)
    if (found.some(Number.isNaN) || (length !== null && found.length !== length)) throw refuse(key)
    return found
  }
  if (fields.get('is_linear') === '1') throw refuse('is_linear=1')
  const leaves = Number(fields.get('num_leaves'))
  if (!Number.isInteger(leaves) || leaves < 1) throw refuse('num_leaves')
  const nodes = leaves - 1
  const sets = Number(fields.get('num_cat') ?? 0)
  const tree: Tree = {
    leaves,
    column: Int32Array.from(numbers('split_feature', nodes)),
    threshold: Float64Array.from(numbers('threshold', nodes), infinite),
    decision: Uint8Array.from(numbers('decision_type', nodes, bits.missingLeft)),
    left: Int32Array.from(numbers('left_child', nodes)),
    right: Int32Array.from(numbers('right_child', nodes)),
    gain: Float64Array.from(numbers('split_gain', nodes, 0)),
    nodeValue: Float64Array.from(numbers('internal_value', nodes, 0)),
    nodeWeight: Float64Array.from(numbers('internal_weight', nodes, 0)),
    nodeRows: Int32Array.from(numbers('internal_count', nodes, 0)),
    leafValue: Float64Array.from(numbers('leaf_value', leaves)),
    leafWeight: Float64Array.from(numbers('leaf_weight', leaves, 0)),
    leafRows: Int32Array.from(numbers('leaf_count', leaves, 0)),
    starts: Int32Array.from(sets > 0 ? numbers('cat_boundaries', sets + 1) : [0]),
    sets: Uint32Array.from(sets > 0 ? numbers('cat_threshold', null) : []),
    shrinkage: numbers('shrinkage', 1, 1)[0] ?? 1,
  }
  if (tree.sets.length !== (tree.starts[sets] ?? 0)) throw refuse('cat_threshold')
  requireTree(tree, columns)
  return tree
}

/** Every node is reached once and every leaf too, so that no row ever walks in a circle. */
function requireTree(
  { leaves, left, right, column, decision, threshold, starts }: Tree,
  columns: number,
): void {
  const seen = new Set<number>()
  for (const child of [...left, ...right]) {
    if (child < -leaves || child >= leaves - 1 || child === 0 || seen.has(child)) throw refuse('left_child')
    seen.add(child)
  }
  // Children come after their parents, or are leaves.
  left.forEach((child, node) => {
    const other = right[node] ?? 0
    if ((child >= 0 && child <= node) || (other >= 0 && other <= node)) throw refuse('left_child')
  })
  if (column.some((index) => index < 0 || index >= columns)) throw refuse('split_feature')
  threshold.forEach((set, node) => {
    const isSet = ((decision[node] ?? 0) & bits.category) !== 0
    if (isSet && !(Number.isInteger(set) && set >= 0 && set < starts.length - 1)) throw refuse('threshold')
  })
}

function objectiveOf(text: string): Model['objective'] {
  const [name, ...options] = text.split(' ')
  if (name === 'binary' && options.every((option) => option === 'sigmoid:1')) return 'binary'
  if (name === 'regression' && options.length === 0) return 'regression'
  if (name === 'multiclass') return 'multiclass'
  throw refuse(`objective=${text}`)
}

/**
 * A model from LightGBM's text format, version 4 or 3.
 * @throws AppError boosting-file for anything else, an objective or a kind of tree that is unknown here included
 */
export function readLightGBM(text: string): Model {
  const [head = '', ...blocks] = text.replaceAll('\r\n', '\n').split(/^Tree=\d+$/m)
  const fields = fieldsOf(head)
  if (!fields.has('tree') || !/^v[34]$/.test(fields.get('version') ?? '')) throw refuse('version')
  if (fields.has('average_output')) throw refuse('average_output')
  if (!text.includes('\nend of trees')) throw refuse('end of trees')
  const outputs = Number(fields.get('num_tree_per_iteration'))
  const count = Number(fields.get('max_feature_idx')) + 1
  if (!Number.isInteger(outputs) || outputs < 1 || !Number.isInteger(count) || count < 1)
    throw refuse('max_feature_idx')
  const objective = objectiveOf(fields.get('objective') ?? '')
  if ((objective === 'multiclass') !== outputs > 1) throw refuse('num_tree_per_iteration')
  const names = (fields.get('feature_names') ?? '').split(' ')
  const infos = (fields.get('feature_infos') ?? '').split(' ')
  if (names.length !== count) throw refuse('feature_names')
  const trees = blocks.map((block) => parseTree(block.split('\nend of trees')[0] ?? '', count))
  if (trees.length % outputs !== 0) throw refuse('num_tree_per_iteration')
  return {
    objective,
    outputs,
    columns: names.map((name, at) => ({ name, info: infos[at] ?? 'none' })),
    trees,
  }
}
