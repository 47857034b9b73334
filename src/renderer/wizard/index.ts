/**
 * Draws any template's project from its manifest: the steps at the left, one at a time at the right.
 * Knows no template by name. Each step is a folder below steps/, loaded when it is first opened.
 */
export { default as Finding } from './Finding.vue'
export { default as StepPage } from './StepPage.vue'
export { useStep } from './use-step'
