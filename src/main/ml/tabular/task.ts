import type { FitContext } from '../predictor'
import type { Frame, TablePlan } from './plan'

/** Train and validation as a model of tables learns from them. */
export interface TableTask extends Pick<
  FitContext<unknown>,
  'model' | 'seed' | 'breathe' | 'report' | 'checkpoints'
> {
  plan: TablePlan
  train: Frame
  /** 1 for positives, of each row of train. */
  positive: Uint8Array
  validation: Frame
  truth: Uint8Array
}
