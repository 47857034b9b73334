import type { Tensor } from '@tensorflow/tfjs'
import type { TensorFlowApi } from '../tensorflow'
import { sizeOf, type Numbers } from './model'

export function asTensor(tf: TensorFlowApi, values: Numbers, shape: readonly number[]): Tensor {
  return tf.tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32')
}

/** Rows `from … to` of each input, of the given shape a row, as one tensor an input. */
export function inputTensors(
  tf: TensorFlowApi,
  shapes: readonly (readonly number[])[],
  inputs: readonly Numbers[],
  from: number,
  to: number,
): Tensor[] {
  return shapes.map((shape, i) => {
    const width = sizeOf(shape)
    return asTensor(tf, (inputs[i] as Numbers).subarray(from * width, to * width), [to - from, ...shape])
  })
}
