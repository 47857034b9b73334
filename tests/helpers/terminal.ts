import { spawn } from 'node:child_process'
import { join } from 'node:path'

export interface Finished {
  /** Exit status; null when a signal ended it. */
  status: number | null
  stdout: string
  stderr: string
}

/**
 * Runs the terminal that `buildMain` built as a user would, with a home of its own.
 * @param onStderr gets what it says as it says it, and a way to signal the process
 */
export function plumbline(
  built: string,
  home: string,
  args: readonly string[],
  env: Record<string, string> = {},
  onStderr: (text: string, kill: (signal: NodeJS.Signals) => void) => void = () => undefined,
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(built, 'cli.js'), ...args], {
      env: { ...process.env, LC_ALL: '', LC_MESSAGES: '', LANG: 'C', PLUMBLINE_HOME: home, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      onStderr(stderr, (signal) => child.kill(signal))
    })
    child.on('error', reject)
    child.on('close', (status) => {
      resolve({ status, stdout, stderr })
    })
  })
}
