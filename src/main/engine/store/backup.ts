import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { copyFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { settleCopy } from './connection'

/** A few days of work at one or two closings a day. */
const kept = 5

const backupFolder = (folder: string): string => join(folder, 'backups')

/** File names order by time. */
const stamp = (): string => new Date().toISOString().replaceAll(':', '-')

/** Backups of a project folder, newest first. */
export function listBackups(folder: string): string[] {
  const backups = backupFolder(folder)
  if (!existsSync(backups)) return []
  return readdirSync(backups)
    .filter((name) => /^project-.*\.db$/.test(name))
    .sort()
    .reverse()
    .map((name) => join(backups, name))
}

/**
 * Copies a live database through SQLite's backup interface and keeps the copy only if it passes its check; then the
 * oldest beyond five go. Returns the copy's path.
 */
export async function backUp(db: Database, folder: string): Promise<string> {
  mkdirSync(backupFolder(folder), { recursive: true })
  const target = join(backupFolder(folder), `project-${stamp()}.db`)
  const unfinished = `${target}.unfinished`
  await db.backup(unfinished)
  if (!settleCopy(unfinished)) {
    await rm(unfinished, { force: true })
    throw new Error('a backup did not pass its check')
  }
  await rename(unfinished, target)
  for (const old of listBackups(folder).slice(kept)) await rm(old, { force: true })
  return target
}

/**
 * Puts the newest sound backup in the place of a project file; the file that stood there is kept beside it.
 * Returns the time of the backup as its file name says it, or null when there is none.
 */
export async function restoreNewestBackup(folder: string): Promise<string | null> {
  const newest = listBackups(folder).find(settleCopy)
  if (newest === undefined) return null
  const file = join(folder, 'project.db')
  const fresh = `${file}.restored`
  await copyFile(newest, fresh)
  const aside = join(folder, `project.damaged-${stamp()}.db`)
  // The log of a damaged file belongs to it: replayed over the backup it would damage that too.
  for (const suffix of ['-wal', '-shm', '-journal']) {
    if (existsSync(`${file}${suffix}`)) await rename(`${file}${suffix}`, `${aside}${suffix}`)
  }
  if (existsSync(file)) await rename(file, aside)
  await rename(fresh, file)
  return newest
}
