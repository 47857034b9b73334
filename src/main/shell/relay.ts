import { randomUUID } from 'node:crypto'
import { MessageChannelMain, type MessagePortMain, type WebContents } from 'electron'
import type { EngineState, PortMessage, ToEngine } from '#shared/wire'

/** Larger messages are no calls of ours: files go by token. */
const largestMessage = 64 * 1024 * 1024

export interface Relay {
  /** Gives a window a port to the engine; the window's earlier one is closed. */
  open: (contents: WebContents) => void
  /** From the engine to one window. */
  deliver: (client: string, data: string) => void
  /** The engine is there (again) or gone: it is told of every window, and every window of it. */
  state: (state: EngineState) => void
}

/** Carries strings between windows and the engine. Reads none of them. */
export function createRelay(send: (message: ToEngine) => void): Relay {
  const ports = new Map<string, MessagePortMain>()
  const owners = new Map<WebContents, string>()
  let current: EngineState = 'starting'

  const tell = (port: MessagePortMain, message: PortMessage): void => {
    port.postMessage(message)
  }

  function close(contents: WebContents): void {
    const client = owners.get(contents)
    if (client === undefined) return
    owners.delete(contents)
    ports.get(client)?.close()
    ports.delete(client)
    send({ kind: 'disconnect', client })
  }

  return {
    open(contents) {
      close(contents)
      const client = randomUUID()
      const { port1, port2 } = new MessageChannelMain()
      ports.set(client, port1)
      owners.set(contents, client)
      port1.on('message', ({ data }) => {
        const message = data as Partial<PortMessage> | null
        if (message?.kind !== 'rpc' || typeof message.data !== 'string') return
        if (message.data.length <= largestMessage) send({ kind: 'rpc', client, data: message.data })
      })
      port1.start()
      contents.once('destroyed', () => {
        close(contents)
      })
      contents.postMessage('plumbline:port', null, [port2])
      if (current === 'ready') send({ kind: 'connect', client })
      tell(port1, { kind: 'engine', state: current })
    },

    deliver(client, data) {
      const port = ports.get(client)
      if (port !== undefined) tell(port, { kind: 'rpc', data })
    },

    state(state) {
      current = state
      for (const [client, port] of ports) {
        if (state === 'ready') send({ kind: 'connect', client })
        tell(port, { kind: 'engine', state })
      }
    },
  }
}
