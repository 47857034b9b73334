import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { types, type Graph } from './graph'
import type { Binding, NativeBackend } from './native'
import type { Numbers } from './model'
import { Untraceable } from './trace'

export interface Feed {
  name: string
  shape: readonly number[]
  values: Numbers
}

/** A graph that TensorFlow has loaded, with variables of its own that live as long as it. */
export interface Session {
  /** Runs what the named outputs need and gives their values in that order. */
  run(feeds: readonly Feed[], outputs: readonly string[]): Numbers[]
  dispose(): void
}

/** Loaded graphs that nobody uses, by the sum of their bytes, oldest first. */
const idle = new Map<string, number>()
/** Sessions kept for the next run of the same net: each holds weights and what TensorFlow made of its graph. */
const mostIdle = 2

/**
 * Loads a graph through the one way tfjs-node has: a SavedModel in a folder, which is gone again afterwards. A graph
 * that was used before and is still at hand is taken instead: TensorFlow has then optimised it already. Its variables
 * hold what they held; whoever asked fills them.
 * @throws Untraceable where TensorFlow refuses the graph
 */
export function load({ binding }: NativeBackend, graph: Graph): Session {
  const bytes = graph.savedModel()
  const sum = createHash('sha256').update(bytes).digest('hex')
  const id = idle.get(sum) ?? loadBytes(binding, bytes)
  idle.delete(sum)
  return {
    run(feeds, outputs) {
      const inputs = feeds.map(({ shape, values }) => {
        const type = values instanceof Int32Array ? types.int32 : types.float32
        return binding.createTensor(shape, type, values)
      })
      try {
        const names = feeds.map(({ name }) => `${name}:0`).join(',')
        const made = binding.runSavedModel(id, inputs, names, outputs.map((name) => `${name}:0`).join(','))
        return made.map((output) => {
          const values = binding.tensorDataSync(output.id) as Numbers
          binding.deleteTensor(output.id)
          return values
        })
      } finally {
        for (const input of inputs) binding.deleteTensor(input)
      }
    },
    dispose() {
      if (idle.has(sum)) {
        binding.deleteSavedModel(id)
        return
      }
      idle.set(sum, id)
      const [oldest] = idle
      if (idle.size <= mostIdle || oldest === undefined) return
      idle.delete(oldest[0])
      binding.deleteSavedModel(oldest[1])
    },
  }
}

function loadBytes(binding: Binding, bytes: Uint8Array): number {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-graph-'))
  try {
    writeFileSync(join(folder, 'saved_model.pb'), bytes)
    return binding.loadSavedModel(folder, 'serve')
  } catch (error) {
    throw new Untraceable(`TensorFlow does not take the recording: ${String(error)}`, { cause: error })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
