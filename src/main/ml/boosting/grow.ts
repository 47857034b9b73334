import type { Bins } from './bins'
import { candidateFloats, type Layout } from './layout'
import { control, phase, recordOf } from './phases'
import type { Pool } from './pool'
import { outputOf, place, type LeafSums } from './split'
import { startTree, type TreeBuilder } from './tree-builder'
import type { Tree } from './tree'
import type { BoostingSettings } from './types'

/** What growing needs, for all trees of a fit. */
export interface Field {
  layout: Layout
  bins: readonly Bins[]
  settings: BoostingSettings
  pool: Pool
  /** Views of the shared memory. */
  floats: Float64Array
  bytes: Uint8Array
  index: Int32Array
  other: Int32Array
  gradients: Float32Array
}

interface Candidate {
  gain: number
  column: number
  bin: number
  missingLeft: boolean
  leftGradient: number
  leftHessian: number
  leftOutput: number
  rightOutput: number
  table: Uint8Array
}

interface Leaf extends LeafSums {
  /** Its rows are index[from … from + rows). */
  from: number
  /** Its histogram. */
  slot: number
  depth: number
  output: number
  best: Candidate | null
}

/** Leaves of fewer rows than this are parted by one thread. */
const worthSharing = 32_768

/** The better of the groups' best splits of one side; equal gains go to the first column. */
function collect({ layout, floats, bytes }: Field, side: 0 | 1): Candidate | null {
  let best = -1
  let gain = 0
  layout.groups.forEach((_, group) => {
    const own = floats[recordOf(layout, group, side) / 8 + place.gain] ?? 0
    if (own > gain) [best, gain] = [group, own]
  })
  if (best < 0) return null
  const record = recordOf(layout, best, side)
  const number = (at: number): number => floats[record / 8 + at] ?? 0
  const table = record + candidateFloats * 8
  return {
    gain,
    column: number(place.column),
    bin: number(place.bin),
    missingLeft: number(place.missingLeft) === 1,
    leftGradient: number(place.leftGradient),
    leftHessian: number(place.leftHessian),
    leftOutput: number(place.leftOutput),
    rightOutput: number(place.rightOutput),
    table: bytes.slice(table, table + 256),
  }
}

function mayGrow({ settings }: Field, leaf: Leaf): boolean {
  return (
    (settings.maxDepth === 0 || leaf.depth < settings.maxDepth) &&
    leaf.rows >= 2 * settings.minDataInLeaf &&
    leaf.hessian >= 2 * settings.minHessianInLeaf
  )
}

/** Builds a leaf's histogram and, from its parent's, its sibling's; then finds the best split of each. */
function build(field: Field, klass: number, small: Leaf, large: Leaf | null, whole: boolean): void {
  const { layout, pool, floats } = field
  const search = mayGrow(field, small)
  const searchSibling = large !== null && mayGrow(field, large)
  if (!search && !searchSibling) return
  const { ints } = pool
  const sums = (layout.control + control.sums * 4) / 8
  for (const [side, leaf] of [small, large].entries()) {
    if (leaf) floats.set([leaf.gradient, leaf.hessian, leaf.rows, leaf.low, leaf.high], sums + side * 5)
  }
  ints.set(
    [small.slot, small.from, small.rows, large?.slot ?? -1, klass, +whole, +search, +searchSibling],
    control.args,
  )
  pool.run(phase.build, layout.groups.length)
  if (search) small.best = collect(field, 0)
  if (large && searchSibling) large.best = collect(field, 1)
}

/** Parts a leaf's rows in place, left ones first, each side in its old order. @returns how many went left */
function part(field: Field, leaf: Leaf, candidate: Candidate): number {
  const { layout, pool, bytes, index, other } = field
  bytes.set(candidate.table, layout.table)
  const group = layout.groups.findLast(({ first }) => first <= candidate.column)
  if (!group) throw new Error('a split names no column')
  const blocks = leaf.rows < worthSharing ? 1 : Math.min(16, pool.threads)
  const block = Math.ceil(leaf.rows / blocks)
  const { ints } = pool
  ints.set(
    [leaf.from, leaf.rows, group.bins + candidate.column - group.first, group.width, block],
    control.args,
  )
  pool.run(phase.part, blocks)
  const kept = Array.from({ length: blocks }, (_, task) => ints[control.sums + 24 + task] ?? 0)
  let left = leaf.from
  kept.forEach((count, task) => {
    const from = leaf.from + task * block
    if (from !== left) index.copyWithin(left, from, from + count)
    left += count
  })
  let right = left
  kept.forEach((count, task) => {
    const from = leaf.from + task * block
    const moved = Math.min(block, leaf.from + leaf.rows - from) - count
    index.set(other.subarray(from, from + moved), right)
    right += moved
  })
  return left - leaf.from
}

