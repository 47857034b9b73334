/**
 * Nets that templates share: layers, starting values, the fitting loop with early stopping and checkpoints, and the
 * file format of weights. Every net trains through ../compile; nothing here calls TensorFlow's own training.
 */
export * from '../compile'
export * from './fit-net'
export * from './initializers'
export * from './layers'
export * from './recurrent'

export { loadWeights, saveWeights } from './weights-file'
