import { AppError } from '#shared/errors'
import type { Log } from '../log'
import type { QuestionName, Questions } from '../trainer/protocol'
import { asJson, forkTrainer, thrown, type TrainerEntry, type TrainerProcess } from './process'

/** A process that nobody has asked for this long gives its memory back; the next question starts another. */
const idleMs = 120_000

/** Answers small questions about one project's data and models; one process while there are questions. */
export interface ServeProcess {
  /** @throws AppError the answer's own; `trainer-died`; `cancelled` when it is closed meanwhile */
  ask: <K extends QuestionName>(question: K, input: Questions[K]['input']) => Promise<Questions[K]['result']>
  /** Ends the process; waiting questions fail with `cancelled`. Another question would start it again. */
  close: () => Promise<void>
  readonly pid: () => number | undefined
}

interface Waiting {
  resolve: (result: never) => void
  reject: (error: Error) => void
}

export function serveProcess(trainer: TrainerEntry, log: Log): ServeProcess {
  let child: TrainerProcess | null = null
  let idle: NodeJS.Timeout | undefined
  let asked = 0
  const waiting = new Map<number, Waiting>()

  function failAll(error: Error): void {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }

  function start(): TrainerProcess {
    const started = forkTrainer(trainer, 'serve', log, {
      message(message) {
        if (message.kind === 'answer') {
          const question = waiting.get(message.id)
          waiting.delete(message.id)
          if (message.error !== undefined) question?.reject(thrown(message.error, 'serve', log))
          else question?.resolve(message.result as never)
        } else if (message.kind === 'done' || message.kind === 'failed') {
          if (child === started) child = null
          failAll(new AppError('trainer-died', { detail: message.kind }))
        }
      },
      died(error) {
        if (child === started) child = null
        failAll(error)
      },
    })
    started.send({ kind: 'start', job: 'serve', input: { data: null } })
    return started
  }

  async function close(): Promise<void> {
    clearTimeout(idle)
    const ending = child
    child = null
    failAll(new AppError('cancelled'))
    ending?.kill()
    await ending?.ended
  }

  return {
    close,
    pid: () => child?.pid,
    ask(question, input) {
      child ??= start()
      const process = child
      clearTimeout(idle)
      idle = setTimeout(() => {
        if (waiting.size === 0) void close()
      }, idleMs)
      idle.unref()
      const id = (asked += 1)
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        process.send({ kind: 'ask', id, question, input: asJson(input) })
      })
    },
  }
}
