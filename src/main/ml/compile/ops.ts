import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs'
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
        value: tf.gather(table, ids),
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

/** Loss of each row: mean cross-entropy of independent yes-or-no outputs, `log(1 + eˣ) - x·t`, from logits. */
export function sigmoidLoss(tf: TensorFlowApi, logits: Tensor, targets: Tensor): Tensor1D {
  const outputs = logits.shape[1] as number
  return withGradient(tf, [logits], (save) => {
    save([logits, targets])
    return {
      value: tf.softplus(logits).sub(logits.mul(targets)).mean(1),
      gradFunc(dy, [x, t]) {
        const share = dy.expandDims(1).mul(tf.scalar(1 / outputs))
        return [
          tf
            .sigmoid(x as Tensor)
            .sub(t as Tensor)
            .mul(share),
        ]
      },
    }
  }) as Tensor1D
}

/** A sequence of tokens and their vectors. */
export interface LookedUp {
  /** rows × channels. */
  table: Tensor2D
  /** batch × length. */
  ids: Tensor2D
  /** Rows of the table by `ids`, 0 at padding: batch × length × channels. */
  vectors: Tensor3D
  /** 1 where a token stands, 0 at padding: batch × length × 1. */
  real: Tensor3D
}

/** Looks tokens up; those that are `none` are padding. */
export function lookUpTokens(tf: TensorFlowApi, table: Tensor2D, ids: Tensor2D, none: number): LookedUp {
  const real = ids.notEqual(tf.scalar(none, 'int32')).toFloat().expandDims<Tensor3D>(2)
  return { table, ids, real, vectors: lookUp(tf, table, ids).mul(real) }
}

/**
 * The strongest match of each filter in a sequence: convolution over time (same length out), bias, ReLU, maximum over
 * time without padding (Kim 2014). `kernel` is width × channels × filters; gives batch × filters.
 *
 * Only the place of each maximum has a gradient, so only the windows there are multiplied on the way back, and what
 * reaches the tokens goes straight to their rows of the table: a fraction of what the gradients of a convolution and
 * of a look-up cost. Of equal maxima the last counts.
 */
export function strongestMatch(
  tf: TensorFlowApi,
  { table, ids, vectors, real }: LookedUp,
  kernel: Tensor3D,
  bias: Tensor,
): Tensor2D {
  const backend = nativeBackend(tf)
  const op = nativeOp(tf)
  if (backend === null || op === null) {
    return tf.conv1d(vectors, kernel, 1, 'same').add(bias).relu().mul(real).max(1)
  }
  const [batch, length, channels] = vectors.shape
  const [width, , filters] = kernel.shape
  // As TensorFlow pads for the same length: the odd one behind.
  const before = Math.floor((width - 1) / 2)
  const behind = width - 1 - before
  const padded = length + width - 1
  return withGradient(tf, [table, kernel, bias], (save) => {
    // As a picture one pixel high: in this form TensorFlow joins convolution, bias and ReLU into one operation.
    const pictures = vectors.reshape<Tensor4D>([batch, 1, length, channels])
    const sum = tf.conv2d(pictures, kernel.reshape<Tensor4D>([1, width, channels, filters]), 1, 'same')
    const matches = relu(tf, addBias(tf, sum, bias))
      .reshape([batch, length, filters])
      .mul(real)
    const value = matches.max(1)
    const places = tf.range(0, length, 1, 'int32').toFloat().reshape([1, length, 1])
    const at = matches.greaterEqual(value.expandDims(1)).toFloat().mul(places).max(1)
    // Rows below 0 are nobody's.
    const owners = tf.where(real.squeeze([2]).toBool(), ids, tf.onesLike(ids).neg())
    save([vectors, owners, kernel, value, at])
    return {
      value,
      gradFunc(dy, saved) {
        const [text, owner, weights, best, place] = saved as [
          Tensor3D,
          Tensor2D,
          Tensor3D,
          Tensor2D,
          Tensor2D,
        ]
        // Filter by filter, so that each filter's windows are one matrix.
        const toSum = dy.mul(best.greater(tf.scalar(0)).toFloat())
        const byFilter = toSum.transpose()
        const starts = place
          .transpose()
          .toInt()
          .add(tf.range(0, batch * padded, padded, 'int32'))
        const inside = tf.range(0, width, 1, 'int32')
        const around: [number, number][] = [
          [0, 0],
          [before, behind],
        ]
        const cells = tf.pad(text, [...around, [0, 0]]).reshape([batch * padded, channels])
        const windows = lookUp(tf, cells, starts.expandDims(2).add(inside).flatten())
        const toKernel = tf
          .matMul(
            byFilter.reshape<Tensor3D>([filters, 1, batch]),
            windows.reshape<Tensor3D>([filters, batch, width * channels]),
          )
          .reshape([filters, width, channels])
          .transpose([1, 2, 0])

        // Matches without a gradient (dropped out, or below 0) are left out: how many are left differs by step.
        const gather = (from: Tensor, rows: Tensor, type: 'float32' | 'int32'): Tensor => {
          const types = { Tparams: type, Tindices: 'int32', Taxis: 'int32', batch_dims: 0 } as const
          return op('GatherV2', types, [from, rows, tf.scalar(0, 'int32')])
        }
        const flat = byFilter.flatten()
        const counts = flat.notEqual(tf.scalar(0)).toInt()
        const kept = (values: Tensor, type: 'float32' | 'int32'): Tensor => {
          const attributes = attributesOf(backend, { num_partitions: 2, T: type })
          return backend.executeMultipleOutputs(
            'DynamicPartition',
            attributes,
            [values, counts],
            2,
          )[1] as Tensor
        }
        const filterOf = Int32Array.from({ length: filters * batch }, (_, i) => Math.floor(i / batch))
        const kernels = gather(
          weights.transpose([2, 0, 1]),
          kept(tf.tensor1d(filterOf, 'int32'), 'int32'),
          'float32',
        )
        const share = kept(flat, 'float32').expandDims(1).expandDims(2).mul(kernels)
        const rows = gather(
          tf.pad(owner, around, -1).flatten(),
          kept(starts.flatten(), 'int32').expandDims(1).add(inside),
          'int32',
        )
        const sums = { T: 'float32', Tindices: 'int32', Tnumsegments: 'int32' } as const
        const toTable = op('UnsortedSegmentSum', sums, [share, rows, tf.scalar(table.shape[0], 'int32')])
        return [toTable, toKernel, toSum.sum(0)]
      },
    }
  }) as Tensor2D
}
