import { gradientsOf, type GradientArrays } from './gradient.ts'
import { instantiate, type Kernels } from './kernels.ts'
import { candidateBytes, candidateFloats, controlInts, type Layout } from './layout.ts'
import { clearRecord, searchColumn, type LeafSums, type Search, type SplitSettings } from './split.ts'
import type { Objective } from './types'

/** What every thread of a fit is given. */
export interface Shared {
  memory: WebAssembly.Memory
  module: WebAssembly.Module
  layout: Layout
  objective: Objective
  settings: SplitSettings
}

/** Places in the control block. The first four are how threads meet; see pool.ts. */
export const control = {
  turn: 0,
  waiting: 1,
  next: 2,
  failed: 3,
  phase: 4,
  tasks: 5,
  /** Arguments of the phase, from here on; sums of leaves are 64-bit floats from `sums` on. */
  args: 6,
  sums: 16,
} as const

export const phase = { stop: 0, gradients: 1, build: 2, part: 3 } as const

/** Rows of one task of the gradient phase; and of one call of a kernel, so that V8 soon swaps in its fast code. */
export const rowsPerTask = 16_384

/** One thread's view of the shared memory. */
export class Thread {
  readonly ints: Int32Array
  readonly kernels: Kernels
  private readonly floats: Float64Array
  private readonly bytes: Uint8Array
  private readonly arrays: GradientArrays

  constructor(private readonly shared: Shared) {
    const { memory, module, layout } = shared
    const { buffer } = memory
    const { rows, classes } = layout
    this.ints = new Int32Array(buffer, layout.control, controlInts)
    this.kernels = instantiate(module, memory, layout.groups.length)
    this.floats = new Float64Array(buffer)
    this.bytes = new Uint8Array(buffer)
    this.arrays = {
      rows,
      classes,
      labels: new Float64Array(buffer, layout.labels, rows),
      weights: new Float64Array(buffer, layout.weights, rows),
      scores: new Float64Array(buffer, layout.scores, rows * classes),
      gradients: new Float32Array(buffer, layout.gradients, 2 * rows * classes),
    }
  }

  /** Does tasks of the current phase until none is left. */
  work(): void {
    const { ints } = this
    const tasks = ints[control.tasks] as number
    const now = ints[control.phase] as number
    for (;;) {
      const task = Atomics.add(ints, control.next, 1)
      if (task >= tasks) return
      if (now === phase.gradients) this.gradients(task)
      else if (now === phase.build) this.build(task)
      else this.part(task)
    }
  }

  private gradients(task: number): void {
    const from = task * rowsPerTask
    gradientsOf[this.shared.objective](this.arrays, from, Math.min(this.arrays.rows, from + rowsPerTask))
  }

  /** One group of columns: its part of the smaller leaf's histogram, of its sibling's, and the best split of each. */
  private build(task: number): void {
    const { ints, bytes, kernels } = this
    const { layout } = this.shared
    const group = layout.groups[task]
    if (!group) throw new Error(`there is no group ${String(task)}`)
    const arg = (at: number): number => ints[control.args + at] as number
    const [slot, from, rows, sibling, klass] = [arg(0), arg(1), arg(2), arg(3), arg(4)]
    const first = layout.columns[group.first]?.offset ?? 0
    const last = layout.columns[group.first + group.width - 1]
    const size = (last ? last.offset + last.count * 16 : 0) - first
    const histogram = layout.histograms + slot * layout.histogramBytes
    bytes.fill(0, histogram + first, histogram + first + size)
    const gradients = layout.gradients + klass * layout.rows * 8
    for (let at = 0; at < rows; at += rowsPerTask) {
      const end = Math.min(rows, at + rowsPerTask)
      if (arg(5) === 1) {
        const bins = group.bins + at * group.width
        kernels.buildAll(task, bins, gradients + at * 8, gradients + end * 8, histogram)
      } else {
        const index = layout.index + from * 4
        kernels.build(task, index + at * 4, index + end * 4, group.bins, gradients, histogram)
      }
    }
    if (arg(6) === 1) this.search(task, 0, slot)
    if (sibling < 0) return
    const other = layout.histograms + sibling * layout.histogramBytes
    kernels.subtract(other + first, histogram + first, size)
    if (arg(7) === 1) this.search(task, 1, sibling)
  }

  /** The best split among one group's columns, into the record of this side. */
  private search(task: number, side: 0 | 1, slot: number): void {
    const { layout, settings } = this.shared
    const group = layout.groups[task]
    if (!group) return
    const recordAt = recordOf(layout, task, side)
    const sums = (layout.control + control.sums * 4) / 8 + side * 5
    const sum = (at: number): number => this.floats[sums + at] as number
    const leaf: LeafSums = { gradient: sum(0), hessian: sum(1), rows: sum(2), low: sum(3), high: sum(4) }
    const search: Search = {
      leaf,
      settings,
      histogram: this.floats,
      start: (layout.histograms + slot * layout.histogramBytes) / 8,
      record: this.floats,
      recordAt: recordAt / 8,
      table: this.bytes,
      tableAt: recordAt + candidateFloats * 8,
    }
    clearRecord(search)
    for (let column = group.first; column < group.first + group.width; column++) {
      const shape = layout.columns[column]
      if (shape && this.bytes[layout.used + column] === 1) searchColumn(search, column, shape)
    }
  }

  /** Parts one block of a leaf's rows; how many went left is left in the arguments. */
  private part(task: number): void {
    const { ints, kernels } = this
    const { layout } = this.shared
    const arg = (at: number): number => ints[control.args + at] as number
    const [from, rows, column, width, block] = [arg(0), arg(1), arg(2), arg(3), arg(4)]
    const at = layout.index + (from + task * block) * 4
    const end = Math.min(layout.index + (from + rows) * 4, at + block * 4)
    let left = at
    let right = layout.other + (from + task * block) * 4
    const other = right
    // In pieces for the same reason as above; what each piece keeps is moved up to the pieces before.
    for (let piece = at; piece < end; piece += rowsPerTask * 4) {
      const pieceEnd = Math.min(end, piece + rowsPerTask * 4)
      const kept = kernels.part(piece, pieceEnd, column, width, layout.table, right)
      if (left !== piece) this.bytes.copyWithin(left, piece, kept)
      right += pieceEnd - kept
      left += kept - piece
    }
    ints[control.sums + 24 + task] = (left - at) / 4
    if (right - other !== end - left) throw new Error('rows were lost while a leaf was parted')
  }
}

/** Where the record of one group and side lies. */
export function recordOf(layout: Layout, group: number, side: 0 | 1): number {
  return layout.candidates + (2 * group + side) * candidateBytes
}
