import { parentPort, workerData } from 'node:worker_threads'
import { findShare, writeShare, type Binning } from './binning.ts'
import { obey } from './crew.ts'
import type { Answer, Orders } from './pool.ts'

const binning = workerData as Binning
const answer = (said: Answer): void => parentPort?.postMessage(said)

parentPort?.once('message', ({ shared, bins }: Orders) => {
  const written = writeShare(binning, bins, shared.layout, new Uint8Array(shared.memory.buffer))
  obey(shared, () => {
    answer({ written })
  })
})
answer({ found: findShare(binning) })
