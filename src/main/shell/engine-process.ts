import { fork, type ChildProcess } from 'node:child_process'
import type { EngineConfig, EngineState, FromEngine, ToEngine } from '#shared/wire'

/** Waits before each start after a death; the last one holds. */
const backOffMs = [1000, 2000, 4000, 8000]
/** So many deaths within so long, and it is left alone until somebody asks. */
const breaker = { deaths: 5, withinMs: 10 * 60_000 }
/** A sign of life is asked for this often; so many questions without an answer mean that it hangs. */
const pingMs = 2000
const unanswered = 8
/** How long it may take to bring projects and trainers to a clean end. */
const shutdownMs = 8000

export interface EngineProcessOptions {
  node: string
  script: string
  config: () => EngineConfig
  onMessage: (message: FromEngine) => void
  onState: (state: EngineState) => void
  log: (message: string) => void
}

export interface EngineProcess {
  send: (message: ToEngine) => void
  readonly state: () => EngineState
  /** Sends the configuration, for which the application must be ready; forking does not wait for that. */
  configure: () => void
  /** After `failed`: begins again. */
  restart: () => void
  /** A clean end, or after a while an unclean one. */
  stop: () => Promise<void>
}

/** Forks the engine and keeps it running. */
export function startEngine(options: EngineProcessOptions): EngineProcess {
  let child: ChildProcess | null = null
  let state: EngineState = 'starting'
  let configured = false
  let stopping = false
  let silent = 0
  let retry: NodeJS.Timeout | undefined
  const deaths: number[] = []

  function become(next: EngineState): void {
    state = next
    options.onState(next)
  }

  function send(message: ToEngine): void {
    if (child?.connected === true) child.send(message)
  }

  function start(): void {
    silent = 0
    const started = fork(options.script, [], {
      execPath: options.node,
      execArgv: [],
      serialization: 'json',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    child = started
    started.stderr?.setEncoding('utf8').on('data', (text: string) => {
      options.log(`engine: ${text.trimEnd()}`)
    })
    started.on('message', (message: FromEngine) => {
      if (child !== started) return
      silent = 0
      if (message.kind === 'ready') become('ready')
      if (message.kind !== 'pong') options.onMessage(message)
    })
    started.on('error', (error) => {
      options.log(`engine: ${error.message}`)
      // One that never started has no exit.
      if (started.pid === undefined) died(started, error.message)
    })
    started.on('exit', (code, signal) => {
      died(started, signal ?? `exit ${code}`)
    })
    if (configured) send({ kind: 'start', config: options.config() })
  }

  function died(which: ChildProcess, how: string): void {
    if (child !== which) return
    child = null
    if (stopping) return
    options.log(`engine ended: ${how}`)
    const now = Date.now()
    deaths.push(now)
    const recent = deaths.filter((at) => now - at < breaker.withinMs)
    if (recent.length >= breaker.deaths) {
      become('failed')
      return
    }
    become('starting')
    retry = setTimeout(start, backOffMs[Math.min(recent.length, backOffMs.length) - 1])
  }

  const watch = setInterval(() => {
    if (child === null || state !== 'ready') return
    silent += 1
    if (silent > unanswered) {
      options.log('engine does not answer: killed')
      child.kill('SIGKILL')
      return
    }
    send({ kind: 'ping' })
  }, pingMs)
  watch.unref()

  start()

  return {
    send,
    state: () => state,
    configure() {
      configured = true
      send({ kind: 'start', config: options.config() })
    },
    restart() {
      if (state !== 'failed') return
      deaths.length = 0
      become('starting')
      start()
    },
    async stop() {
      stopping = true
      clearTimeout(retry)
      clearInterval(watch)
      const ending = child
      if (ending === null || ending.exitCode !== null) return
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => ending.kill('SIGKILL'), shutdownMs)
        ending.on('exit', () => {
          clearTimeout(timer)
          resolve()
        })
        send({ kind: 'shutdown' })
      })
    },
  }
}
