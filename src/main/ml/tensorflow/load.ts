import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { deviceVariables, rungs, type Rung } from '#shared/device'
import { loadNative, nameProcessor } from './native'
import { RungUnavailable, type LoadedTensorFlow, type TensorFlowApi } from './types'
import { loadWebGpu } from './webgpu'

interface LoadOptions {
  /** Threads within one operation; by default one a core. Counts only at the first load in a process. */
  threads?: number
  /** The file whose node_modules are searched; by default this one. */
  from?: string
}

async function loadPlain(require: NodeJS.Require): Promise<LoadedTensorFlow> {
  const tf = require('@tensorflow/tfjs') as TensorFlowApi
  // Its first operation otherwise prints an advertisement for the native library.
  tf.enableProdMode()
  await tf.setBackend('cpu')
  await tf.ready()
  return {
    tf,
    rung: 'javascript',
    name: 'TensorFlow.js',
    version: tf.version_core,
    device: nameProcessor(),
  }
}

/**
 * Loads one rung into this process, or says why it cannot be. A process loads one: libraries read their settings once.
 * @throws RungUnavailable
 */
export async function loadRung(rung: Rung, options: LoadOptions = {}): Promise<LoadedTensorFlow> {
  const require = createRequire(options.from ?? import.meta.url)
  switch (rung) {
    case 'cuda':
    case 'tensorflow-cpu':
      return loadNative({
        require,
        rung,
        runtime: process.env[deviceVariables.runtime],
        threads: options.threads ?? availableParallelism(),
      })
    case 'webgpu':
      return loadWebGpu(require)
    case 'javascript':
      return loadPlain(require)
  }
}

/** The rung that the environment names; TensorFlow on the processor where nobody measured anything. */
function wantedRung(): Rung {
  if (process.env['PLUMBLINE_TENSORFLOW'] === 'off') return 'javascript'
  return rungs.find((rung) => rung === process.env[deviceVariables.rung]) ?? 'tensorflow-cpu'
}

/**
 * Loads the rung that was chosen for this process, and where that fails TensorFlow on the processor, else plain
 * JavaScript: nets always train. `reason` says why it is not the chosen one. PLUMBLINE_TENSORFLOW=off asks for plain
 * JavaScript; PLUMBLINE_TENSORFLOW_REASON is what the launcher found out about a missing library.
 */
export async function loadTensorFlow(options: LoadOptions = {}): Promise<LoadedTensorFlow> {
  const wanted = wantedRung()
  const reasons: string[] = []
  for (const rung of new Set<Rung>([wanted, 'tensorflow-cpu'])) {
    if (wanted === 'javascript') break
    try {
      const loaded = await loadRung(rung, options)
      return reasons.length === 0 ? loaded : { ...loaded, reason: reasons.join('; ') }
    } catch (error) {
      // Whatever keeps a library from loading, the next rung is tried and the reason told.
      const found = error instanceof RungUnavailable ? error.params['detail'] : undefined
      reasons.push(String(found ?? (error instanceof Error ? error.message : error)))
    }
  }
  const plain = await loadPlain(createRequire(options.from ?? import.meta.url))
  if (process.env['PLUMBLINE_TENSORFLOW'] === 'off') reasons.push('PLUMBLINE_TENSORFLOW=off')
  return reasons.length === 0 ? plain : { ...plain, reason: reasons.join('; ') }
}
