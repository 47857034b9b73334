/**
 * Supervision of trainer processes: one a job, and one for small questions while a project is open. A death is
 * noticed at once, silence within three seconds. What they compute is in ../trainer; what is done with it, in handlers.
 */
import type { Log } from '../log'
import type { JobName, Jobs } from '../trainer/protocol'
import { runJob, type JobOptions } from './job'
import type { TrainerEntry } from './process'
import { serveProcess, type ServeProcess } from './serve'

export type { TrainerEntry } from './process'
export type { ServeProcess } from './serve'

export interface Trainers {
  run: <K extends JobName>(
    job: K,
    input: Jobs[K]['input'],
    options?: JobOptions<K>,
  ) => Promise<Jobs[K]['result']>
  serve: () => ServeProcess
}

export const createTrainers = (trainer: TrainerEntry, log: Log): Trainers => ({
  run: (job, input, options) => runJob(trainer, log, job, input, options),
  serve: () => serveProcess(trainer, log),
})
