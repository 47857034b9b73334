/** What trains now: its curves and log, whichever step is on screen. Drawn by wizard/steps/train. */
export { useTraining } from './store'
export type { LogLine } from './live'
