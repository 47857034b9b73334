/**
 * Work that takes longer than a call: queue, state, progress, pause, cancel. Alone decides on a task's state.
 * Knows no feature and no process: a handler does the work.
 */
export { createTaskRunner, Interrupted, type TaskContext, type TaskRunner } from './runner'
