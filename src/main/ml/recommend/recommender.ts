import type { Examples } from '../examples'

/** What somebody is to be recommended. */
export interface Ask {
  /** Id of a user, null for a stranger. */
  user: string | null
  /** Ids of items in order of time, in place of what is known of the user; null: what is known. */
  history: readonly string[] | null
  /** Rows that tell what users did, newer than what the model was trained on; null: as in training. */
  rows: Examples | null
  /** Items that training never saw, for methods that read texts. */
  fresh: readonly { id: string; text: string }[]
  k: number
  /** 0: the most fitting items; 1: the most different. */
  diversity: number
  /** Reasons given for each item at most. */
  reasons: number
}

export interface NamedItem {
  id: string
  text: string
}

export interface Recommended {
  items: (NamedItem & { score: number; reasons: (NamedItem & { push: number })[] })[]
  /** What was known of the user. */
  past: NamedItem[]
  /** What the list was made from: a user's own past, a history that was given, or only what is popular. */
  from: 'known' | 'history' | 'popular'
  /** Of the history given: what the model has never seen. */
  unknown: string[]
  /** 1 less the mean likeness of two items of the list. */
  different: number
}

/** What a predictor of lists can do beside scoring rows. */
export interface Recommender {
  /** Reads what users did in some rows, so that the first answer need not wait for it. */
  prepare(rows: Examples): void
  recommend(ask: Ask): Promise<Recommended>
  hasItem(id: string): boolean
}
