import type { LayersModel } from '@tensorflow/tfjs'
import type { nets, TensorFlowApi } from '../../../src/main/ml'

/** One job that all contenders do: the same net, on data of the same shape, in batches of the same size. */
export interface Job {
  name: string
  /** What the peer builds; null where only TensorFlow.js can be compared with. */
  peer: { kind: 'mlp' | 'cnn' | 'lstm'; shape: Record<string, number | number[]> } | null
  rows: number
  batch: number
  /** Epochs of one turn: enough to be timed, few enough to wait for. */
  epochs: { ours: number; fit: number; peer: number }
  /** Ratios to TensorFlow.js's fit, Keras's fit, and Keras in a tf.function over the epoch. */
  bars: { fit: number; kerasFit?: number; kerasLoop?: number }
  compileSeconds: number
  model: nets.Model
  loss: nets.Loss
  inputs(): nets.Numbers
  targets(): nets.Numbers
  layers(tf: TensorFlowApi): LayersModel
  layersLoss: string
}
