import type { Tensor } from '@tensorflow/tfjs'
import type { TensorFlowApi } from '../tensorflow'
import { sizeOf, type Numbers } from './model'

export function asTensor(tf: TensorFlowApi, values: Numbers, shape: readonly number[]): Tensor {
  return tf.tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32')
}

/** The numbers of a tensor, which is disposed of. */
export async function numbersOf(tensor: Tensor): Promise<Float32Array> {
  try {
    return new Float32Array(await tensor.data())
  } finally {
    tensor.dispose()
  }
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
