import type { Input, MethodName, Output, Progress, Result, TaskName } from '#shared/contract/index'
import type { TaskContext } from '../tasks'

type MethodHandlers = { [K in MethodName]: (input: Input<K>) => Promise<Output<K>> | Output<K> }
type TaskHandlers = {
  [K in TaskName]: (input: Input<K>, task: TaskContext<Progress<K>>) => Promise<Result<K>>
}

/** What the engine must be able to do: derived from the contract, so that a missing handler fails to compile. */
export type Handlers = MethodHandlers & TaskHandlers