/** Bounds of both children: a split on a monotone column puts the middle of their outputs between them. */
function bound(monotone: number, leaf: Leaf, { leftOutput, rightOutput }: Candidate) {
  const middle = (leftOutput + rightOutput) / 2
  const { low, high } = leaf
  return {
    left: { low: monotone < 0 ? middle : low, high: monotone > 0 ? middle : high },
    right: { low: monotone > 0 ? middle : low, high: monotone < 0 ? middle : high },
  }
}

/** Carries out a leaf's best split. @returns the right child, or null where all rows fell on one side */
function split(field: Field, klass: number, leaves: Leaf[], at: number, tree: TreeBuilder): void {
  const leaf = leaves[at]
  const candidate = leaf?.best
  if (!leaf || !candidate) return
  leaf.best = null
  const count = part(field, leaf, candidate)
  if (count === 0 || count === leaf.rows) return
  const { layout } = field
  const bounds = bound(layout.columns[candidate.column]?.monotone ?? 0, leaf, candidate)
  tree.split(at, candidate, { output: leaf.output, hessian: leaf.hessian, rows: leaf.rows })
  const slot = leaves.length
  const isLeftSmaller = count * 2 <= leaf.rows
  const depth = leaf.depth + 1
  const left: Leaf = {
    gradient: candidate.leftGradient,
    hessian: candidate.leftHessian,
    rows: count,
    from: leaf.from,
    slot: isLeftSmaller ? slot : leaf.slot,
    depth,
    output: candidate.leftOutput,
    best: null,
    ...bounds.left,
  }
  const right: Leaf = {
    gradient: leaf.gradient - candidate.leftGradient,
    hessian: leaf.hessian - candidate.leftHessian,
    rows: leaf.rows - count,
    from: leaf.from + count,
    slot: isLeftSmaller ? leaf.slot : slot,
    depth,
    output: candidate.rightOutput,
    best: null,
    ...bounds.right,
  }
  leaves[at] = left
  leaves.push(right)
  if (leaves.length === field.settings.leaves) return
  if (isLeftSmaller) build(field, klass, left, right, false)
  else build(field, klass, right, left, false)
}

/** A grown tree, and where each leaf's rows lie in the index. */
export interface Grown {
  tree: Tree
  spans: { from: number; rows: number; value: number }[]
}

/**
 * Grows one tree leaf by leaf, always the one whose split gains most (Shi 2007; LightGBM, Ke et al. 2017), on the rows
 * index[0 … rows).
 * @param klass whose gradients it fits
 */
export function grow(field: Field, klass: number, rows: number): Grown {
  const { layout, settings, gradients, index, bins } = field
  let gradient = 0
  let hessian = 0
  const offset = klass * layout.rows
  for (let at = 0; at < rows; at++) {
    const row = 2 * (offset + (index[at] ?? 0))
    gradient += gradients[row] ?? 0
    hessian += gradients[row + 1] ?? 0
  }
  const { l1, l2, learningRate } = settings
  const output = outputOf(gradient, hessian, l1, l2, -Infinity, Infinity)
  const root: Leaf = {
    gradient,
    hessian,
    rows,
    low: -Infinity,
    high: Infinity,
    from: 0,
    slot: 0,
    depth: 0,
    output,
    best: null,
  }
  const leaves = [root]
  const tree = startTree(bins, settings.leaves)
  if (settings.leaves > 1) build(field, klass, root, null, rows === layout.rows)
  while (leaves.length < settings.leaves) {
    let at = -1
    for (const [leaf, { best }] of leaves.entries()) {
      if (best && best.gain > (leaves[at]?.best?.gain ?? 0)) at = leaf
    }
    if (at < 0) break
    split(field, klass, leaves, at, tree)
  }
  const finished = tree.finish(leaves, learningRate)
  return {
    tree: finished,
    spans: leaves.map((leaf, at) => ({
      from: leaf.from,
      rows: leaf.rows,
      value: finished.leafValue[at] ?? 0,
    })),
  }
}
