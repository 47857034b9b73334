import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BrowserWindow, nativeTheme, screen, type Rectangle } from 'electron'
import { isOurs, origin } from './addresses'
import { confine } from './security'
import { mark } from './trace'

const initial = { width: 1280, height: 820 }
const smallest = { minWidth: 900, minHeight: 600 }
/** A page that never says it is painted is shown all the same. */
const showAnywayMs = 1500
/** The page's own background, so that the window does not flash. */
const background = { light: '#ffffff', dark: '#16181d' }

interface WindowState {
  bounds: Rectangle
  maximized: boolean
}

function isState(value: unknown): value is WindowState {
  if (typeof value !== 'object' || value === null || !('bounds' in value)) return false
  const { bounds } = value
  if (typeof bounds !== 'object' || bounds === null) return false
  const numbers = bounds as Record<string, unknown>
  return ['x', 'y', 'width', 'height'].every((key) => Number.isInteger(numbers[key]))
}

/** Where the window was, if a screen is still there. */
function readState(file: string): WindowState | null {
  let state: unknown
  try {
    state = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // The first start, or a file that somebody edited: the window opens in its usual place.
    return null
  }
  if (!isState(state)) return null
  const { workArea } = screen.getDisplayMatching(state.bounds)
  const { x, y, width, height } = state.bounds
  const visible =
    x < workArea.x + workArea.width &&
    x + width > workArea.x &&
    y < workArea.y + workArea.height &&
    y + height > workArea.y
  return visible ? state : null
}

function saveState(file: string, window: BrowserWindow): void {
  const state: WindowState = { bounds: window.getNormalBounds(), maximized: window.isMaximized() }
  writeFileSync(`${file}.new`, JSON.stringify(state))
  renameSync(`${file}.new`, file)
}

export interface MainWindow {
  readonly window: BrowserWindow
  /** The page is painted and usable. */
  show: () => void
}

/** Opens the one window, hidden until its page is painted. */
export function openWindow(options: { preload: string; userData: string; icon: string }): MainWindow {
  const stateFile = join(options.userData, 'window.json')
  const state = readState(stateFile)
  const window = new BrowserWindow({
    ...initial,
    ...smallest,
    ...state?.bounds,
    show: false,
    autoHideMenuBar: true,
    icon: options.icon,
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  })
  confine(window.webContents)
  if (state?.maximized === true) window.maximize()
  const show = (): void => {
    if (!window.isDestroyed() && !window.isVisible()) window.show()
  }
  window.once('ready-to-show', () => {
    mark('first-paint')
    setTimeout(show, showAnywayMs)
  })
  window.on('close', () => {
    saveState(stateFile, window)
  })
  const home = `${origin}/index.html`
  // Chromium goes to about:blank without asking will-navigate: the page comes back.
  window.webContents.on('did-navigate', (_event, url) => {
    if (!isOurs(url)) void window.loadURL(home)
  })
  // The engine has everything: a page that crashed begins again where its address says.
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit' && reason !== 'killed') window.webContents.reload()
  })
  void window.loadURL(home)
  return { window, show }
}
