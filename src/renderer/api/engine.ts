import { shallowRef, watch, type ShallowRef } from 'vue'
import { portMessage, type Bridge } from '#shared/bridge'
import { connectClient, type Client, type TaskHandle } from '#shared/client'
import type { EventName, Input, MethodName, Output, Payload, TaskName } from '#shared/contract/index'
import { AppError } from '#shared/errors'
import type { EngineState } from '#shared/wire'
import { portChannel } from './port'

const state = shallowRef<EngineState>('starting')
/** Whether there is an engine to ask. */
export const engineState: Readonly<ShallowRef<EngineState>> = state

/** What only the shell can do: dialogs, dropped files, the system's browser. */
export const bridge = (): Bridge => window.plumbline

let connecting: Promise<Client> | null = null

function client(): Promise<Client> {
  connecting ??= new Promise((resolve) => {
    const arrived = (message: MessageEvent<unknown>): void => {
      const [port] = message.ports
      if (message.source !== window || message.data !== portMessage || port === undefined) return
      window.removeEventListener('message', arrived)
      const connected = connectClient(portChannel(port))
      connected.onEngine((next) => (state.value = next))
      resolve(connected)
    }
    window.addEventListener('message', arrived)
    bridge().connect()
  })
  return connecting
}

/** While the engine is being (re)started, calls wait for it rather than fail. */
function whenReady(): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (now: EngineState): boolean => {
      if (now === 'ready') resolve()
      if (now === 'failed') reject(new AppError('engine-unavailable'))
      return now !== 'starting'
    }
    if (settle(state.value)) return
    const stop = watch(state, (now) => settle(now) && stop(), { flush: 'sync' })
  })
}

/** @throws AppError with the engine's code */
export async function call<K extends MethodName>(name: K, input: Input<K>): Promise<Output<K>> {
  const connected = await client()
  await whenReady()
  return connected.call(name, input)
}

export async function startTask<K extends TaskName>(name: K, input: Input<K>): Promise<TaskHandle<K>> {
  const connected = await client()
  await whenReady()
  return connected.start(name, input)
}

/** Listens to an event of the engine. Returns what ends the listening. */
export function on<K extends EventName>(name: K, listener: (payload: Payload<K>) => void): () => void {
  let stopped = false
  let stop = (): void => {
    stopped = true
  }
  void client().then((connected) => {
    if (!stopped) stop = connected.on(name, listener)
  })
  return () => stop()
}

export const restartEngine = (): Promise<void> => bridge().restartEngine()
