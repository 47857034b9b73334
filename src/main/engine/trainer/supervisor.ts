import { Worker, SHARE_ENV } from 'node:worker_threads'
import { AppError, toWire, type WireError } from '#shared/errors'
import { cancelledFlag, newControl, pausedFlag, setFlag } from './control'
import { meansOutOfMemory } from './memory'
import type { FromTrainer, ToTrainer } from './protocol'

/** Twice the rate the engine asks for: one message may be late. */
const aliveEveryMs = 500

/** A job that has not stopped by then is inside one long operation; cancelling must take effect within a second. */
const cancelGraceMs = 700

function describeFailure(error: unknown): WireError {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ERR_WORKER_OUT_OF_MEMORY' || meansOutOfMemory(message)) {
    return toWire(new AppError('out-of-memory', { model: '' }))
  }
  return toWire(error)
}

/**
 * The main thread of a trainer: heartbeats, cancel, pause, and the end of the process. It computes nothing, so the
 * engine hears from it whatever the job does, and an orphan ends the moment the engine's channel closes.
 * @param entry the file that, started as a worker thread, runs the job
 */
export function supervise(entry: string): void {
  const control = newControl()
  let ending = false
  let worker: Worker | null = null

  const send = (message: FromTrainer, then?: () => void): void => {
    if (process.connected) process.send?.(message, undefined, undefined, then)
  }
  const end = (last: FromTrainer): void => {
    if (ending) return
    ending = true
    send(last, () => process.exit(0))
  }

  const start = (first: ToTrainer): void => {
    // The shared environment lets the job set what TensorFlow's C library reads from it.
    worker = new Worker(entry, { workerData: { control, first }, env: SHARE_ENV })
    worker.on('message', (message: FromTrainer) => {
      if (message.kind === 'done' || message.kind === 'failed') end(message)
      else if (!ending) send(message)
    })
    worker.on('error', (error) => end({ kind: 'failed', error: describeFailure(error) }))
    worker.on('exit', (code) => {
      end({ kind: 'failed', error: toWire(new Error(`the job's thread ended with ${code} and no result`)) })
    })
  }

  process.on('message', (message: ToTrainer) => {
    switch (message.kind) {
      case 'environment':
        Object.assign(process.env, message.variables)
        break
      case 'start':
        start(message)
        break
      case 'pause':
      case 'resume':
        setFlag(control, pausedFlag, message.kind === 'pause' ? 1 : 0)
        break
      case 'cancel':
        setFlag(control, cancelledFlag, 1)
        setFlag(control, pausedFlag, 0)
        worker?.postMessage(message)
        setTimeout(
          () => end({ kind: 'failed', error: toWire(new AppError('cancelled')) }),
          worker ? cancelGraceMs : 0,
        )
        break
      case 'ask':
        worker?.postMessage(message)
        break
    }
  })
  process.on('disconnect', () => process.exit(0))
  // Ctrl-C in a terminal reaches the whole group of processes: whether to stop is for the engine to say.
  process.on('SIGINT', () => undefined)
  setInterval(() => send({ kind: 'alive' }), aliveEveryMs)
  send({ kind: 'alive' })
}
