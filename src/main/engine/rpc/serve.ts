import { createBirpc, type BirpcReturn } from 'birpc'
import { parseMessage } from '#shared/client'
import type { Json } from '#shared/lang'
import type { Channel, ClientFunctions, EngineFunctions } from '#shared/wire'
import type { Log } from '../log'
import type { Dispatch } from './dispatch'

export interface Connection {
  event: (name: string, payload: Json) => void
  close: () => void
}

/** Serves one client over `channel`. What is not a message of ours is logged and dropped. */
export function serveClient(channel: Channel, dispatch: Dispatch, log: Log): Connection {
  const rpc: BirpcReturn<ClientFunctions, EngineFunctions> = createBirpc<ClientFunctions, EngineFunctions>(
    { call: async (name: unknown, input) => dispatch(typeof name === 'string' ? name : '', input) },
    {
      post: (data: string) => {
        channel.post({ kind: 'rpc', data })
      },
      on: (listener) => {
        channel.listen((message) => {
          if (message.kind === 'rpc') listener(message.data)
        })
      },
      // Only what is offered, never what every object inherits.
      resolver: (name, resolved) => (name === 'call' ? resolved : undefined),
      serialize: JSON.stringify,
      deserialize: parseMessage,
      eventNames: ['event'],
      timeout: -1,
      onGeneralError: (error) => {
        log.warn('rpc', error.message)
        return true
      },
    },
  )
  return {
    event(name, payload) {
      void rpc.event(name, payload)
    },
    close() {
      rpc.$close()
      channel.close()
    },
  }
}

/** Two ends of a channel inside one process. Messages arrive later, as they do between processes. */
export function channelPair(): [Channel, Channel] {
  const ends = [null, null].map(() => ({ listeners: [] as Parameters<Channel['listen']>[0][], open: true }))
  const end = (own: number, other: number): Channel => ({
    post(message) {
      setImmediate(() => {
        if (ends[own]?.open !== true || ends[other]?.open !== true) return
        for (const listener of ends[other].listeners) listener(message)
      })
    },
    listen(listener) {
      ends[own]?.listeners.push(listener)
    },
    close() {
      const mine = ends[own]
      if (mine !== undefined) mine.open = false
    },
  })
  return [end(0, 1), end(1, 0)]
}
