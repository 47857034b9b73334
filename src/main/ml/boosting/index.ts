/**
 * Gradient-boosted trees: fitting, prediction, SHAP values and LightGBM's text format. Usable as a library: it knows
 * tables of numbers and categories, and nothing of templates, files or screens. See README.md.
 */
export { fromLightGBM, loadBoosted, type Boosted } from './boosted'
export { fitBoosting } from './fit'
export { settingsFor } from './settings'
export type { BoostingContext, BoostingData, BoostingSettings, Column, LabelledData } from './types'
