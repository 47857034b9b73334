/**
 * The bridge between a sandboxed page and the shell. One generic bridge: no method of the engine is named here, and
 * nothing of Electron is handed out.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { portMessage, type Bridge, type DroppedFile, type Granted, type MenuCommand } from '#shared/bridge'

const invoke = <T>(action: string, input: unknown): Promise<T> =>
  ipcRenderer.invoke('plumbline:ask', action, input) as Promise<T>

/** Electron 32 and later have webUtils; before that a File carried its path. */
function pathOf(dropped: DroppedFile): string {
  const file = dropped as File & { path?: string }
  const utils = webUtils as typeof webUtils | undefined
  if (utils !== undefined) return utils.getPathForFile(file)
  return file.path ?? ''
}

ipcRenderer.on('plumbline:port', (event) => {
  const [port] = event.ports
  if (port !== undefined) window.postMessage(portMessage, window.location.origin, [port])
})

const bridge: Bridge = {
  platform: process.platform,
  connect() {
    ipcRenderer.send('plumbline:connect')
  },
  pickFile: (options) => invoke('pickFile', options),
  pickFolder: (options) => invoke('pickFolder', options),
  saveFile: (options) => invoke('saveFile', options),
  async grantDropped(file) {
    const path = pathOf(file)
    return path === '' ? null : await invoke<Granted | null>('grant', path)
  },
  reveal: (token) => invoke('reveal', token),
  openExternal: (url) => invoke('openExternal', url),
  restartEngine: () => invoke('restartEngine', null),
  ready() {
    ipcRenderer.send('plumbline:ready')
  },
  onMenu(listener) {
    const forward = (_event: unknown, command: MenuCommand): void => {
      listener(command)
    }
    ipcRenderer.on('plumbline:menu', forward)
    return () => {
      ipcRenderer.removeListener('plumbline:menu', forward)
    }
  },
}

contextBridge.exposeInMainWorld('plumbline', bridge)
