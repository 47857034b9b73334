import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Binning, Found } from './binning'
import type { Bins } from './bins'
import { command } from './crew'
import { Thread, type Shared } from './phases'

/** Threads of one fit. */
export interface Pool {
  /** How many compute, this one among them. */
  threads: number
  /** This thread's view of the memory, for the arguments of a phase. */
  ints: Int32Array
  /** Runs a phase's tasks and returns when all are done. */
  run(phase: number, tasks: number): void
  close(): Promise<void>
}

/** What a worker is told when the table is laid out, and what it answers at each of its two steps. */
export interface Orders {
  shared: Shared
  bins: readonly Bins[]
}
export type Answer = { found: Found } | { written: number[] }

/** The worker's file: built, beside what is built; in a test, the source itself, which Node 24 can run. */
function workerFile(): string | null {
  const names = ['boosting.worker.js', 'boosting.worker.ts']
  return names.map((name) => join(import.meta.dirname, name)).find((file) => existsSync(file)) ?? null
}

/** A thread, and whether it still stands: one that fell is speed lost, not substance. */
interface Recruit {
  worker: Worker
  fallen: boolean
}

/** Threads that find bins from the moment they stand. */
export interface Recruits {
  recruits: readonly Recruit[]
  /** Bins of the columns that they took. Those of a thread that fell are missing. */
  found: Promise<Found>
  dismiss: () => Promise<void>
}

/** The next answer of a thread, or nothing where it fell before. */
function answerOf(recruit: Recruit): Promise<Answer | null> {
  return new Promise((resolve) => {
    const { worker } = recruit
    const fall = (): void => {
      recruit.fallen = true
      resolve(null)
    }
    worker.once('message', (answer: Answer) => {
      worker.off('error', fall)
      worker.off('exit', fall)
      resolve(answer)
    })
    worker.once('error', fall)
    worker.once('exit', fall)
  })
}

export function recruit(binning: Binning, count: number): Recruits {
  const file = workerFile()
  const recruits =
    file === null
      ? []
      : Array.from({ length: Math.max(0, count) }, (): Recruit => ({
          worker: new Worker(file, { workerData: binning }),
          fallen: false,
        }))
  for (const one of recruits) one.worker.on('error', () => (one.fallen = true))
  const answers = Promise.all(recruits.map(answerOf))
  return {
    recruits,
    dismiss: async () => {
      await Promise.all(recruits.map(({ worker }) => worker.terminate()))
    },
    found: answers.then((all) => all.flatMap((answer) => (answer && 'found' in answer ? answer.found : []))),
  }
}

/**
 * Gives the threads the laid-out memory: they write their share of the bins, then obey.
 * @returns the columns that they wrote, when all stand ready, and the pool they are from then on
 */
export function startPool(
  shared: Shared,
  { recruits, dismiss }: Recruits,
  bins: readonly Bins[],
): { written: Promise<number[]>; pool: () => Pool } {
  const standing = (): Recruit[] => recruits.filter(({ fallen }) => !fallen)
  const orders: Orders = { shared, bins }
  const answers = Promise.all(
    standing().map((one) => {
      const answer = answerOf(one)
      one.worker.postMessage(orders)
      return answer
    }),
  )
  return {
    written: answers.then((all) =>
      all.flatMap((answer) => (answer && 'written' in answer ? answer.written : [])),
    ),
    pool() {
      const workers = standing().map(({ worker }) => worker)
      for (const worker of workers) worker.unref()
      const thread = new Thread(shared)
      return {
        threads: workers.length + 1,
        ints: thread.ints,
        run: command({ ints: thread.ints, thread, others: workers.length }),
        close: dismiss,
      }
    },
  }
}
