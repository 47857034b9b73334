import type * as tfjs from '@tensorflow/tfjs'
import type { ReasonParams, Rung, RungReason } from '#shared/device'

/** TensorFlow.js's own interface, whichever library computes behind it. */
export type TensorFlowApi = typeof tfjs

export interface LoadedTensorFlow {
  tf: TensorFlowApi
  rung: Rung
  /** A product's name, the same in every language. */
  name: 'TensorFlow' | 'TensorFlow.js'
  /** The version of what computes: the C library's, or TensorFlow.js's own. */
  version: string
  /** The product's name of the processor or card. */
  device: string
  /** A graphics card that a program pretends to be: right and slow. */
  software?: boolean
  /** Why it is not the rung that was asked for, in words for a log. */
  reason?: string
}

/** Why one rung cannot be used here: an expected finding, not a bug. */
export class RungUnavailable extends Error {
  constructor(
    readonly code: RungReason,
    readonly params: ReasonParams = {},
    options?: ErrorOptions,
  ) {
    const facts = Object.values(params).join(', ')
    super(facts === '' ? code : `${code}: ${facts}`, options)
    this.name = 'RungUnavailable'
  }
}
