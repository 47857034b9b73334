import { types, type Edge } from './graph'
import type { Loss, Model, Numbers, Rows } from './model'
import type { Optimizer } from './optimizers'

export interface Parts {
  model: Model
  loss: Loss
  optimizer: Optimizer
  seed: number
  rows: Rows
}

/** What the loop of steps is fed, by name. `powers…`: of Adam's two rates of forgetting, step by step. */
export const fedTypes = {
  order: types.int32,
  rates: types.float32,
  powers1: types.float32,
  powers2: types.float32,
  losses: types.float32,
  seed: types.int32,
  taken: types.int32,
  steps: types.int32,
} as const
export type FedName = keyof typeof fedTypes

/** What training reads, one array each: inputs, targets, and weights of rows where they differ. */
export function dataOf({ model, loss, rows }: Parts): { values: Numbers; width: readonly number[] }[] {
  const inputs = model.inputs.map(({ shape }, i) => ({ values: rows.inputs[i] as Numbers, width: shape }))
  const targets = { values: rows.targets, width: [loss.targetWidth(model.outputs)] }
  return [...inputs, targets, ...(rows.weights ? [{ values: rows.weights, width: [] }] : [])]
}

/** Where things stand in the graph while it is written. */
export interface Places {
  weights: ReadonlyMap<string, Edge>
  slots: ReadonlyMap<string, readonly Edge[]>
  data: readonly { handle: Edge; type: number; width: readonly number[] }[]
  fed: Readonly<Record<FedName, Edge>>
}
