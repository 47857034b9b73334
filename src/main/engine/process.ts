/** The engine as a process of its own, forked by the shell: messages in, messages out. Ends when the shell does. */
import { dirname, extname, join } from 'node:path'
import { fromWire } from '#shared/errors'
import type { Json } from '#shared/lang'
import type { Channel, EngineConfig, FromEngine, HostServices, ToEngine } from '#shared/wire'
import { templates } from './engine'
import { createEngine, type RunningEngine } from './index'

/** Says to the shell that this was no clean end. */
const exitOnBug = 70

/** A start is over by then; measuring must not make it slower. */
const measureAfterMs = 4000

const program = process.argv[1] ?? ''
const beside = (name: string): string => join(dirname(program), `${name}${extname(program)}`)

function send(message: FromEngine): void {
  if (process.connected) process.send?.(message)
}

/** Asks the shell for what only it can do. */
const waiting = new Map<number, { resolve: (result: Json) => void; reject: (error: Error) => void }>()
let asked = 0
function ask(service: keyof HostServices, input: Json): Promise<Json> {
  const id = (asked += 1)
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    send({ kind: 'host', id, service, input })
  })
}
const host: HostServices = {
  async printPdf(input) {
    await ask('printPdf', input)
    return null
  },
}

/** Each window's end of the relay. */
const clients = new Map<string, { deliver: (data: string) => void; disconnect: () => void }>()

function connect(engine: RunningEngine, id: string): void {
  let deliver: (data: string) => void = () => undefined
  const channel: Channel = {
    post(message) {
      if (message.kind === 'rpc') send({ kind: 'rpc', client: id, data: message.data })
    },
    listen(listener) {
      deliver = (data) => {
        listener({ kind: 'rpc', data })
      }
    },
    close() {
      clients.delete(id)
    },
  }
  const disconnect = engine.connect(channel)
  clients.set(id, { deliver: (data) => deliver(data), disconnect })
}

function start(config: EngineConfig): RunningEngine {
  const engine = createEngine({
    ...config,
    entries: { trainer: beside('trainer'), report: beside('report.worker') },
    node: process.execPath,
    host,
    onStatus: (status) => {
      send({ kind: 'status', status })
    },
  })
  void engine.status().then((status) => {
    send({ kind: 'status', status })
    send({ kind: 'ready' })
    setTimeout(() => void measureDevice(engine), measureAfterMs)
    // Every window asks for them first; loaded while the window is still being made, nobody waits.
    templates().catch((error: unknown) => {
      engine.log.error('templates', String(error))
    })
  })
  return engine
}

/** Once for each version: what will train here, so that the badge shows what was measured. */
async function measureDevice({ client, log }: RunningEngine): Promise<void> {
  try {
    const { device } = await client.call('app.info', {})
    if (device === null) await (await client.start('device.probe', {})).done
  } catch (error) {
    log.warn('device', String(error))
  }
}

let running: RunningEngine | null = null

async function shutDown(): Promise<void> {
  await running?.close()
  process.exit(0)
}

process.on('message', (message: ToEngine) => {
  switch (message.kind) {
    case 'start':
      running ??= start(message.config)
      break
    case 'connect':
      if (running !== null) connect(running, message.client)
      break
    case 'disconnect':
      clients.get(message.client)?.disconnect()
      break
    case 'rpc':
      clients.get(message.client)?.deliver(message.data)
      break
    case 'grant':
      running?.addGrant(message.token, message.path)
      break
    case 'host-answer': {
      const question = waiting.get(message.id)
      waiting.delete(message.id)
      if (message.error === undefined) question?.resolve(message.result ?? null)
      else question?.reject(fromWire(message.error))
      break
    }
    case 'ping':
      send({ kind: 'pong' })
      break
    case 'shutdown':
      void shutDown()
      break
  }
})

// The shell is gone, however it went: projects are closed properly, then there is nothing left to do.
process.on('disconnect', () => {
  void shutDown()
})

process.on('uncaughtException', (error) => {
  // An engine in an unknown state must not write on: the shell starts another, and no acknowledged edit is lost.
  running?.log.error('engine', error.stack ?? String(error))
  process.exit(exitOnBug)
})
