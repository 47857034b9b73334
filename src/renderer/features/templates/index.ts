/** What can be built: the templates' manifests, and how their parts are called. No screens. */
export { useTemplates } from './store'
export { metricFormat, metricName, modelName } from './names'
