/**
 * Electron's main process: window, menu, dialogs, printing, and the life of the engine, whose messages it carries
 * without knowing one by name. No feature and no data of the user lives here.
 */
import { appendFileSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, dialog, ipcMain, nativeTheme, session } from 'electron'
import type { MenuCommand } from '#shared/bridge'
import { toWire } from '#shared/errors'
import type { EngineConfig, EngineStatus, FromEngine } from '#shared/wire'
import { startEngine } from './engine-process'
import { createFiles, parseDialog, parseText } from './files'
import { createRelay } from './relay'
import { setMenu } from './menu'
import { declareScheme, servePages } from './pages'
import { printPdf } from './print'
import { denyPermissions, isTrusted, openExternal } from './security'
import { mark } from './trace'
import { openWindow, type MainWindow } from './window'
import { preferredLang, words } from './words'

export { printOnly, printRequest } from './print'

/** Everything built lies beside this file. */
const built = import.meta.dirname

/** Node for the engine: the launcher's, or the one that was packed with the app. */
function findNode(): string | null {
  const packed = join(process.resourcesPath, 'runtime', process.platform === 'win32' ? 'node.exe' : 'node')
  const candidates = [process.env['PLUMBLINE_NODE'], packed]
  return candidates.find((path) => path !== undefined && existsSync(path)) ?? null
}

function log(message: string): void {
  const folder = join(app.getPath('userData'), 'logs')
  mkdirSync(folder, { recursive: true })
  appendFileSync(join(folder, 'shell.log'), `${new Date().toISOString()} ${message}\n`)
}

/** Starts the application, unless one runs already: then that one comes to the front. */
export function startShell(): void {
  mark('spawn', performance.timeOrigin)
  mark('main')
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  declareScheme()
  const node = findNode()
  if (node === null) {
    dialog.showErrorBox('Plumbline', words[preferredLang(app.getPreferredSystemLanguages())].noNode)
    app.exit(1)
    return
  }
  run(node)
}

function run(node: string): void {
  const userData = app.getPath('userData')
  let main: MainWindow | null = null
  let status: EngineStatus = {
    lang: preferredLang(app.getPreferredSystemLanguages()),
    theme: 'system',
    busy: false,
  }
  let quitting = false

  const config = (): EngineConfig => ({
    home: userData,
    projectsFolder: process.env['PLUMBLINE_PROJECTS'] ?? join(app.getPath('documents'), 'Plumbline'),
    samples: join(built, 'templates'),
    lang: preferredLang(app.getPreferredSystemLanguages()),
    electron: process.versions.electron,
  })

  // Forked before the application is ready: the two start side by side.
  const engine = startEngine({
    node,
    script: join(built, 'engine.js'),
    config,
    log,
    onMessage: receive,
    onState(state) {
      mark(`engine-${state}`)
      if (state === 'ready')
        for (const [token, path] of files.all()) engine.send({ kind: 'grant', token, path })
      if (state !== 'ready') status = { ...status, busy: false }
      relay.state(state)
    },
  })
  const relay = createRelay(engine.send)
  const files = createFiles((token, path) => {
    engine.send({ kind: 'grant', token, path })
  })

  function receive(message: FromEngine): void {
    switch (message.kind) {
      case 'rpc':
        relay.deliver(message.client, message.data)
        break
      case 'status':
        applyStatus(message.status)
        break
      case 'host':
        printPdf(message.input as { html: string; pdf: string }).then(
          () => {
            engine.send({ kind: 'host-answer', id: message.id, result: null })
          },
          (error: unknown) => {
            engine.send({ kind: 'host-answer', id: message.id, error: toWire(error) })
          },
        )
        break
      case 'ready':
      case 'pong':
        break
    }
  }

  function sendCommand(command: MenuCommand): void {
    main?.window.webContents.send('plumbline:menu', command)
  }

  function applyStatus(next: EngineStatus): void {
    if (next.lang !== status.lang) setMenu(next.lang, sendCommand)
    if (next.theme !== nativeTheme.themeSource) nativeTheme.themeSource = next.theme
    status = next
  }

  /** Whether the user lets go of work that is under way; asked only when there is any. */
  async function mayQuit(): Promise<boolean> {
    if (!status.busy || main === null) return true
    const { quit } = words[status.lang]
    const { response } = await dialog.showMessageBox(main.window, {
      type: 'question',
      message: quit.title,
      detail: quit.detail,
      buttons: [quit.stay, quit.confirm],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    })
    return response === 1
  }

  async function leave(): Promise<void> {
    if (quitting || !(await mayQuit())) return
    quitting = true
    await engine.stop()
    app.quit()
  }

  function listen(): void {
    const trusted = (event: Electron.IpcMainEvent | Electron.IpcMainInvokeEvent): boolean =>
      isTrusted(event, main === null ? [] : [main.window.webContents])
    ipcMain.on('plumbline:connect', (event) => {
      if (trusted(event)) relay.open(event.sender)
    })
    ipcMain.on('plumbline:ready', (event) => {
      if (!trusted(event)) return
      mark('usable')
      main?.show()
    })
    ipcMain.handle('plumbline:ask', async (event, action: unknown, input: unknown) => {
      if (!trusted(event) || main === null) throw new Error('refused')
      const { window } = main
      switch (action) {
        case 'pickFile':
          return files.pickFile(window, parseDialog(input))
        case 'pickFolder':
          return files.pickFolder(window, parseDialog(input))
        case 'saveFile':
          return files.saveFile(window, parseDialog(input))
        case 'grant':
          return files.grant(parseText(input))
        case 'reveal':
          files.reveal(parseText(input))
          return null
        case 'openExternal':
          await openExternal(parseText(input))
          return null
        case 'restartEngine':
          engine.restart()
          return null
        default:
          throw new Error('refused')
      }
    })
  }

  app.on('second-instance', () => {
    if (main === null) return
    if (main.window.isMinimized()) main.window.restore()
    main.window.focus()
  })
  app.on('window-all-closed', () => {
    void leave()
  })
  app.on('before-quit', (event) => {
    if (quitting) return
    event.preventDefault()
    void leave()
  })

  void app.whenReady().then(() => {
    mark('app-ready')
    engine.configure()
    denyPermissions(session.defaultSession)
    servePages(join(built, '..', 'renderer'))
    listen()
    setMenu(status.lang, sendCommand)
    main = openWindow({
      preload: join(built, '..', 'preload', 'index.js'),
      icon: join(app.getAppPath(), 'resources', 'icon.png'),
      userData,
    })
    main.window.on('close', (event) => {
      if (quitting) return
      event.preventDefault()
      void leave()
    })
    main.window.on('closed', () => {
      main = null
    })
    mark('window')
  })
}
