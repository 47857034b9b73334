import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { dialog, shell, type BrowserWindow } from 'electron'
import type { FileFilter, Granted } from '#shared/bridge'

/** What a page may say about a dialog. */
export interface DialogWish {
  title: string
  name: string
  filters: FileFilter[]
}

const longestText = 4096

/** @throws Error unless it is a text of reasonable length */
export function parseText(value: unknown): string {
  if (typeof value !== 'string' || value.length > longestText) throw new Error('refused')
  return value
}

const parseList = (value: unknown): unknown[] => {
  if (!Array.isArray(value) || value.length > 100) throw new Error('refused')
  return value
}

const parseRecord = (value: unknown): Record<string, unknown> => {
  if (typeof value !== 'object' || value === null) throw new Error('refused')
  return value as Record<string, unknown>
}

/** @throws Error unless it says a dialog */
export function parseDialog(value: unknown): DialogWish {
  const { title, name = '', filters = [] } = parseRecord(value)
  return {
    title: parseText(title),
    name: parseText(name),
    filters: parseList(filters).map((filter) => {
      const wish = parseRecord(filter)
      return { name: parseText(wish['name']), extensions: parseList(wish['extensions']).map(parseText) }
    }),
  }
}

export interface Files {
  pickFile: (window: BrowserWindow, wish: DialogWish) => Promise<Granted | null>
  pickFolder: (window: BrowserWindow, wish: DialogWish) => Promise<Granted | null>
  saveFile: (window: BrowserWindow, wish: DialogWish) => Promise<Granted | null>
  grant: (path: string) => Promise<Granted | null>
  reveal: (token: string) => void
  /** Every path granted so far, for an engine that starts anew. */
  all: () => Iterable<[token: string, path: string]>
}

/** Turns what the user chose into tokens. `granted` hears of each. */
export function createFiles(granted: (token: string, path: string) => void): Files {
  const paths = new Map<string, string>()

  async function grant(path: string): Promise<Granted> {
    const token = randomUUID()
    paths.set(token, path)
    granted(token, path)
    return { token, name: basename(path), bytes: await sizeOf(path) }
  }

  async function open(window: BrowserWindow, options: Electron.OpenDialogOptions): Promise<Granted | null> {
    const { filePaths } = await dialog.showOpenDialog(window, options)
    const [path] = filePaths
    return path === undefined ? null : grant(path)
  }

  return {
    grant,
    all: () => paths,
    pickFile: (window, { title, filters }) => open(window, { title, filters, properties: ['openFile'] }),
    pickFolder: (window, { title }) =>
      open(window, { title, properties: ['openDirectory', 'createDirectory', 'promptToCreate'] }),
    async saveFile(window, { title, name, filters }) {
      const { filePath } = await dialog.showSaveDialog(window, { title, defaultPath: name, filters })
      return filePath ? grant(filePath) : null
    },
    reveal(token) {
      const path = paths.get(token)
      if (path !== undefined) shell.showItemInFolder(path)
    },
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path)
    return found.isFile() ? found.size : 0
  } catch (error) {
    // Chosen to be written: it is not there yet.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}
