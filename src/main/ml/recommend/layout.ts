/** Items that a stored list holds, and the depth of the headline. */
export const listLength = 20

/**
 * What is stored of one event of a test part, in this order; then the keys of the list that its user was given. All
 * metrics of ranking come from these numbers, so that a judgement reads no data.
 */
export const columns = [
  /** Key of the user: the unit of the bootstrap. */
  'user',
  /** Place of the event's item among all items, 1 the first; `notAsked` or `never` below. */
  'rank',
  /** Expected less true rating; 0 where `rated` is 0. */
  'error',
  'rated',
  /** Known items of the user's past. */
  'history',
  /** 1: training never saw the item. */
  'unseen',
  /** Of the list: mean of −log2 of the share of users who know an item, in bits. */
  'novelty',
  /** Of the list: 1 less the mean cosine between two of its items, by who knows them. */
  'diversity',
  /** Items there are to recommend. */
  'catalogue',
] as const
export type Column = (typeof columns)[number]

export const width = columns.length + listLength

export const at = (column: Column): number => columns.indexOf(column)
export const firstListed = columns.length

/** The event counts for nothing: said before, or of a kind that is not looked for. */
export const notAsked = -1
/** No place in the ranking: an item that the model does not know. */
export const never = 1e9
/** In a list: no item. */
export const nobody = -1
