/**
 * Texts for every template: language, preparation, words and characters, sparse TF-IDF, linear classifiers.
 * Plain strings and typed arrays in, predictors out. No nets, no TensorFlow, no lexicons, no templates.
 */
export { fitLinearText, loadLinearText } from './classifier'
export { detectLanguage, type TextLang } from './language'
export { ngramSettings } from './ngrams'
export { paceOf, paceUntil, type Pace } from './pace'
export { alignment, emptiedBy, prepare, removingSteps, type Preparation } from './prepare'
export { tokenise, wordSpans } from './tokens'
export { piecesOf } from './pieces'
