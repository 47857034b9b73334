import type { Scalar, Tensor } from '@tensorflow/tfjs'
import type { TensorFlowApi } from '../tensorflow'

/** What every optimizer may be asked for beside its own numbers. */
interface Common {
  /** Decoupled (Loshchilov & Hutter 2019): weights that decay lose `rate · weightDecay` of themselves each step. */
  weightDecay?: number
  /** All gradients together are scaled down to this Euclidean norm. */
  clipNorm?: number
  /** Each number of a gradient is cut to ± this. */
  clipValue?: number
}

/** An optimizer as data, so that forms, the ledger and model files can hold it. */
export type Optimizer = Common &
  (
    | { kind: 'sgd' }
    /** Polyak's momentum as Keras writes it: v ← μv - rate·g, w ← w + v. */
    | { kind: 'momentum'; momentum?: number; nesterov?: boolean }
    /** Duchi et al. 2011. */
    | { kind: 'adagrad'; start?: number; epsilon?: number }
    /** Tieleman & Hinton 2012. */
    | { kind: 'rmsprop'; rho?: number; momentum?: number; epsilon?: number }
    /** Kingma & Ba 2015, epsilon where section 2's last remark puts it. With `weightDecay` this is AdamW. */
    | { kind: 'adam'; beta1?: number; beta2?: number; epsilon?: number }
  )

/** One number the optimizer remembers for each number of a weight. */
export interface Slot {
  name: string
  start: number
}

/** A single-precision number of this step, known before the step runs. */
export interface StepNumbers {
  rate: number
  /** Steps taken, this one included: 1 at the first. */
  step: number
}

/**
 * One optimizer's arithmetic, written in the form of TensorFlow's fused operation of the same name, so that the
 * compiled step (which uses that operation) and the eager one agree to rounding.
 */
export interface Rule {
  readonly slots: readonly Slot[]
  /** New weight and new slots, in the order of `slots`. */
  update(
    tf: TensorFlowApi,
    now: StepNumbers,
    weight: Tensor,
    gradient: Tensor,
    slots: readonly Tensor[],
  ): Tensor[]
  /** TensorFlow's fused operation: attributes, and inputs around the resources and the gradient. */
  readonly fused: Fused
}

export interface Fused {
  op: string
  attributes: Readonly<Record<string, boolean>>
  /** In the operation's order. `rate`, `beta1Power` and `beta2Power` change from step to step. */
  inputs: readonly ('rate' | 'beta1Power' | 'beta2Power' | 'gradient' | number)[]
  /** Powers that have to be fed: bases of `beta1Power` and `beta2Power`. */
  beta?: readonly [number, number]
}

const single = Math.fround

function scalar(tf: TensorFlowApi, value: number): Scalar {
  return tf.scalar(value, 'float32')
}

function sgd(): Rule {
  return {
    slots: [],
    update: (tf, { rate }, weight, gradient) => [weight.sub(gradient.mul(scalar(tf, rate)))],
    fused: { op: 'ResourceApplyGradientDescent', attributes: {}, inputs: ['rate', 'gradient'] },
  }
}

function momentum(mu: number, nesterov: boolean): Rule {
  return {
    slots: [{ name: 'velocity', start: 0 }],
    update(tf, { rate }, weight, gradient, [old]) {
      const step = gradient.mul(scalar(tf, rate))
      const velocity = (old as Tensor).mul(scalar(tf, mu)).sub(step)
      const moved = nesterov ? weight.add(velocity.mul(scalar(tf, mu)).sub(step)) : weight.add(velocity)
      return [moved, velocity]
    },
    fused: {
      op: 'ResourceApplyKerasMomentum',
      attributes: { use_nesterov: nesterov },
      inputs: ['rate', 'gradient', mu],
    },
  }
}

function adagrad(start: number, epsilon: number): Rule {
  return {
    slots: [{ name: 'accumulator', start }],
    update(tf, { rate }, weight, gradient, [old]) {
      const accumulator = (old as Tensor).add(gradient.square())
      const step = gradient.mul(scalar(tf, rate)).div(accumulator.sqrt().add(scalar(tf, epsilon)))
      return [weight.sub(step), accumulator]
    },
    fused: {
      op: 'ResourceApplyAdagradV2',
      attributes: { update_slots: true },
      inputs: ['rate', epsilon, 'gradient'],
    },
  }
}

function rmsprop(rho: number, mu: number, epsilon: number): Rule {
  return {
    slots: [
      { name: 'meanSquare', start: 0 },
      { name: 'velocity', start: 0 },
    ],
    update(tf, { rate }, weight, gradient, [oldSquare, oldVelocity]) {
      const square = oldSquare as Tensor
      const meanSquare = square.add(
        gradient
          .square()
          .sub(square)
          .mul(scalar(tf, 1 - rho)),
      )
      const step = gradient.mul(scalar(tf, rate)).div(meanSquare.add(scalar(tf, epsilon)).sqrt())
      const velocity = (oldVelocity as Tensor).mul(scalar(tf, mu)).add(step)
      return [weight.sub(velocity), meanSquare, velocity]
    },
    fused: {
      op: 'ResourceApplyRMSProp',
      attributes: {},
      inputs: ['rate', rho, mu, epsilon, 'gradient'],
    },
  }
}

function adam(beta1: number, beta2: number, epsilon: number): Rule {
  return {
    slots: [
      { name: 'mean', start: 0 },
      { name: 'variance', start: 0 },
    ],
    update(tf, { rate, step }, weight, gradient, [oldMean, oldVariance]) {
      // In single precision at each stage, as the fused operation computes it from the powers it is given.
      const root = single(Math.sqrt(single(1 - single(beta2 ** step))))
      const alpha = single(single(single(rate) * root) / single(1 - single(beta1 ** step)))
      const mean = (oldMean as Tensor).add(gradient.sub(oldMean as Tensor).mul(scalar(tf, 1 - single(beta1))))
      const variance = (oldVariance as Tensor).add(
        gradient
          .square()
          .sub(oldVariance as Tensor)
          .mul(scalar(tf, 1 - single(beta2))),
      )
      const moved = weight.sub(mean.mul(scalar(tf, alpha)).div(variance.sqrt().add(scalar(tf, epsilon))))
      return [moved, mean, variance]
    },
    fused: {
      op: 'ResourceApplyAdam',
      attributes: { use_nesterov: false },
      inputs: ['beta1Power', 'beta2Power', 'rate', beta1, beta2, epsilon, 'gradient'],
      beta: [beta1, beta2],
    },
  }
}

/** Keras's default epsilon, for the same numbers as its users know. */
const defaultEpsilon = 1e-7

/** The arithmetic of an optimizer, with Keras's defaults where a number is not given. */
export function ruleOf(optimizer: Optimizer): Rule {
  switch (optimizer.kind) {
    case 'sgd':
      return sgd()
    case 'momentum':
      return momentum(optimizer.momentum ?? 0.9, optimizer.nesterov ?? false)
    case 'adagrad':
      return adagrad(optimizer.start ?? 0.1, optimizer.epsilon ?? defaultEpsilon)
    case 'rmsprop':
      return rmsprop(optimizer.rho ?? 0.9, optimizer.momentum ?? 0, optimizer.epsilon ?? defaultEpsilon)
    case 'adam':
      return adam(optimizer.beta1 ?? 0.9, optimizer.beta2 ?? 0.999, optimizer.epsilon ?? defaultEpsilon)
  }
}

/** Numbers that an optimizer remembers for each number of a weight. */
export function slotCount(optimizer: Optimizer): number {
  return ruleOf(optimizer).slots.length
}
