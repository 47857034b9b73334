/**
 * Recommending from a log of who did what: methods from popularity to attention over sequences, lists for anybody, and
 * the numbers of a row from which everything is judged. No data files, no judgement, no templates.
 */
export { fitRecommender, loadRecommender } from './fit'
export { ndcgAt, recallAt } from './measures'
export type { Recommender } from './recommender'
export type { RecommendSettings } from './settings'
