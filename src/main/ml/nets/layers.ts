import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs'
import {
  addBias,
  lookUp,
  lookUpTokens,
  product,
  relu,
  strongestMatch,
  sumOfRows,
  type LookedUp,
  type Model,
  type Pass,
  type WeightSpec,
} from '../compile'
import { glorotUniform, heUniform, ones, uniform, zeros, type Start } from './initializers'

/** The forward half of a layer whose weights are declared. */
export type Layer = (pass: Pass, x: Tensor) => Tensor

export type Activation = 'linear' | 'relu' | 'tanh' | 'sigmoid'

/** Penalties on every kernel of a net (biases, scales and embeddings' padding are left alone). */
export interface Penalty {
  l1: number
  l2: number
}

/**
 * Collects the weights of one net while its layers are made. A layer is a function: called in `apply` it gives the
 * layer's output, so nets with branches read like the formulas they are.
 */
export interface NetBuilder {
  weight(name: string, shape: readonly number[], start: Start, kind: 'kernel' | 'bias' | 'state'): void
  model(parts: Pick<Model, 'inputs' | 'outputs' | 'apply'>): Model
}

export function newNet({ l1, l2 }: Penalty = { l1: 0, l2: 0 }): NetBuilder {
  const weights: WeightSpec[] = []
  return {
    weight(name, shape, start, kind) {
      if (weights.some((spec) => spec.name === name)) throw new Error(`two weights are named ${name}`)
      const kernel = kind === 'kernel'
      weights.push({
        name,
        shape,
        start,
        trained: kind !== 'state',
        l1: kernel ? l1 : 0,
        l2: kernel ? l2 : 0,
        decays: kernel,
      })
    },
    model: (parts) => ({ ...parts, weights }),
  }
}

/**
 * The net as it was built, for reports: each matrix of weights under its layer's name, in the order in which it was
 * made, such as `hidden-1 23×64, head 64×1`. Read off the weights, so it cannot say another net than the one trained.
 */
export function layersOf({ weights }: Model): string {
  return weights
    .filter(({ shape }) => shape.length > 1)
    .map(({ name, shape }) => `${name.replace(/\/(kernel|vectors)$/, '')} ${shape.join('×')}`)
    .join(', ')
}

function activate(pass: Pass, x: Tensor, activation: Activation): Tensor {
  switch (activation) {
    case 'linear':
      return x
    case 'relu':
      return relu(pass.tf, x)
    case 'tanh':
      return pass.tf.tanh(x)
    case 'sigmoid':
      return pass.tf.sigmoid(x)
  }
}

/** Token ids (batch × length) → vectors (batch × length × size). */
export function embedding(net: NetBuilder, name: string, rows: number, size: number): Layer {
  // Keras's range: small against what one step of Adam moves.
  net.weight(`${name}/vectors`, [rows, size], uniform(0.05), 'kernel')
  return (pass, ids) => lookUp(pass.tf, pass.weight(`${name}/vectors`), ids)
}

/** Token ids (batch × length) → the sum of their vectors (batch × size); id 0 is padding and adds nothing. */
export function embeddingSum(net: NetBuilder, name: string, rows: number, size: number): Layer {
  net.weight(`${name}/vectors`, [rows, size], uniform(0.05), 'kernel')
  return (pass, ids) => sumOfRows(pass.tf, pass.weight(`${name}/vectors`), ids, 0)
}

export function dense(
  net: NetBuilder,
  name: string,
  inputs: number,
  units: number,
  activation: Activation = 'linear',
): Layer {
  const start = activation === 'relu' ? heUniform(inputs) : glorotUniform(inputs, units)
  net.weight(`${name}/kernel`, [inputs, units], start, 'kernel')
  net.weight(`${name}/bias`, [units], zeros, 'bias')
  return (pass, x) => {
    const sum = addBias(
      pass.tf,
      product(pass.tf, x, pass.weight(`${name}/kernel`)),
      pass.weight(`${name}/bias`),
    )
    return activate(pass, sum, activation)
  }
}

/** Token ids (batch × length, id 0 is padding) → their vectors, for `strongestMatches`. */
export function tokenVectors(
  net: NetBuilder,
  name: string,
  rows: number,
  size: number,
): (pass: Pass, ids: Tensor) => LookedUp {
  net.weight(`${name}/vectors`, [rows, size], uniform(0.05), 'kernel')
  return (pass, ids) => lookUpTokens(pass.tf, pass.weight(`${name}/vectors`) as Tensor2D, ids as Tensor2D, 0)
}

