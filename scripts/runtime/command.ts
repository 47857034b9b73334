import { spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface Finished {
  /** Exit status; 127 when the command does not exist, 124 when it was ended for taking too long. */
  code: number
  /** What it wrote to stdout and stderr, in order of arrival. */
  output: string
}

export interface RunOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** Where the command's own output also goes as it comes; by default it is only collected. */
  echo?: NodeJS.WritableStream
  /** Ended after this long. */
  timeoutMs?: number
  /** Ended when this folder is still empty after `stallMs`: nothing is coming. */
  stall?: { folder: string; ms: number }
}

/** Runs a command to its end and collects what it wrote. Never throws: a missing command is exit status 127. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((done) => {
    // npm and npx are batch files on Windows, which only a shell starts.
    const shell = process.platform === 'win32' && /^(npm|npx)$/.test(command)
    const child = spawn(command, [...args], {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell,
    })
    let output = ''
    let timedOut = false
    const end = (): void => {
      timedOut = true
      child.kill()
    }
    const { stall } = options
    const timers = [
      options.timeoutMs === undefined ? undefined : setTimeout(end, options.timeoutMs),
      stall === undefined
        ? undefined
        : setTimeout(() => {
            if (bytesBelow(stall.folder) === 0) end()
          }, stall.ms),
    ]
    const collect = (chunk: Buffer): void => {
      output += chunk.toString()
      options.echo?.write(chunk)
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    const finish = (code: number): void => {
      for (const timer of timers) clearTimeout(timer)
      done({ code: timedOut ? 124 : code, output })
    }
    child.on('error', (error) => {
      output += error.message
      finish(127)
    })
    child.on('close', (code) => {
      finish(code ?? 1)
    })
  })
}

/** Total size in bytes of the files below a folder; files that vanish while being counted do not count. */
function bytesBelow(folder: string): number {
  let total = 0
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const stat = statSync(join(folder, name), { throwIfNoEntry: false })
    if (stat?.isFile()) total += stat.size
  }
  return total
}

/** The last non-empty line a command wrote: usually where it says what went wrong. */
export function lastLine(output: string): string {
  const lines = output.split('\n').map((line) => line.trim())
  return lines.findLast((line) => line !== '') ?? 'it said nothing'
}

/**
 * Shows on stderr that something slow is happening while `work` runs: one line, and on a terminal the megabytes
 * that have arrived in `folder` so far.
 */
export async function withProgress<T>(label: string, folder: string, work: () => Promise<T>): Promise<T> {
  process.stderr.write(`${label} …\n`)
  if (!process.stderr.isTTY) return work()
  const timer = setInterval(() => {
    process.stderr.write(`\r  ${(bytesBelow(folder) / 1e6).toFixed(0)} MB`)
  }, 500)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    process.stderr.write('\r\u001b[K')
  }
}
