/**
 * What a set of predictions is worth, in the definitions of scikit-learn: from a confusion matrix, from an order of
 * scores, from probabilities. Pure functions of typed arrays; weights are how often a row was drawn.
 * No intervals (../stats), no choices (../judge), no data, no templates.
 */
export * from './confusion'
export * from './coverage'
export * from './daily'
export * from './labels'
export * from './probability'
export * from './ranking'
export * from './report'
export * from './separation'
