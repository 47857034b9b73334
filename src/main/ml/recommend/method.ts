import type { ModelWriter } from '../predictor'
import type { Past } from './log'

/** A fitted method: a past goes in, scores of all items come out. Whoever it belongs to need not be known. */
export interface Method {
  /**
   * Scores of the items of the catalogue (pasts × items, row-major): the higher, the sooner it is recommended. No past
   * is empty.
   */
  scores(pasts: readonly Past[]): Promise<Float32Array>
  /** The rating that a user would give, where the method tells one. `past` may be empty. */
  rating?(past: Past, item: number): number
  /** Scores of items that training never saw, by their texts: pasts × texts. */
  unseen?(pasts: readonly Past[], texts: readonly string[]): Promise<Float32Array>
  /** How it was built, for the report. Language-neutral. */
  describe(): Record<string, string | number>
  save(writer: ModelWriter): Promise<void>
  dispose(): void
}
