import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { types, type Graph } from './graph'
import type { NativeBackend } from './native'
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

/** Loads a graph through the one way tfjs-node has: a SavedModel in a folder, which is gone again afterwards. */
export function load({ binding }: NativeBackend, graph: Graph): Session {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-graph-'))
  let id: number
  try {
    writeFileSync(join(folder, 'saved_model.pb'), graph.savedModel())
    id = binding.loadSavedModel(folder, 'serve')
  } catch (error) {
    throw new Untraceable(`TensorFlow does not take the recording: ${String(error)}`, { cause: error })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
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
    dispose: () => {
      binding.deleteSavedModel(id)
    },
  }
}
