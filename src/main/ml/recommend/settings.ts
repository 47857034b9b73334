import type { Optimizer } from '../compile'
import type { Reading } from './events'

/** Settings of a net of the ladder. */
export interface NetSettings {
  size: number
  dropout: number
  optimizer: Optimizer['kind']
  learningRate: number
  schedule: 'constant' | 'linear' | 'cosine'
  weightDecay: number
  negatives: number
  batch: number
  epochs: number
  patience: number
}

/** Every setting of the ladder. Where there is a list, validation chooses from it. */
export interface RecommendSettings {
  reading: Reading
  /** What somebody has may be recommended again. */
  repeats: boolean
  /** Ids of items that are never recommended. They are learnt from and asked for all the same. */
  leaveOut: readonly string[]
  /** Training leaves out users with fewer items, and items with fewer users, again and again. */
  core: number
  /** Days in which the weight of an event halves. */
  halfLives: readonly number[]
  knn: { neighbours: number; shrink: readonly number[] }
  ease: { l2: readonly number[]; mostItems: number }
  ials: { size: number; unobserved: readonly number[]; l2: readonly number[]; epochs: number }
  bpr: { size: number; learningRate: number; l2: readonly number[]; epochs: number }
  bias: { shrink: readonly number[] }
  svdpp: { size: number; learningRate: number; l2: number; epochs: number }
  twoTower: NetSettings & { past: number; hidden: number; itemDropout: number }
  sasrec: NetSettings & { length: number; blocks: number }
}

export type MethodId =
  | 'popular'
  | 'recent-popular'
  | 'item-knn'
  | 'ease'
  | 'ials'
  | 'bpr'
  | 'two-tower'
  | 'sasrec'
  | 'bias'
  | 'svdpp'
