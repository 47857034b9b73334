/** Draws a template's settings from the JSON schema of its manifest. Knows no setting by name. */
export { default as ParamsForm } from './ParamsForm.vue'
