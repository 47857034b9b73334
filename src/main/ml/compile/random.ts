import type { Tensor, Tensor1D } from '@tensorflow/tfjs'
import type { TensorFlowApi } from '../tensorflow'
import { sizeOf } from './model'
import { nativeBackend, typeAttribute } from './native'

/** Odd and far from any pattern (2³² divided by the golden ratio): parts the calls of one step from each other. */
const golden = 0x9e3779b9

/**
 * Uniform numbers in [0, 1) that depend on nothing but the run's seed, the step and the call within it. In
 * TensorFlow by its stateless generator (Philox), which the compiled step repeats with the numbers fed to it.
 */
export function statelessUniform(
  tf: TensorFlowApi,
  seedAndStep: Tensor1D,
  call: number,
  shape: readonly number[],
): Tensor {
  const backend = nativeBackend(tf)
  if (backend === null) return hashedUniform(tf, seedAndStep, call, shape)
  const seed = seedAndStep.add(tf.tensor1d([Math.imul(call + 1, golden), 0], 'int32'))
  const attributes = [
    typeAttribute(backend, 'dtype', 'float32'),
    typeAttribute(backend, 'T', 'int32'),
    typeAttribute(backend, 'Tseed', 'int32'),
  ]
  return backend.executeSingleOutput('StatelessRandomUniform', attributes, [
    tf.tensor1d([...shape], 'int32'),
    seed,
  ])
}

/** The same promise in plain JavaScript: each number is a hash (murmur3's finalizer) of where it stands. */
function hashedUniform(
  tf: TensorFlowApi,
  seedAndStep: Tensor1D,
  call: number,
  shape: readonly number[],
): Tensor {
  const [seed = 0, step = 0] = seedAndStep.dataSync()
  const base = mix(mix(mix(seed) ^ step) ^ call)
  const values = new Float32Array(sizeOf(shape))
  for (let i = 0; i < values.length; i++) values[i] = (mix(base ^ Math.imul(i + 1, golden)) >>> 8) / 2 ** 24
  return tf.tensor(values, [...shape], 'float32')
}

function mix(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