/** Filters that read `width` neighbouring tokens and answer with their strongest match, 0 or more: batch × filters. */
export function strongestMatches(
  net: NetBuilder,
  name: string,
  width: number,
  channels: number,
  filters: number,
): (pass: Pass, text: LookedUp) => Tensor {
  net.weight(`${name}/kernel`, [width, channels, filters], heUniform(width * channels), 'kernel')
  net.weight(`${name}/bias`, [filters], zeros, 'bias')
  return (pass, text) => {
    const kernel = pass.weight(`${name}/kernel`) as Tensor3D
    return strongestMatch(pass.tf, text, kernel, pass.weight(`${name}/bias`))
  }
}

/** Convolution over pictures (batch × height × width × channels), square filters, stride 1. */
export function conv2d(
  net: NetBuilder,
  name: string,
  side: number,
  channels: number,
  filters: number,
  { activation = 'linear', padding = 'same' }: { activation?: Activation; padding?: 'same' | 'valid' } = {},
): Layer {
  const fanIn = side * side * channels
  const start = activation === 'relu' ? heUniform(fanIn) : glorotUniform(fanIn, side * side * filters)
  net.weight(`${name}/kernel`, [side, side, channels, filters], start, 'kernel')
  net.weight(`${name}/bias`, [filters], zeros, 'bias')
  return (pass, x) => {
    const kernel = pass.weight(`${name}/kernel`) as Tensor4D
    const sum = addBias(
      pass.tf,
      pass.tf.conv2d(x as Tensor4D, kernel, 1, padding),
      pass.weight(`${name}/bias`),
    )
    return activate(pass, sum, activation)
  }
}

/** The largest number of each square of a picture, squares side by side; what is left over at the edge is dropped. */
export function maxPool2d(side: number): Layer {
  return (pass, x) => pass.tf.maxPool(x as Tensor4D, side, side, 'valid')
}

/** All numbers of a row in one line: batch × anything → batch × numbers. */
export const flatten: Layer = (_pass, x) => x.reshape([x.shape[0], -1])

/** Sets a share of numbers to 0 while training and scales the rest up (Srivastava et al. 2014, inverted). */
export function dropout(rate: number): Layer {
  return (pass, x) => (pass.training && rate > 0 ? x.mul(dropoutMask(pass, rate, x.shape)) : x)
}

/** 0 with probability `rate`, else 1 / (1 - rate). */
export function dropoutMask(pass: Pass, rate: number, shape: readonly number[]): Tensor {
  const kept = pass.uniform(shape).greaterEqual(pass.tf.scalar(rate))
  return kept.toFloat().mul(pass.tf.scalar(1 / (1 - rate)))
}

/** How much of its old value a moving average keeps each step, and what keeps a variance from 0. Keras's numbers. */
const movingMomentum = 0.99
const varianceFloor = 1e-3

/** Batch normalisation over all but the last dimension (Ioffe & Szegedy 2015), with moving averages for use. */
export function batchNorm(net: NetBuilder, name: string, channels: number): Layer {
  net.weight(`${name}/scale`, [channels], ones, 'bias')
  net.weight(`${name}/shift`, [channels], zeros, 'bias')
  net.weight(`${name}/mean`, [channels], zeros, 'state')
  net.weight(`${name}/variance`, [channels], ones, 'state')
  return (pass, x) => {
    const { tf } = pass
    let mean = pass.weight(`${name}/mean`)
    let variance = pass.weight(`${name}/variance`)
    if (pass.training) {
      const moments = tf.moments(
        x,
        x.shape.slice(0, -1).map((_, axis) => axis),
      )
      const follow = (old: Tensor, now: Tensor): Tensor =>
        old.add(now.sub(old).mul(tf.scalar(1 - movingMomentum)))
      pass.assign(`${name}/mean`, follow(mean, moments.mean))
      pass.assign(`${name}/variance`, follow(variance, moments.variance))
      ;({ mean, variance } = moments)
    }
    const normal = x.sub(mean).mul(variance.add(tf.scalar(varianceFloor)).rsqrt())
    return normal.mul(pass.weight(`${name}/scale`)).add(pass.weight(`${name}/shift`))
  }
}
