import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Input, Progress, Result, TaskName } from '#shared/contract/index'
import { AppError } from '#shared/errors'
import type { Lang } from '#shared/lang'
import type { Manifest } from '#shared/manifest'
import type { ProjectState } from '#shared/project'
import { createEngine } from '../engine'
import type { Client } from '#shared/client'
import { printWithElectron } from './print-pdf'
import { statusLine } from './status-line'

/** Everything built lies beside this file. */
const built = import.meta.dirname

/** The engine, and what a command may do with it. */
export interface Terminal {
  readonly lang: Lang
  readonly client: Client
  /** A token by which the engine may use a path that the user wrote. */
  grant(path: string): string
  /** Runs a task to its end, with what it is doing on the status line. Ctrl-C cancels it. */
  task<K extends TaskName>(
    name: K,
    input: Input<K>,
    describe: (progress: Progress<K>) => string | null,
  ): Promise<Result<K>>
  /** Says at once what is being done. */
  status(text: string): void
  /** Says something that stays, on standard error. */
  note(text: string): void
  /** @throws AppError `unknown-template` */
  manifest(template: string): Promise<Manifest>
  /** Opens a project's folder. @throws AppError `not-a-project`, `project-locked` … */
  openProject(folder: string): Promise<ProjectState>
  close(): Promise<void>
}

/**
 * Where the terminal keeps its own list of projects and its log: beside the app's, never in its files. What the machine
 * computes with is the app's own: measured, chosen and installed once for both.
 */
function folders(): { home: string; machine: string } {
  const chosen = process.env['PLUMBLINE_HOME']
  if (chosen) return { home: resolve(chosen), machine: resolve(chosen) }
  const machine = appFolder()
  return { home: join(machine, 'terminal'), machine }
}

function appFolder(): string {
  if (process.platform === 'darwin') {
    return join(homedir(), 'Library', 'Application Support', 'Plumbline')
  }
  if (process.platform === 'win32') {
    return join(process.env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Plumbline')
  }
  return join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'Plumbline')
}

/** The version of the Electron that the launcher found; its folder says it. */
function electronVersion(): string | null {
  const executable = process.env['PLUMBLINE_ELECTRON']
  if (executable === undefined) return null
  const file = join(dirname(executable), 'version')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : 'unknown'
}

/** Starts an engine in this process. Nothing is opened or forked before it is asked for. */
export function openTerminal(lang: Lang): Terminal {
  const line = statusLine()
  const engine = createEngine({
    ...folders(),
    projectsFolder: process.cwd(),
    samples: join(built, 'templates'),
    lang,
    electron: electronVersion(),
    entries: { trainer: join(built, 'trainer.js'), report: join(built, 'report.worker.js') },
    node: process.execPath,
    host: { printPdf: printWithElectron },
  })
  const { client } = engine
  const interrupts: NodeJS.Signals[] = []
  let cancel: (() => void) | null = null
  const interrupt = (signal: NodeJS.Signals): void => {
    // The second time nobody wants to wait.
    if (interrupts.push(signal) > 1) process.exit(130)
    cancel?.()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)

  return {
    lang,
    client,
    grant: (path) => engine.grant(resolve(path)),
    status: line.show,
    note(text) {
      line.clear()
      process.stderr.write(`${text}\n`)
    },
    async task(name, input, describe) {
      if (interrupts.length > 0) throw new AppError('cancelled')
      const task = await client.start(name, input)
      cancel = () => void task.cancel()
      if (interrupts.length > 0) cancel()
      const stop = task.onProgress((progress) => {
        const text = describe(progress)
        if (text !== null) line.show(text)
      })
      try {
        return await task.done
      } finally {
        stop()
        cancel = null
        line.clear()
      }
    },
    async manifest(id) {
      const all = await client.call('templates.list', {})
      const found = all.find((manifest) => manifest.id === id)
      if (found) return found
      throw new AppError('unknown-template', { id, known: all.map((manifest) => manifest.id).join(', ') })
    },
    openProject: (folder) => client.call('projects.openFolder', { token: engine.grant(resolve(folder)) }),
    async close() {
      line.clear()
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', interrupt)
      await engine.close()
    },
  }
}
