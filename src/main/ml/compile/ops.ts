import type { Tensor, Tensor1D } from '@tensorflow/tfjs'
import type { TensorFlowApi } from '../tensorflow'
import { nativeBackend, type Attribute, type NativeBackend } from './native'

/*
 * Building blocks with their gradients, each one TensorFlow operation forward and one or two back. TensorFlow.js has
 * the same blocks, but reads every index of a gather back into JavaScript, writes a ReLU's gradient as six operations,
 * and multiplies matrices through a batched product that TensorFlow cannot join with bias and activation. Where
 * another backend computes, they are TensorFlow.js's own.
 */

type Save = (tensors: Tensor[]) => void

/** An operation whose gradient is given: `work` gets the inputs and a way to keep tensors for `gradFunc`. */
function withGradient(
  tf: TensorFlowApi,
  inputs: readonly Tensor[],
  work: (save: Save) => { value: Tensor; gradFunc: (dy: Tensor, saved: Tensor[]) => Tensor[] },
): Tensor {
  return tf.customGrad((...given: unknown[]) => work(given.at(-1) as Save))(...inputs)
}

/** Attributes by name: a type for a string, else what the value's own type says. */
function attributesOf(
  { binding }: NativeBackend,
  values: Readonly<
    Record<string, 'float32' | 'int32' | boolean | number | readonly number[] | { text: string }>
  >,
): Attribute[] {
  return Object.entries(values).map(([name, value]): Attribute => {
    if (value === 'float32') return { name, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }
    if (value === 'int32') return { name, type: binding.TF_ATTR_TYPE, value: binding.TF_INT32 }
    if (typeof value === 'boolean') return { name, type: binding.TF_ATTR_BOOL, value }
    if (typeof value === 'object' && 'text' in value) {
      return { name, type: binding.TF_ATTR_STRING, value: value.text }
    }
    return { name, type: binding.TF_ATTR_INT, value }
  })
}

type NativeOp = (name: string, attributes: Parameters<typeof attributesOf>[1], inputs: Tensor[]) => Tensor

/** TensorFlow's operations by name; null where another backend computes. */
function nativeOp(tf: TensorFlowApi): NativeOp | null {
  const backend = nativeBackend(tf)
  if (backend === null) return null
  return (name, attributes, inputs) =>
    backend.executeSingleOutput(name, attributesOf(backend, attributes), inputs)
}

const float = { T: 'float32' } as const

/** Matrix product of two matrices, each transposed if asked. */
export function product(
  tf: TensorFlowApi,
  a: Tensor,
  b: Tensor,
  transposeA = false,
  transposeB = false,
): Tensor {
  const op = nativeOp(tf)
  if (op === null) return tf.matMul(a, b, transposeA, transposeB)
  const multiply = (x: Tensor, y: Tensor, tx: boolean, ty: boolean): Tensor =>
    op('MatMul', { ...float, transpose_a: tx, transpose_b: ty }, [x, y])
  return withGradient(tf, [a, b], (save) => {
    save([a, b])
    return {
      value: multiply(a, b, transposeA, transposeB),
      gradFunc(dy, saved) {
        const [x, y] = saved as [Tensor, Tensor]
        return [
          transposeA ? multiply(y, dy, transposeB, true) : multiply(dy, y, false, !transposeB),
          transposeB ? multiply(dy, x, true, transposeA) : multiply(x, dy, !transposeA, false),
        ]
      },
    }
  })
}

/** Adds a vector along the last dimension. */
export function addBias(tf: TensorFlowApi, x: Tensor, bias: Tensor): Tensor {
  const op = nativeOp(tf)
  if (op === null) return x.add(bias)
  const format = { data_format: { text: 'NHWC' } }
  return withGradient(tf, [x, bias], () => ({
    value: op('BiasAdd', { ...float, ...format }, [x, bias]),
    gradFunc: (dy) => [dy, op('BiasAddGrad', { ...float, ...format }, [dy])],
  }))
}

export function relu(tf: TensorFlowApi, x: Tensor): Tensor {
  const op = nativeOp(tf)
  if (op === null) return tf.relu(x)
  return withGradient(tf, [x], (save) => {
    const value = op('Relu', float, [x])
    save([value])
    return { value, gradFunc: (dy, [y]) => [op('ReluGrad', float, [dy, y as Tensor])] }
  })
}

