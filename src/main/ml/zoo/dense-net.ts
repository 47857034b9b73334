import type { Model } from '../compile'
import { dense, dropout, newNet, type Activation, type Layer, type Penalty } from '../nets'

/** A net of dense layers over the numbers of a row. */
export interface DenseNet {
  /** Numbers of one row. */
  inputs: number
  /** Units of each hidden layer, first to last. Without any the net is a line: logistic or linear regression. */
  units: readonly number[]
  /** Numbers of an answer, before the loss's head: 1 for yes or no, one a class otherwise. */
  outputs: number
  /** Of the hidden layers; ReLU by default. */
  activation?: Activation
  /** Share of each hidden layer's outputs left out in training, 0 to below 1; none by default. */
  dropout?: number
  penalty?: Penalty
}

/** The net, its layers named `hidden-1`, `hidden-2` … and `head`. */
export function denseNet(of: DenseNet): Model {
  const { inputs, outputs, units, activation = 'relu', dropout: rate = 0 } = of
  const net = newNet(of.penalty)
  const hidden = units.map((width, i) =>
    dense(net, `hidden-${String(i + 1)}`, units[i - 1] ?? inputs, width, activation),
  )
  const drop: Layer = dropout(rate)
  const head = dense(net, 'head', units.at(-1) ?? inputs, outputs)
  return net.model({
    inputs: [{ shape: [inputs], dtype: 'float32' }],
    outputs,
    apply(pass, [x]) {
      if (x === undefined) throw new Error('a dense net has one input')
      return head(
        pass,
        hidden.reduce((below, layer) => drop(pass, layer(pass, below)), x),
      )
    },
  })
}
