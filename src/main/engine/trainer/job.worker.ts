import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { AppError, toWire, type WireError } from '#shared/errors'
import type { Json } from '#shared/lang'
import type { Control } from './control'
import { obey, type JobContext } from './job'
import { loadAnswer, loadJob } from './jobs'
import type { FromTrainer, ToTrainer } from './protocol'

type Start = Extract<ToTrainer, { kind: 'start' }>
type Ask = Extract<ToTrainer, { kind: 'ask' }>

/** The thread that computes: runs the job of the first message, and for `serve` answers questions. */
function work(port: MessagePort): void {
  const { control, first } = workerData as { control: Control; first: Start }
  const abort = new AbortController()
  const send = (message: FromTrainer): void => port.postMessage(message)

  const context: JobContext<Json> = {
    ...obey(control, abort),
    report: (progress) => send({ kind: 'progress', progress }),
    log: (level, message) => send({ kind: 'log', level, message }),
  }

  /** What went wrong, for the engine; what was behind it, for its log. */
  const failure = (error: unknown): WireError => {
    // Whatever a cancelled job stumbles over on its way out is not a failure of its own.
    if (abort.signal.aborted) return toWire(new AppError('cancelled'))
    if (error instanceof AppError && error.cause !== undefined) {
      const { cause } = error
      context.log(
        'warn',
        `${error.code}: ${cause instanceof Error ? (cause.stack ?? cause.message) : 'no error'}`,
      )
    }
    return toWire(error)
  }

  const answer = async ({ id, question, input }: Ask): Promise<void> => {
    try {
      const answers = await loadAnswer(question)
      send({ kind: 'answer', id, result: await answers(input) })
    } catch (error) {
      send({ kind: 'answer', id, error: failure(error) })
    }
  }

  const run = async (): Promise<void> => {
    try {
      const job = await loadJob(first.job)
      send({ kind: 'done', result: await job(first.input, context) })
    } catch (error) {
      send({ kind: 'failed', error: failure(error) })
    }
  }

  port.on('message', (message: ToTrainer) => {
    if (message.kind === 'cancel') abort.abort(new AppError('cancelled'))
    else if (message.kind === 'ask') void answer(message)
  })
  void run()
}

if (!parentPort) throw new Error('this file is the entry of a worker thread')
work(parentPort)
