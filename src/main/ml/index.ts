/**
 * What every template shares: models, metrics, statistics, judgement, training.
 * No store, no IPC, no templates; TensorFlow only here and in templates.
 */
export type * from './predictor'
export type * from './judge/types'
export * as nets from './nets'
export * from './tensorflow'
export * from './text'
export * from './metrics'