/** Gradient through a sigmoid or tanh from its value. */
export function sigmoidGradient(tf: TensorFlowApi, y: Tensor, dy: Tensor): Tensor {
  return nativeOp(tf)?.('SigmoidGrad', float, [y, dy]) ?? dy.mul(y).mul(tf.scalar(1).sub(y))
}

export function tanhGradient(tf: TensorFlowApi, y: Tensor, dy: Tensor): Tensor {
  return nativeOp(tf)?.('TanhGrad', float, [y, dy]) ?? dy.mul(tf.scalar(1).sub(y.square()))
}

/** Rows of `table` by `ids` of any shape: ids.shape × columns. */
export function lookUp(tf: TensorFlowApi, table: Tensor, ids: Tensor): Tensor {
  const op = nativeOp(tf)
  const [rows, columns] = table.shape as [number, number]
  if (op === null) {
    // TensorFlow.js's own gradient looks at every row of the table for every index.
    return withGradient(tf, [table], (save) => {
      save([ids])
      return {
        value: tf.gather(table, ids as Tensor1D),
        gradFunc(dy, [saved]) {
          const { size } = saved as Tensor
          const at = (saved as Tensor).reshape([size, 1])
          return [tf.scatterND(at, dy.reshape([size, columns]), [rows, columns])]
        },
      }
    })
  }
  const attributes = { Tparams: 'float32', Tindices: 'int32', Taxis: 'int32', batch_dims: 0 } as const
  return withGradient(tf, [table], (save) => {
    save([ids])
    return {
      value: op('GatherV2', attributes, [table, ids, tf.scalar(0, 'int32')]),
      gradFunc(dy, [saved]) {
        const flat = (saved as Tensor).flatten()
        return [tf.unsortedSegmentSum(dy.reshape([flat.size, columns]), flat, rows)]
      },
    }
  })
}

/** Sum of the rows of `table` that stand in each row of `ids` (batch × length), `none` left out: batch × columns. */
export function sumOfRows(tf: TensorFlowApi, table: Tensor, ids: Tensor, none: number): Tensor {
  const backend = nativeBackend(tf)
  const op = nativeOp(tf)
  const real = ids.notEqual(tf.scalar(none, 'int32'))
  if (backend === null || op === null) {
    return lookUp(tf, table, ids).mul(real.toFloat().expandDims(2)).sum(1)
  }
  const [batch, length] = ids.shape as [number, number]
  const [rows] = table.shape as [number]
  // Only what stands there is touched: most rows of a batch are padding.
  const partition = attributesOf(backend, { num_partitions: 2, T: 'int32' })
  const part = real.toInt().flatten()
  const texts = Int32Array.from({ length: batch * length }, (_, i) => Math.floor(i / length))
  const kept = (values: Tensor): Tensor =>
    backend.executeMultipleOutputs('DynamicPartition', partition, [values, part], 2)[1] as Tensor
  const chosen = kept(ids.flatten())
  const owners = kept(tf.tensor1d(texts, 'int32'))
  const types = { T: 'float32', Tidx: 'int32', Tsegmentids: 'int32' } as const
  return withGradient(tf, [table], (save) => {
    save([chosen, owners])
    const inputs = [table, chosen, owners, tf.scalar(batch, 'int32')]
    return {
      value: op('SparseSegmentSumWithNumSegments', { ...types, Tnumsegments: 'int32' }, inputs),
      gradFunc: (dy, saved) => [op('SparseSegmentSumGrad', types, [dy, ...saved, tf.scalar(rows, 'int32')])],
    }
  })
}

/** Loss of each row: minus the logarithm of the softmax at the right class. */
export function softmaxLoss(tf: TensorFlowApi, logits: Tensor, labels: Tensor): Tensor1D {
  const backend = nativeBackend(tf)
  if (backend === null) {
    const oneHot = tf.oneHot(labels.flatten<Tensor1D>(), logits.shape[1] as number).toFloat()
    return tf.logSoftmax(logits).mul(oneHot).neg().sum(1)
  }
  const attributes = attributesOf(backend, { T: 'float32', Tlabels: 'int32' })
  return withGradient(tf, [logits], (save) => {
    const name = 'SparseSoftmaxCrossEntropyWithLogits'
    const made = backend.executeMultipleOutputs(name, attributes, [logits, labels.flatten()], 2)
    const [value, gradient] = made as [Tensor, Tensor]
    save([gradient])
    return { value, gradFunc: (dy, [saved]) => [(saved as Tensor).mul(dy.expandDims(1))] }
  }) as Tensor1D
}
