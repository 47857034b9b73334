import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** The repository this script belongs to. */
export const repoRoot = resolve(import.meta.dirname, '../..')

/** What belongs to this checkout alone and may vanish with its node_modules. */
export const checkoutCache = join(repoRoot, 'node_modules', '.cache', 'plumbline')

/** The folder shared by every checkout of one user: large downloads, fetched once. PLUMBLINE_CACHE overrides it. */
export function sharedCache(): string {
  const chosen = process.env['PLUMBLINE_CACHE']
  if (chosen) return resolve(chosen)
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'plumbline')
  if (process.platform === 'win32') {
    return join(process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'plumbline', 'cache')
  }
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'plumbline')
}

/** A lock whose owner wrote no process id within this time was left by a crash. */
const emptyLockGraceMs = 10_000

function ownerIsAlive(lock: string): boolean {
  try {
    const pid = Number(readFileSync(lock, 'utf8'))
    if (!pid) return Date.now() - statSync(lock).mtimeMs < emptyLockGraceMs
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: the process exists and belongs to somebody else. Anything else: it, or the lock, is gone.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Runs `work` while no other process runs work under the same lock file.
 * It only saves doing the work twice: whoever installs something still does it by an atomic rename, so two
 * processes that both take over a dead owner's lock do no harm.
 */
export async function withLock<T>(lock: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(lock), { recursive: true })
  for (let waits = 0; ; waits++) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (!ownerIsAlive(lock)) {
        rmSync(lock, { force: true })
        continue
      }
      if (waits === 0) onWait()
      await sleep(200)
    }
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

interface Failure {
  at: number
  reason: string
}

/** Why `name` failed within the last `lifetimeMs`, or undefined: a launch must not wait for a dead network each time. */
export function rememberedFailure(name: string, lifetimeMs: number): string | undefined {
  try {
    const failure = JSON.parse(readFileSync(join(sharedCache(), `${name}.failed.json`), 'utf8')) as Failure
    return Date.now() - failure.at < lifetimeMs ? failure.reason : undefined
  } catch {
    // No file, or not ours: nothing is remembered.
    return undefined
  }
}

/** Remembers that `name` failed, and why. */
export function rememberFailure(name: string, reason: string): void {
  mkdirSync(sharedCache(), { recursive: true })
  const failure: Failure = { at: Date.now(), reason }
  writeFileSync(join(sharedCache(), `${name}.failed.json`), JSON.stringify(failure))
}
