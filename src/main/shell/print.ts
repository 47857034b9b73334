import { mkdtempSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app, BrowserWindow, session } from 'electron'
import { AppError } from '#shared/errors'
import { confine, denyPermissions } from './security'

/** Left alone by any other page; nothing of it reaches the disk. */
const partition = 'print'

/**
 * Prints a self-contained HTML file to a PDF, in a hidden window that runs no script and loads nothing else.
 * @throws AppError `print-failed`
 */
export async function printPdf({ html, pdf }: { html: string; pdf: string }): Promise<void> {
  const page = pathToFileURL(html).href
  const own = session.fromPartition(partition)
  denyPermissions(own)
  own.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: url !== page && !url.startsWith('data:') })
  })
  const window = new BrowserWindow({
    show: false,
    webPreferences: { session: own, sandbox: true, contextIsolation: true, javascript: false },
  })
  confine(window.webContents)
  try {
    await window.loadURL(page)
    const bytes = await window.webContents.printToPDF({
      printBackground: true,
      preferCSSPageSize: true,
      pageSize: 'A4',
    })
    const unfinished = `${pdf}.unfinished`
    await writeFile(unfinished, bytes)
    await rename(unfinished, pdf)
  } catch (error) {
    await rm(`${pdf}.unfinished`, { force: true })
    const detail = error instanceof Error ? error.message : String(error)
    throw new AppError('print-failed', { detail }, { cause: error })
  } finally {
    window.destroy()
  }
}

/** `--print-only <html> <pdf>`, as the command line starts us where there is no window to print from. */
export function printRequest(argv: readonly string[]): { html: string; pdf: string } | null {
  const at = argv.indexOf('--print-only')
  if (at < 0) return null
  const [html, pdf] = argv.slice(at + 1)
  return html === undefined || pdf === undefined ? null : { html, pdf }
}

/** Prints one file and ends: exit status 0, or 1 with a sentence on standard error. */
export async function printOnly(request: { html: string; pdf: string }): Promise<void> {
  // The user's own folder belongs to the app that may be running beside us.
  const scratch = mkdtempSync(join(tmpdir(), 'plumbline-print-'))
  app.setPath('userData', scratch)
  app.disableHardwareAcceleration()
  // The end of the only window is not yet ours: the exit status is.
  app.on('window-all-closed', () => undefined)
  let status = 0
  try {
    await app.whenReady()
    await printPdf(request)
  } catch (error) {
    status = 1
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  }
  await rm(scratch, { recursive: true, force: true })
  app.exit(status)
}
