import { parentPort, workerData } from 'node:worker_threads'
import { obey } from './crew.ts'
import type { Shared } from './phases.ts'

obey(workerData as Shared, () => parentPort?.postMessage('ready'))
