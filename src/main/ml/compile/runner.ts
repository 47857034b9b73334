import type { Numbers } from './model'

/** Everything a run has learnt: enough, with the count of steps, to go on as if it had never stopped. */
export interface State {
  /** By weight name, row-major. */
  weights: ReadonlyMap<string, Float32Array>
  /** What the optimizer remembers of each trained weight, in the order of its rule's slots. */
  slots: ReadonlyMap<string, readonly Float32Array[]>
}

/**
 * A model on one rung: the eager and the compiled one do the same, at different speeds. Promises, because a graphics
 * card behind WebGPU gives numbers back in no other way.
 */
export interface Runner {
  /**
   * Takes one training step for each batch of `order` (the last may be smaller), `taken` steps having come before.
   * Gives the loss of each step; from the first that is not a number on NaN stands, and the weights are worthless.
   */
  steps(taken: number, order: Int32Array, rates: Float32Array): Promise<Float32Array>
  /** Most rows that `logits` takes at once. */
  readonly forwardRows: number
  /** Outputs before the head of rows `from … to`, not training, row-major. */
  logits(inputs: readonly Numbers[], from: number, to: number): Promise<Float32Array>
  state(): Promise<State>
  restore(state: State): void
  dispose(): void
}
