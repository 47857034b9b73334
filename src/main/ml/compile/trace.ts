import type { Tensor } from '@tensorflow/tfjs'
import type { TensorFlowApi } from '../tensorflow'
import { attributeValue, outputOf, typed, types, type Edge, type Nodes, type Value } from './graph'
import type { Attribute, Binding, NativeBackend } from './native'

/** Why a model cannot be recorded, in words for a log. */
export class Untraceable extends Error {}

export interface Recording {
  graph: Nodes
  /** Tensors that exist before, and the edges that stand for them: batch, weights, seed. */
  leaves: readonly (readonly [Tensor, Edge])[]
  /** What every constant waits for: inside a loop, the loop's turn. */
  waits: readonly Edge[]
}

/**
 * Runs `work` once, for real, and writes down every operation that reaches TensorFlow as a node of the graph. `work`
 * may ask for the edge of any tensor it made. Values made in JavaScript become constants; asking a tensor for its
 * values is what cannot be recorded.
 * @throws Untraceable
 */
export function trace<T>(
  tf: TensorFlowApi,
  backend: NativeBackend,
  { graph, leaves, waits }: Recording,
  work: (edgeOf: (tensor: Tensor) => Edge) => T,
): T {
  const edges = new Map<number, Edge>()
  const elementTypes = new Map<number, number>()
  const idOf = (tensor: Tensor): number => backend.getInputTensorIds([tensor])[0] as number
  for (const [tensor, edge] of leaves) {
    edges.set(idOf(tensor), edge)
    elementTypes.set(idOf(tensor), types[tensor.dtype as 'float32' | 'int32' | 'bool'])
  }

  const real = backend.binding
  const constants = new Map<string, Edge>()
  const constant = (type: number, shape: readonly number[], values: ArrayBufferView): Edge => {
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
    const key = `${String(type)} ${shape.join('×')} ${bytes.toString('latin1')}`
    const known = constants.get(key)
    if (known !== undefined) return known
    const made = graph.constant(type, shape, values, waits)
    constants.set(key, made)
    return made
  }
  const edgeOfId = (id: number): Edge => {
    const known = edges.get(id)
    if (known !== undefined) return known
    throw new Untraceable(`an operation uses a tensor that was made before`)
  }
  const deleted: number[] = []
  const recorder: Binding = {
    ...copied(real),
    createTensor(shape, type, values) {
      const id = real.createTensor(shape, type, values)
      edges.set(id, constant(type, shape, contentOf(type, values)))
      elementTypes.set(id, type)
      return id
    },
    executeOp(name: string, attributes: readonly Attribute[], inputs: readonly number[], outputs: number) {
      const made = real.executeOp(name, attributes, inputs, outputs)
      const values = attributes.map((attribute): [string, Value] => [
        attribute.name,
        attributeValue(real, attribute),
      ])
      // The one operation that tfjs-node leaves TensorFlow to guess the type of.
      if (name === 'ExpandDims') values.push(['T', typed(elementTypes.get(inputs[0] as number) as number)])
      const node = graph.node(name, inputs.map(edgeOfId), Object.fromEntries(values))
      made.forEach(({ id, dtype }, i) => {
        edges.set(id, outputOf(node, i))
        elementTypes.set(id, dtype)
      })
      return made
    },
    tensorDataSync() {
      throw new Untraceable('the model reads the values of a tensor')
    },
    // Ids of deleted tensors come back: they are only let go when the recording ends.
    deleteTensor(id) {
      deleted.push(id)
    },
  }
  backend.binding = recorder
  try {
    return tf.tidy(() => work((tensor) => edgeOfId(idOf(tensor))) as never)
  } finally {
    backend.binding = real
    for (const id of deleted) real.deleteTensor(id)
  }
}

/** The binding's own properties are not writable, so a changed copy is made of it. */
export function copied(binding: Binding): Binding {
  return Object.fromEntries(
    Reflect.ownKeys(binding).map((key) => [key, Reflect.get(binding, key)]),
  ) as Binding
}

/** tfjs hands booleans as Uint8Array and numbers as typed or plain arrays. */
function contentOf(type: number, values: ArrayBufferView | readonly number[]): ArrayBufferView {
  if (ArrayBuffer.isView(values)) return values
  if (type === types.int32) return Int32Array.from(values)
  return type === types.bool ? Uint8Array.from(values) : Float32Array.from(values)
}
