import { setImmediate } from 'node:timers/promises'
import { AppError } from '#shared/errors'
import { cancelledFlag, pausedFlag, type Control } from './control'
import type { JobName, Jobs, QuestionName, Questions } from './protocol'

/** What a job may use beside its input. */
export interface JobContext<P> {
  /** Aborted on cancel, when the job's thread next lets messages through. */
  signal: AbortSignal
  /** Call between pieces of work: throws `cancelled`, waits while paused, lets timers and messages through. */
  breathe: () => Promise<void>
  /** Milliseconds of work so far: pauses do not count. */
  workedMs: () => number
  report: (progress: P) => void
  log: (level: 'info' | 'warn' | 'error', message: string) => void
}

export type Job<K extends JobName> = (
  input: Jobs[K]['input'],
  context: JobContext<Jobs[K]['progress']>,
) => Promise<Jobs[K]['result']>

/** Answers one kind of question of a `serve` process. */
export type Answer<K extends QuestionName> = (input: Questions[K]['input']) => Promise<Questions[K]['result']>

/** How long a job may keep its thread before timers and messages get a turn. */
const turnMs = 20

/** The part of a context that obeys the engine's flags. */
export function obey(
  control: Control,
  abort: AbortController,
): Pick<JobContext<never>, 'breathe' | 'workedMs' | 'signal'> {
  const started = performance.now()
  let pausedMs = 0
  let turn = started

  const throwIfCancelled = (): void => {
    if (Atomics.load(control, cancelledFlag) === 0) return
    abort.abort(new AppError('cancelled'))
    throw new AppError('cancelled')
  }

  return {
    signal: abort.signal,
    workedMs: () => performance.now() - started - pausedMs,
    async breathe() {
      throwIfCancelled()
      if (Atomics.load(control, pausedFlag) === 1) {
        const since = performance.now()
        while (Atomics.load(control, pausedFlag) === 1) {
          await Atomics.waitAsync(control, pausedFlag, 1).value
        }
        pausedMs += performance.now() - since
        throwIfCancelled()
      }
      if (performance.now() - turn >= turnMs) {
        await setImmediate()
        turn = performance.now()
        throwIfCancelled()
      }
    },
  }
}
