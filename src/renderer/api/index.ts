/**
 * The only way from the screens to the engine and the shell: typed calls, events, and tasks as reactive handles.
 * No state of the product and no words: stores and components hold those.
 */
export { bridge, call, engineState, on, restartEngine } from './engine'
export { activeTasks, useTask, type TaskView } from './tasks'
export { toAppError } from './errors'
