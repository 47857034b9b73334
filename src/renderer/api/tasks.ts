import { call, engineState, on, startTask } from './engine'
import { createTaskList } from './task-list'

export type { TaskView } from './task-list'

const tasks = createTaskList({
  list: () => call('tasks.list', {}),
  start: startTask,
  act: (verb, task) => call(`tasks.${verb}`, { task }),
  on,
  engine: engineState,
})

export const useTask = tasks.use
/** What the engine is busy with, oldest first. */
export const activeTasks = tasks.active
