import type { Channel, PortMessage } from '#shared/wire'

function isPortMessage(data: unknown): data is PortMessage {
  return typeof data === 'object' && data !== null && 'kind' in data
}

/** A browser's MessagePort as the client's channel. */
export function portChannel(port: MessagePort): Channel {
  return {
    post: (message) => port.postMessage(message),
    listen(listener) {
      port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (isPortMessage(data)) listener(data)
      })
      port.start()
    },
    close: () => port.close(),
  }
}
