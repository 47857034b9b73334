import type { Tensor } from '@tensorflow/tfjs'
import type { TensorFlowApi } from '../tensorflow'
import { sizeOf, type Model, type Numbers } from './model'

export function asTensor(tf: TensorFlowApi, values: Numbers, shape: readonly number[]): Tensor {
  return tf.tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32')
}

/** Rows `from … to` of each input as one tensor an input. */
export function inputTensors(
  tf: TensorFlowApi,
  model: Model,
  inputs: readonly Numbers[],
  from: number,
  to: number,
): Tensor[] {
  return model.inputs.map(({ shape }, i) => {
    const width = sizeOf(shape)
    return asTensor(tf, (inputs[i] as Numbers).subarray(from * width, to * width), [to - from, ...shape])
  })
}
