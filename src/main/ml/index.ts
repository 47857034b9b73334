/**
 * What every template shares: models, metrics, statistics, judgement, training.
 * No store, no IPC, no templates; TensorFlow only here and in templates.
 */
export type * from './predictor'
export { netBytes, type Workload, type WorkloadInput } from './workload'
export type { Calibration } from './calibration'
export { curveFinding } from './curve-finding'
export * from './judge'
export * as boosting from './boosting'
export * as nets from './nets'
export * as recommend from './recommend'
export * from './tabular'
export * from './tensorflow'
export * from './text'
export * from './trading'
export * as traps from './traps'
export { fitMajority, loadMajority } from './majority'
export * from './metrics'
export { wilson } from './stats'
export * as zoo from './zoo'
