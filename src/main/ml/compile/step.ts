import type { Scalar, Tensor, Tensor1D, Variable } from '@tensorflow/tfjs'
import type { TensorFlowApi } from '../tensorflow'
import type { Loss, Model, Pass } from './model'
import type { Optimizer } from './optimizers'
import { statelessUniform } from './random'

export interface Batch {
  inputs: readonly Tensor[]
  targets: Tensor
  /** One weight a row; 0 for rows that only fill the batch up. */
  weights: Tensor1D
  /** Rows that are not filling: the divisor of the mean. */
  count: Scalar
}

export interface Gradients {
  /** Mean loss of the batch, penalties not included, so that it compares with the validation loss. */
  loss: Scalar
  /** Of each trained weight, penalties and clipping included. */
  gradients: Map<string, Tensor>
  /** New values of untrained weights. */
  assigned: Map<string, Tensor>
}

/** Weighted mean over rows, divided by the number of rows (as Keras does), so a row's pull is its weight. */
function batchLoss(tf: TensorFlowApi, loss: Loss, logits: Tensor, batch: Batch): Scalar {
  return loss.perRow(tf, logits, batch.targets).mul(batch.weights).sum<Scalar>().div(batch.count)
}

export function inferencePass(tf: TensorFlowApi, weights: ReadonlyMap<string, Tensor>): Pass {
  return {
    tf,
    training: false,
    weight: (name) => known(weights, name),
    assign: () => undefined,
    uniform() {
      throw new Error('random numbers are for training only')
    },
  }
}

/**
 * Forward pass, loss and gradients of one batch, all of it in TensorFlow.js operations: what the eager path runs at
 * every step and the compiled path records once. Call inside tf.tidy.
 */
export function gradientsOf(
  tf: TensorFlowApi,
  parts: { model: Model; loss: Loss; optimizer: Optimizer },
  weights: ReadonlyMap<string, Variable>,
  batch: Batch,
  seedAndStep: Tensor1D,
): Gradients {
  const { model, loss, optimizer } = parts
  const assigned = new Map<string, Tensor>()
  let calls = 0
  const pass: Pass = {
    tf,
    training: true,
    weight: (name) => known(weights, name),
    // Kept because the gradient scope disposes of what it does not return.
    assign: (name, value) => void assigned.set(name, tf.keep(value.clone())),
    uniform: (shape) => statelessUniform(tf, seedAndStep, calls++, shape),
  }
  const trained = model.weights.filter((spec) => spec.trained)
  const { value, grads } = tf.variableGrads(
    () => batchLoss(tf, loss, model.apply(pass, batch.inputs), batch),
    trained.map((spec) => known(weights, spec.name)),
  )
  let gradients = trained.map((spec) => {
    const variable = known(weights, spec.name)
    const gradient = grads[variable.name] as Tensor | null | undefined
    if (!gradient) throw new Error(`the loss does not depend on the weight ${spec.name}`)
    return penalised(tf, gradient, variable, spec.l1, spec.l2)
  })
  gradients = clipped(tf, gradients, optimizer)
  return {
    loss: value,
    gradients: new Map(trained.map((spec, i) => [spec.name, gradients[i] as Tensor])),
    assigned,
  }
}

function known<T>(weights: ReadonlyMap<string, T>, name: string): T {
  const weight = weights.get(name)
  if (weight === undefined) throw new Error(`there is no weight ${name}`)
  return weight
}

/** Adds the penalties' gradients: l1 · sign(w) and 2 · l2 · w. */
function penalised(tf: TensorFlowApi, gradient: Tensor, weight: Tensor, l1: number, l2: number): Tensor {
  let sum = gradient
  if (l1 !== 0) sum = sum.add(tf.sign(weight).mul(tf.scalar(l1)))
  if (l2 !== 0) sum = sum.add(weight.mul(tf.scalar(2 * l2)))
  return sum
}

function clipped(tf: TensorFlowApi, gradients: Tensor[], { clipValue, clipNorm }: Optimizer): Tensor[] {
  let result = gradients
  if (clipValue !== undefined) result = result.map((g) => tf.clipByValue(g, -clipValue, clipValue))
  if (clipNorm !== undefined) {
    const norm = tf.addN(result.map((g) => g.square().sum())).sqrt()
    const limit = tf.scalar(clipNorm)
    const scale = limit.div(tf.maximum(norm, limit))
    result = result.map((g) => g.mul(scale))
  }
  return result
}
