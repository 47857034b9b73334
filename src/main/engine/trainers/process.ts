import { fork, type ChildProcess } from 'node:child_process'
import { setPriority } from 'node:os'
import { AppError, type WireError } from '#shared/errors'
import type { Json } from '#shared/lang'
import type { Log } from '../log'
import { meansOutOfMemory } from '../trainer/memory'
import type { FromTrainer, ToTrainer } from '../trainer/protocol'
import { oomKills } from './oom'

export interface TrainerEntry {
  /** The built trainer. */
  entry: string
  /** The Node that runs it; its major version is asserted by the launcher. */
  node: string
  /** What a trainer must be told of the device it is to use; nothing by default. */
  environment?: () => Promise<Record<string, string>>
}

/** How often silence is counted. Ticks, not clocks: a machine that slept has not been silent. */
const tickMs = 500
/** Three seconds without a sign of life, and the process counts as dead. */
const silentTicks = 6
/** Loading a program from a cold disk comes before its first sign. */
const startTicks = 40
/** Screens come before trainers where both want the processor. */
const niceness = 10
/** The end of what a dying process wrote, for the log and to tell why it died. */
const rememberedOutput = 4000

export interface TrainerProcess {
  readonly pid: number | undefined
  send: (message: ToTrainer) => void
  /** Ends it now. What it does is over when `ended` resolves. */
  kill: () => void
  readonly ended: Promise<void>
}

export interface Listener {
  message: (message: Exclude<FromTrainer, { kind: 'alive' } | { kind: 'log' }>) => void
  /** It ended, was killed from outside, or fell silent. Never called after `kill`. */
  died: (error: AppError) => void
}

/** Forks one trainer and watches over it: exit, silence, words. */
export function forkTrainer(
  { entry, node, environment }: TrainerEntry,
  name: string,
  log: Log,
  listener: Listener,
): TrainerProcess {
  const kills = oomKills()
  const child: ChildProcess = fork(entry, [], {
    execPath: node,
    execArgv: [],
    serialization: 'json',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let over = false
  let quiet = 0
  let limit = startTicks
  let output = ''

  const settle = (error: AppError | null): void => {
    if (over) return
    over = true
    clearInterval(timer)
    if (error !== null) listener.died(error)
  }

  const kill = (error: AppError | null): void => {
    settle(error)
    child.kill('SIGKILL')
  }

  const timer = setInterval(() => {
    quiet += 1
    if (quiet < limit) return
    log.warn(name, 'no sign of life: killed')
    kill(new AppError('trainer-died', { detail: 'no sign of life' }))
  }, tickMs)

  if (child.pid !== undefined) lowerPriority(child.pid)
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-rememberedOutput)
  })
  child.on('message', (message: FromTrainer) => {
    quiet = 0
    limit = silentTicks
    if (over) return
    if (message.kind === 'log') log[message.level](name, message.message)
    else if (message.kind !== 'alive') listener.message(message)
  })

  const ended = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      log.error(name, error.message)
      settle(new AppError('trainer-died', { detail: error.message }))
      // One that never started has no exit.
      if (child.pid === undefined) resolve()
    })
    child.on('exit', (code, signal) => {
      const detail = signal ?? `exit ${code}`
      if (!over) {
        log.error(name, `ended: ${detail}\n${output}`)
        const memory = meansOutOfMemory(output) || (signal === 'SIGKILL' && oomKills() > kills)
        settle(
          memory ? new AppError('out-of-memory', { model: name }) : new AppError('trainer-died', { detail }),
        )
      }
      resolve()
    })
  })

  // Before its first message, whatever that is.
  const ready = Promise.resolve(environment?.() ?? {}).then(
    (variables) => {
      if (child.connected) child.send({ kind: 'environment', variables } satisfies ToTrainer)
    },
    (error: unknown) => {
      kill(new AppError('trainer-died', { detail: String(error) }))
    },
  )

  return {
    pid: child.pid,
    ended,
    kill: () => {
      kill(null)
    },
    send(message) {
      void ready.then(() => {
        if (child.connected) child.send(message)
      })
    },
  }
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, niceness)
  } catch (error) {
    // Gone already: its exit tells why.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** What `failed` and `answer` carry, as the error it stands for. */
export function thrown(error: WireError, name: string, log: Log): AppError {
  if (error.stack !== undefined) log.error(name, error.stack)
  return new AppError(error.code, error.params)
}

/** JSON is what crosses to a trainer; job inputs are JSON by construction. */
export const asJson = (value: unknown): Json => value as Json
