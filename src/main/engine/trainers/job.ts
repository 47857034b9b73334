import { AppError } from '#shared/errors'
import type { Log } from '../log'
import type { JobName, Jobs } from '../trainer/protocol'
import { asJson, forkTrainer, thrown, type TrainerEntry } from './process'

/** A cancelled job is asked to stop, and killed when it has not by then: cancel takes effect within a second. */
const graceMs: Record<JobName, number> = {
  inspect: 900,
  import: 900,
  propose: 900,
  seal: 900,
  checks: 900,
  price: 900,
  // It stops by itself after 700 ms; writing a checkpoint may take a little longer on a slow disk.
  train: 2000,
  demonstrate: 900,
  explain: 900,
  vault: 900,
  'predict-file': 900,
  'probe-rung': 900,
  serve: 900,
}

export interface JobOptions<K extends JobName> {
  signal?: AbortSignal
  /** In place of the chosen device's: what its environment must say. */
  environment?: Record<string, string>
  onProgress?: (progress: Jobs[K]['progress']) => void
  /** Gives a function by which the job is paused and resumed. */
  onPause?: (listener: (paused: boolean) => void) => void
}

/**
 * Runs one job in a process of its own and waits for its result.
 * @throws AppError the job's own; `trainer-died`, `out-of-memory`; `cancelled` (or the signal's reason)
 */
export function runJob<K extends JobName>(
  trainer: TrainerEntry,
  log: Log,
  job: K,
  input: Jobs[K]['input'],
  { signal, environment, onProgress, onPause }: JobOptions<K> = {},
): Promise<Jobs[K]['result']> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(asError(signal.reason))
      return
    }
    let killer: NodeJS.Timeout | undefined
    const entry =
      environment === undefined ? trainer : { ...trainer, environment: () => Promise.resolve(environment) }
    const child = forkTrainer(entry, job, log, {
      message(message) {
        switch (message.kind) {
          case 'progress':
            if (signal?.aborted !== true) onProgress?.(message.progress as Jobs[K]['progress'])
            break
          case 'done':
            finish(() => {
              resolve(message.result as Jobs[K]['result'])
            })
            break
          case 'failed':
            finish(() => {
              reject(thrown(message.error, job, log))
            })
            break
          case 'answer':
            break
        }
      },
      died(error) {
        finish(() => {
          reject(error)
        })
      },
    })

    const finish = (settle: () => void): void => {
      signal?.removeEventListener('abort', cancel)
      clearTimeout(killer)
      // It has said its last word. Whoever asked goes on when it is gone: its memory is free, its files are still.
      child.kill()
      void child.ended.then(() => {
        if (signal?.aborted === true) reject(asError(signal.reason))
        else settle()
      })
    }

    const cancel = (): void => {
      child.send({ kind: 'cancel' })
      killer = setTimeout(() => {
        finish(() => undefined)
      }, graceMs[job])
    }

    signal?.addEventListener('abort', cancel)
    onPause?.((paused) => {
      child.send({ kind: paused ? 'pause' : 'resume' })
    })
    child.send({ kind: 'start', job, input: asJson(input) })
  })
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new AppError('cancelled'))
