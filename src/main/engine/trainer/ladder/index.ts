/**
 * Trains every model of a template on one split and has the judge compare them. Knows templates only by their
 * declaration; what a model is, is the template's business, and what a number is worth is the judge's.
 */
export { trainLadder } from './train-ladder'
export { readScores, scoresOf } from './scores-file'
export { carve, fitsOfEach, planFits } from './fits'
