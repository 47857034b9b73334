import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import type * as tfjs from '@tensorflow/tfjs'

/** TensorFlow.js's own interface, whichever library computes behind it. */
export type TensorFlowApi = typeof tfjs

/** What nets train on, fastest first: a graphics card, TensorFlow's C library on the processor, plain JavaScript. */
export type Rung = 'cuda' | 'tensorflow-cpu' | 'javascript'

export interface LoadedTensorFlow {
  tf: TensorFlowApi
  rung: Rung
  /** A product's name, the same in every language. */
  name: 'TensorFlow' | 'TensorFlow.js'
  /** The version of what computes: the C library's, or TensorFlow.js's own. */
  version: string
  /** Why it is plain JavaScript, for a log or a tooltip. Absent where TensorFlow runs. */
  reason?: string
}

export interface LoadOptions {
  /** Threads within one operation; by default one a core. Counts only at the first load in a process. */
  threads?: number
  /** The file whose node_modules are searched; by default this one. */
  from?: string
}

/** Only the part of tfjs-node's backend that tells what it computes on. */
interface NativeBackend {
  isUsingGpuDevice: boolean
  binding: { TF_Version: string }
}

/** Where tfjs-node keeps its native half, inside its package. */
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

function loadNative(require: NodeJS.Require, threads: number): LoadedTensorFlow {
  // Asked first because requiring tfjs-node without its binding leaves kernels of a missing backend registered.
  const binding = join(dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json')), bindingPath)
  if (!existsSync(binding)) throw new Error(`${bindingPath} of @tensorflow/tfjs-node-gpu is missing`)
  // Read once, when the C library starts. 2: errors only; TensorFlow greets every process at lower levels.
  setDefault('TF_CPP_MIN_LOG_LEVEL', '2')
  setDefault('TF_NUM_INTRAOP_THREADS', String(threads))
  // Nets here are chains of operations: a second pool only competes with the first.
  setDefault('TF_NUM_INTEROP_THREADS', '1')
  restoreUtilFunctions(require)
  const tf = require('@tensorflow/tfjs-node-gpu') as TensorFlowApi
  const backend = tf.backend() as unknown as NativeBackend
  return {
    tf,
    rung: backend.isUsingGpuDevice ? 'cuda' : 'tensorflow-cpu',
    name: 'TensorFlow',
    version: backend.binding.TF_Version,
  }
}

async function loadPlain(require: NodeJS.Require, reason: string): Promise<LoadedTensorFlow> {
  const tf = require('@tensorflow/tfjs') as TensorFlowApi
  // Its first operation otherwise prints an advertisement for the native library that was just found missing.
  tf.enableProdMode()
  await tf.setBackend('cpu')
  await tf.ready()
  return { tf, rung: 'javascript', name: 'TensorFlow.js', version: tf.version_core, reason }
}

/**
 * Loads the fastest TensorFlow this machine has into this process: for trainers only, it costs about a second and
 * 300 MB. Never fails for want of the native library: then it is TensorFlow.js in plain JavaScript, and `reason`
 * says why. PLUMBLINE_TENSORFLOW=off asks for that; PLUMBLINE_TENSORFLOW_REASON is what the launcher found out.
 */
export async function loadTensorFlow(options: LoadOptions = {}): Promise<LoadedTensorFlow> {
  const require = createRequire(options.from ?? import.meta.url)
  if (process.env['PLUMBLINE_TENSORFLOW'] === 'off') {
    return loadPlain(require, 'PLUMBLINE_TENSORFLOW=off')
  }
  try {
    return loadNative(require, options.threads ?? availableParallelism())
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    return loadPlain(require, process.env['PLUMBLINE_TENSORFLOW_REASON'] ?? found)
  }
}
