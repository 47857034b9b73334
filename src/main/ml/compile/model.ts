import type { Tensor, Tensor1D } from '@tensorflow/tfjs'
import type { Random } from '#shared/random'
import type { TensorFlowApi } from '../tensorflow'

export type Numbers = Float32Array | Int32Array

/** One array of numbers that a model learns (or, untrained, carries along like a moving average). */
export interface WeightSpec {
  /** Unique within its model. */
  name: string
  shape: readonly number[]
  /** Starting values, row-major; `random` depends on the run's seed and this weight's name alone. */
  start(size: number, random: Random): Float32Array
  /** False for state that the step computes itself, as batch normalisation does. */
  trained: boolean
  /** Penalties added to the training loss: `l1 · Σ|w| + l2 · Σw²`. */
  l1: number
  l2: number
  /** Weight decay applies: to kernels, not to biases, scales or state. */
  decays: boolean
}

/** One pass of a model over a batch. All its operations must be TensorFlow.js operations on these tensors. */
export interface Pass {
  readonly tf: TensorFlowApi
  /** Dropout acts and batch normalisation reads the batch. */
  readonly training: boolean
  weight(name: string): Tensor
  /** New value of an untrained weight, stored together with the step's other updates. Ignored outside training. */
  assign(name: string, value: Tensor): void
  /**
   * Uniform numbers in [0, 1): others at every call within a step and at every step, the same for the same seed.
   * Only in training. Never Math.random, so a resumed run draws what an uninterrupted one would have drawn.
   */
  uniform(shape: readonly number[]): Tensor
}

/** What is trained: weights, and how an output comes from inputs. Knows nothing of loss, optimizer or device. */
export interface Model {
  /** One row of each input, without the batch dimension. */
  readonly inputs: readonly { shape: readonly number[]; dtype: 'float32' | 'int32' }[]
  readonly weights: readonly WeightSpec[]
  /** Numbers per row of the output. */
  readonly outputs: number
  /**
   * Batch of inputs → batch × outputs, before the loss's head (logits). Must not depend on values read back from
   * tensors: it is run once and its operations are what every later step repeats.
   */
  apply(pass: Pass, inputs: readonly Tensor[]): Tensor
}

/** Rows to train or judge on, row-major, one array per input of the model. */
export interface Rows {
  readonly count: number
  readonly inputs: readonly Numbers[]
  /** Class indices (Int32Array) or numbers, as the loss expects them. */
  readonly targets: Numbers
  /** Weight of each row in the loss, mean about 1; absent: all 1. */
  readonly weights?: Float32Array
}

/** How wrong outputs are, together with what makes predictions of them: one choice, so they cannot disagree. */
export interface Loss {
  readonly name: string
  readonly targets: 'float32' | 'int32'
  /** Target numbers per row. */
  targetWidth(outputs: number): number
  /** Loss of each row from logits. */
  perRow(tf: TensorFlowApi, logits: Tensor, targets: Tensor): Tensor1D
  /** Logits → predictions: probabilities for a classifier. */
  head(tf: TensorFlowApi, logits: Tensor): Tensor
}

/** Count of numbers of one row of the given shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}

/** Shapes of one row of each input. */
export function shapesOf(model: Model): (readonly number[])[] {
  return model.inputs.map(({ shape }) => shape)
}
