/**
 * Recommending from a log of who did what: methods from popularity to attention over sequences, lists for anybody, and
 * the numbers of a row from which everything is judged. No data files, no judgement, no templates.
 */
export { roles as recommendRoles, type Reading } from './events'
export { fitRecommender, loadRecommender } from './fit'
export { keyOf } from './keys'
export { ndcgAt, recallAt } from './measures'
export type { Ask, NamedItem, Recommended, Recommender } from './recommender'
export { methodIds, type MethodId, type NetSettings, type RecommendSettings } from './settings'
