import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { loadCudaLibraries, nameCard } from './cuda'
import { RungUnavailable, type LoadedTensorFlow, type TensorFlowApi } from './types'

/** Only the part of tfjs-node's backend that tells what it computes on. */
interface NativeBackend {
  isUsingGpuDevice: boolean
  binding: { TF_Version: string }
}

export interface NativeOptions {
  require: NodeJS.Require
  rung: 'cuda' | 'tensorflow-cpu'
  /** Folder of an installed runtime; by default what stands inside tfjs-node's own package. */
  runtime: string | undefined
  threads: number
}

/** Where a runtime keeps the native half of tfjs-node: the same place as in its package. */
const bindingPath = join('lib', 'napi-v8', 'tfjs_binding.node')

/** tfjs-node 4.22 calls two functions of node:util that Node 23 and 24 dropped or deprecated. */
function restoreUtilFunctions(require: NodeJS.Require): void {
  const util = require('node:util') as object
  const define = (name: string, value: (x: unknown) => boolean): void => {
    Object.defineProperty(util, name, { value, configurable: true, writable: true })
  }
  define('isNullOrUndefined', (x) => x === null || x === undefined)
  define('isArray', Array.isArray)
}

function setDefault(name: string, value: string): void {
  process.env[name] ??= value
}

/**
 * TensorFlow's C library through tfjs-node, in this process.
 * @throws RungUnavailable where the library, the card or one of its libraries is missing
 */
export function loadNative({ require, rung, runtime, threads }: NativeOptions): LoadedTensorFlow {
  if (rung === 'cuda') loadCudaLibraries(runtime)
  const home = dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'))
  const binding = join(runtime ?? home, bindingPath)
  // Asked first because requiring tfjs-node without its binding leaves kernels of a missing backend registered.
  if (!existsSync(binding)) {
    const detail = process.env['PLUMBLINE_TENSORFLOW_REASON'] ?? `${bindingPath} is missing`
    throw new RungUnavailable('runtime-missing', { detail })
  }
  // Read once, when the C library starts, so it must be said before it is loaded.
  if (rung !== 'cuda') process.env['CUDA_VISIBLE_DEVICES'] = '-1'
  // 2: errors only; TensorFlow greets every process at lower levels.
  setDefault('TF_CPP_MIN_LOG_LEVEL', '2')
  setDefault('TF_NUM_INTRAOP_THREADS', String(threads))
  // Nets here are chains of operations: a second pool only competes with the first.
  setDefault('TF_NUM_INTEROP_THREADS', '1')
  // Otherwise the first process takes the whole card, and the next finds nothing left.
  setDefault('TF_FORCE_GPU_ALLOW_GROWTH', 'true')
  restoreUtilFunctions(require)
  if (runtime !== undefined) lookFor(binding, createRequire(join(home, 'package.json')))
  const tf = require('@tensorflow/tfjs-node-gpu') as TensorFlowApi
  const backend = tf.backend() as unknown as NativeBackend
  if (rung === 'cuda' && !backend.isUsingGpuDevice) throw new RungUnavailable('card-missing')
  return {
    tf,
    rung,
    name: 'TensorFlow',
    version: backend.binding.TF_Version,
    device: rung === 'cuda' ? nameCard() : nameProcessor(),
  }
}

/** tfjs-node asks this package for its binding's path. Its functions are getters, so it is replaced as a whole. */
function lookFor(binding: string, require: NodeJS.Require): void {
  const at = require.resolve('@mapbox/node-pre-gyp')
  const finder = require(at) as object
  const loaded = require.cache[at]
  if (loaded === undefined) throw new Error('@mapbox/node-pre-gyp cannot be replaced')
  loaded.exports = { ...finder, find: () => binding }
}

export const nameProcessor = (): string => cpus()[0]?.model.trim() ?? process.arch
