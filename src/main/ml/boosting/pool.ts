import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
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

/** The worker's file: built, beside what is built; in a test, the source itself, which Node 24 can run. */
function workerFile(): string | null {
  const names = ['boosting.worker.js', 'boosting.worker.ts']
  return names.map((name) => join(import.meta.dirname, name)).find((file) => existsSync(file)) ?? null
}

async function startWorkers(shared: Shared, count: number): Promise<Worker[]> {
  const file = workerFile()
  if (file === null || count <= 0) return []
  const workers: Worker[] = []
  const start = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(file, { workerData: shared })
      workers.push(worker)
      worker.once('message', resolve)
      worker.once('error', reject)
    })
  try {
    await Promise.all(Array.from({ length: count }, start))
  } catch {
    // Threads are speed, not substance: where none can be had, one does the work.
    await Promise.all(workers.map((worker) => worker.terminate()))
    return []
  }
  for (const worker of workers) worker.unref()
  return workers
}

/** Starts threads that share this memory; one thread where no other can be started. */
export async function startPool(shared: Shared, threads: number): Promise<Pool> {
  const thread = new Thread(shared)
  const workers = await startWorkers(shared, threads - 1)
  const run = command({ ints: thread.ints, thread, others: workers.length })
  return {
    threads: workers.length + 1,
    ints: thread.ints,
    run,
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}
