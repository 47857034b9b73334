/** The project on screen: its state and how it is read. Its steps are drawn by wizard/. */
export { useProject, type PendingSource } from './store'
