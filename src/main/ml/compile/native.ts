import type { Tensor } from '@tensorflow/tfjs'
import type { TensorFlowApi } from '../tensorflow'

/** One attribute of a TensorFlow operation as tfjs-node's binding takes it. */
export interface Attribute {
  name: string
  type: number
  value: boolean | number | string | readonly number[]
}

/** What an operation left behind: the binding's handle of one output. */
export interface Output {
  id: number
  shape: number[]
  dtype: number
}

/** tfjs-node's door to TensorFlow's C library, as far as it is used here. */
export interface Binding {
  createTensor(shape: readonly number[], dtype: number, values: ArrayBufferView): number
  deleteTensor(id: number): void
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array
  executeOp(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: number,
  ): Output[]
  loadSavedModel(folder: string, tags: string): number
  deleteSavedModel(id: number): void
  runSavedModel(id: number, inputs: readonly number[], inputNames: string, outputNames: string): Output[]
  readonly TF_FLOAT: number
  readonly TF_INT32: number
  readonly TF_BOOL: number
  readonly TF_ATTR_STRING: number
  readonly TF_ATTR_INT: number
  readonly TF_ATTR_FLOAT: number
  readonly TF_ATTR_BOOL: number
  readonly TF_ATTR_TYPE: number
  readonly TF_ATTR_SHAPE: number
}

/** tfjs-node's backend, as far as it is used here. */
export interface NativeBackend {
  binding: Binding
  executeSingleOutput(name: string, attributes: readonly Attribute[], inputs: readonly Tensor[]): Tensor
  executeMultipleOutputs(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[]
  getInputTensorIds(tensors: readonly Tensor[]): number[]
}

/** The backend that runs any TensorFlow operation by name; null where another backend computes. */
export function nativeBackend(tf: TensorFlowApi): NativeBackend | null {
  return tf.getBackend() === 'tensorflow' ? (tf.backend() as unknown as NativeBackend) : null
}

/** The attribute that names an element type. */
export function typeAttribute(backend: NativeBackend, name: string, type: 'float32' | 'int32'): Attribute {
  const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = backend.binding
  return { name, type: TF_ATTR_TYPE, value: type === 'float32' ? TF_FLOAT : TF_INT32 }
}
