import type { Bins } from './bins'
import { bits, type Tree } from './tree'

interface Chosen {
  gain: number
  column: number
  bin: number
  missingLeft: boolean
  /** 1 where a bin goes left. */
  table: Uint8Array
}

interface NodeFacts {
  output: number
  hessian: number
  rows: number
}

/** A tree under construction: bins become thresholds and sets that raw values can be held against. */
export interface TreeBuilder {
  /** Leaf `at` becomes a node whose left child keeps its number; the right one gets the next free number. */
  split(at: number, chosen: Chosen, facts: NodeFacts): void
  finish(leaves: readonly NodeFacts[], learningRate: number): Tree
}

export function startTree(bins: readonly Bins[], mostLeaves: number): TreeBuilder {
  const nodes = Math.max(0, mostLeaves - 1)
  const column = new Int32Array(nodes)
  const threshold = new Float64Array(nodes)
  const decision = new Uint8Array(nodes)
  const left = new Int32Array(nodes)
  const right = new Int32Array(nodes)
  const gain = new Float64Array(nodes)
  const nodeValue = new Float64Array(nodes)
  const nodeWeight = new Float64Array(nodes)
  const nodeRows = new Int32Array(nodes)
  const sets: number[] = []
  const starts = [0]
  /** Which side of which node each leaf hangs on. */
  const parents: { node: number; isLeft: boolean }[] = [{ node: -1, isLeft: true }]

  const addSet = (codes: Int32Array, table: Uint8Array): number => {
    const chosen = [...codes].filter((_, at) => table[at + 1] === 1)
    const words = new Uint32Array(Math.floor(Math.max(...chosen) / 32) + 1)
    for (const code of chosen) words[code >> 5] = ((words[code >> 5] ?? 0) | (1 << (code & 31))) >>> 0
    sets.push(...words)
    starts.push(sets.length)
    return starts.length - 2
  }

  return {
    split(at, chosen, facts) {
      const node = parents.length - 1
      const bin = bins[chosen.column]
      if (!bin) throw new Error('a split names no column')
      column[node] = chosen.column
      gain[node] = chosen.gain
      if (bin.kind === 'category') {
        threshold[node] = addSet(bin.codes, chosen.table)
        decision[node] = bits.category | bits.nanMissing
      } else {
        // Behind the last bound only missing values are left to part from the rest.
        threshold[node] = bin.bounds[chosen.bin] ?? 1e300
        const missing = bin.missing ? bits.nanMissing : 0
        decision[node] = missing | (chosen.missingLeft ? bits.missingLeft : 0)
      }
      nodeValue[node] = facts.output
      nodeWeight[node] = facts.hessian
      nodeRows[node] = facts.rows
      const parent = parents[at]
      if (parent && parent.node >= 0) (parent.isLeft ? left : right)[parent.node] = node
      left[node] = -at - 1
      right[node] = -parents.length - 1
      parents[at] = { node, isLeft: true }
      parents.push({ node, isLeft: false })
    },
    finish(leaves, learningRate) {
      const count = parents.length - 1
      return {
        leaves: leaves.length,
        column: column.slice(0, count),
        threshold: threshold.slice(0, count),
        decision: decision.slice(0, count),
        left: left.slice(0, count),
        right: right.slice(0, count),
        gain: gain.slice(0, count),
        nodeValue: nodeValue.slice(0, count).map((value) => value * learningRate),
        nodeWeight: nodeWeight.slice(0, count),
        nodeRows: nodeRows.slice(0, count),
        leafValue: Float64Array.from(leaves, ({ output }) => output * learningRate),
        leafWeight: Float64Array.from(leaves, ({ hessian }) => hessian),
        leafRows: Int32Array.from(leaves, ({ rows }) => rows),
        sets: Uint32Array.from(sets),
        starts: Int32Array.from(starts),
        shrinkage: learningRate,
      }
    },
  }
}
