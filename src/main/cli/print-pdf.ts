import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { AppError } from '#shared/errors'

/** The root of the app whose print-only mode prints: an Electron that carries it already ignores the argument. */
const appFolder = resolve(import.meta.dirname, '../..')

/** A page takes seconds; one that takes longer will not come. */
const patienceMs = 120_000

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
}

function findOnPath(program: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path)) ?? null
}

/** Chromium refuses to sandbox a window that root opens; nobody else may go without. */
function sandboxArguments(): string[] {
  return process.platform === 'linux' && userInfo().uid === 0 ? ['--no-sandbox'] : []
}

function runToEnd(
  command: string,
  args: readonly string[],
): Promise<{ status: number | null; words: string }> {
  return new Promise((done, fail) => {
    const child = spawn(command, [...args], { stdio: ['ignore', 'ignore', 'pipe'], timeout: patienceMs })
    let words = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words += text
    })
    child.on('error', fail)
    child.on('exit', (status) => {
      done({ status, words })
    })
  })
}

/**
 * Prints a page with the Electron that the launcher found (PLUMBLINE_ELECTRON), in its mode without windows; through
 * xvfb-run where there is no display.
 * @throws AppError `no-electron`, `no-display`, `print-failed`
 */
export async function printWithElectron({ html, pdf }: { html: string; pdf: string }): Promise<null> {
  const electron = process.env['PLUMBLINE_ELECTRON']
  if (electron === undefined || !existsSync(electron)) {
    throw new AppError('no-electron', { detail: electron ?? 'PLUMBLINE_ELECTRON' })
  }
  const args = [...sandboxArguments(), appFolder, '--print-only', html, pdf]
  const display = hasDisplay() ? null : findOnPath('xvfb-run')
  if (!hasDisplay() && display === null) throw new AppError('no-display')
  const { status, words } =
    display === null ? await runToEnd(electron, args) : await runToEnd(display, ['-a', electron, ...args])
  if (status !== 0 || !existsSync(pdf)) {
    throw new AppError('print-failed', { detail: words.trim().split('\n').at(-1) ?? String(status) })
  }
  return null
}
