/** Settings: language, theme, device, storage, logs. The screen is loaded by its route. */
export { useSettings } from './store'
