import type { Measured } from './measured'

/** A number of one depth, cohort or tenth with its 95 % interval over users. */
export interface RankingPoint {
  users: number
  ndcg: Measured
  recall: Measured
}

/**
 * `warm`: users with a past, known items. `new-user`: nothing is known of the user. `new-item`: training never saw the
 * item.
 */
export const cohortIds = ['warm', 'new-user', 'new-item'] as const
export type CohortId = (typeof cohortIds)[number]

/** What a recommender's cards on Compare, Explain and Decide need, beside its metrics. All on test. */
export interface RankingDetail {
  users: number
  events: number
  /** Items there are to recommend. */
  catalogue: number
  cohorts: (RankingPoint & { id: CohortId; events: number })[]
  /** Tenths of the users with a past, by how much is known of them: from … to known items. */
  activity: (RankingPoint & { from: number; to: number })[]
  /** By the length of the list. `hit`: share of users with at least one thing they took. */
  depths: (RankingPoint & { k: number; hit: Measured })[]
  /** Share of all recommendations that go to the most recommended share of the items, by falling exposure. */
  exposure: { items: number; recommendations: number }[]
  /** Different items among all lists. */
  recommended: number
  novelty: Measured
  diversity: Measured
}

/** What happens as lists are made more different, on some users of the test part. */
export interface TradeOffPoint {
  /** 0: the most fitting items; 1: the most different. */
  diversity: number
  users: number
  ndcg: Measured
  recall: Measured
  /** 1 less the mean cosine within a list. */
  different: Measured
  /** Share of the catalogue in the lists of these users. */
  coverage: number
}

export interface NamedItem {
  id: string
  text: string
}

/** One user as an example: what was known, what the list says and why, and what came. */
export interface RankingExample {
  user: string
  past: NamedItem[]
  items: (NamedItem & { hit: boolean; reasons: (NamedItem & { push: number })[] })[]
}

export interface RankingExplanation {
  tradeOff: TradeOffPoint[]
  examples: RankingExample[]
}

/** A user or an item of the log, with its events. */
export interface FoundEntity extends NamedItem {
  events: number
}

/** A list for somebody. */
export interface Recommendation {
  user: string | null
  from: 'known' | 'history' | 'popular'
  items: (NamedItem & { score: number; reasons: (NamedItem & { push: number })[] })[]
  past: NamedItem[]
  /** Of the history given: what the model has never seen. */
  unknown: string[]
  /** Of the computation, once the model is loaded. */
  milliseconds: number
}
