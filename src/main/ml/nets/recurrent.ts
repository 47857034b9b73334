import type { Tensor } from '@tensorflow/tfjs'
import { addBias, product, type Pass } from '../compile'
import { glorotUniform, orthogonal, zeros, type Start } from './initializers'
import { dropoutMask, type NetBuilder } from './layers'
import { gruCell, lstmCell, scan } from './scan'

export interface RecurrentOptions {
  cell: 'lstm' | 'gru'
  inputs: number
  units: number
  /** Of the inputs, the same numbers at every step. */
  dropout: number
  /** Of the state on its way into the next step, the same units at every step. */
  recurrentDropout: number
}

/**
 * Reads a sequence (time × batch × inputs) whose padding stands in front (`real`: time × batch, 0 for padding), and
 * gives the state after the last step (batch × units) or all states (time × batch × units), 0 at padding.
 */
export type Recurrent = (pass: Pass, x: Tensor, real: Tensor, result: 'last' | 'all') => Tensor

/** Far beyond where a sigmoid in single precision is exactly 0 or 1. */
const saturated = 1e4

export function recurrent(net: NetBuilder, name: string, options: RecurrentOptions): Recurrent {
  const { cell: kind, inputs, units } = options
  const cell = kind === 'lstm' ? lstmCell : gruCell
  const width = cell.gates * units
  net.weight(`${name}/kernel`, [inputs, width], glorotUniform(inputs, width), 'kernel')
  net.weight(`${name}/recurrent`, [units, width], orthogonal(units, width), 'kernel')
  net.weight(`${name}/bias`, [width], kind === 'lstm' ? rememberAtFirst(units) : zeros, 'bias')
  if (kind === 'gru') net.weight(`${name}/recurrent-bias`, [units], zeros, 'bias')

  return (pass, x, real, result) => {
    const { tf } = pass
    const [steps, batch] = [x.shape[0], x.shape[1] as number]
    const seen =
      pass.training && options.dropout > 0 ? x.mul(dropoutMask(pass, options.dropout, [1, batch, inputs])) : x
    const mask =
      pass.training && options.recurrentDropout > 0
        ? dropoutMask(pass, options.recurrentDropout, [batch, units])
        : null
    const rows = product(tf, seen.reshape([steps * batch, inputs]), pass.weight(`${name}/kernel`))
    // At padding the first gate is forced shut (LSTM: nothing is written) or open (GRU: the old state is kept), so
    // the state stays exactly 0 until the first token.
    const gate = tf.tensor1d(firstGate(width, units, kind === 'lstm' ? -saturated : saturated))
    const padding = tf
      .scalar(1)
      .sub(real)
      .reshape([steps * batch, 1])
      .mul(gate)
    const projected = addBias(tf, rows, pass.weight(`${name}/bias`)).add(padding)
    const kernel = pass.weight(`${name}/recurrent`)
    const bias = kind === 'gru' ? pass.weight(`${name}/recurrent-bias`) : null
    return scan(tf, cell, { projected: projected.reshape([steps, batch, width]), kernel, bias, mask }, result)
  }
}

function firstGate(width: number, units: number, value: number): Float32Array {
  return new Float32Array(width).fill(value, 0, units)
}

/** Forget gates start open (Jozefowicz et al. 2015): bias 1, the others 0. */
function rememberAtFirst(units: number): Start {
  return (size) => new Float32Array(size).fill(1, units, 2 * units)
}

/**
 * Token ids (batch × length, 0 is padding wherever it stands) → the same tokens with all padding in front, time first
 * (length × batch); `reversed` reads them from last to first. A recurrent net must meet padding before the text:
 * after it, padding washes the text out of its state.
 */
export function paddedInFront(pass: Pass, ids: Tensor, reversed: boolean): Tensor {
  const { tf } = pass
  const [batch, length] = ids.shape as [number, number]
  const real = tf.notEqual(ids, tf.scalar(0, 'int32')).toInt()
  // Tokens keep their order; the place of each is counted from the end.
  const after = reversed ? tf.cumsum(real, 1, true) : tf.cumsum(real, 1, true, true)
  const place = tf.scalar(length - 1, 'int32').sub(after)
  // Padding goes to a row that is thrown away.
  const row = tf.where(real.toBool(), place, tf.onesLike(place).mul(tf.scalar(length, 'int32')))
  const at = tf.stack([row, tf.tile(tf.range(0, batch, 1, 'int32').reshape([batch, 1]), [1, length])], 2)
  const scattered = tf.scatterND(at.reshape([batch * length, 2]), ids.reshape([batch * length]), [
    length + 1,
    batch,
  ])
  return scattered.slice([0, 0], [length, batch])
}
