import { constants, existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { AppError } from '#shared/errors'
import { databaseFile } from '../store'

/** What a project's folder is made of. Anything else in it is the user's own and stays when the project goes. */
const ownFolders = ['data', 'models', 'predictions', 'reports', 'backups', 'checkpoints']
const ownFile = /\.(arrow|jsonl|json|bin|db|checkpoint|html|pdf)$|^\.unfinished-|\.unfinished$/
const ownTopFile = /^project(\.damaged-[^/]*)?\.db(-wal|-shm|-journal|\.restored)?$/

/** Files that a copy of a project needs beside its database. */
const copiedFolders = ['data', 'models', 'predictions', 'reports']

/** What the file system's refusals mean to the user; anything else comes back unchanged. */
export function fileFailure(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  const path = 'path' in error && typeof error.path === 'string' ? error.path : ''
  const cause = { cause: error }
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('disk-full', { path }, cause)
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new AppError('not-writable', { path }, cause)
    default:
      return error
  }
}

/** A folder name that every file system takes, as close to the project's name as it can be. */
function folderName(name: string): string {
  const safe = name
    .replace(/[\\/:*?"<>|\p{Cc}]/gu, '-')
    .replace(/^[\s.]+|[\s.]+$/g, '')
    .slice(0, 80)
  return safe === '' ? 'project' : safe
}

/** A path that does not exist yet: `name`, `name 2`, `name 3` … below `parent`. */
export function freeFolder(parent: string, name: string): string {
  const base = join(parent, folderName(name))
  for (let number = 1; ; number++) {
    const path = number === 1 ? base : `${base} ${number}`
    if (!existsSync(path)) return path
  }
}

/** @throws AppError `project-exists` unless `folder` is absent or empty */
async function requireFree(folder: string): Promise<void> {
  if (!existsSync(folder)) return
  if ((await readdir(folder)).length > 0) throw new AppError('project-exists', { path: folder })
}

/**
 * Fills a new folder under a temporary name and only then gives it its own, so that no half-made project is left.
 * @throws AppError `project-exists`, `disk-full`, `not-writable`
 */
export async function makeFolder(target: string, fill: (folder: string) => Promise<void>): Promise<void> {
  await requireFree(target)
  const parent = dirname(target)
  await mkdir(parent, { recursive: true })
  const unfinished = join(parent, `.plumbline-${process.pid}-${Date.now()}`)
  await mkdir(unfinished)
  try {
    await fill(unfinished)
    if (existsSync(target)) await rmdir(target)
    await rename(unfinished, target)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw fileFailure(error)
  }
}

/** Copies what a project has beside its database. The files never change, so file systems that can share them do. */
export async function copyFiles(from: string, to: string): Promise<void> {
  for (const folder of copiedFolders) {
    if (existsSync(join(from, folder))) await copyTree(join(from, folder), join(to, folder))
  }
}

async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyTree(source, target)
    else if (entry.isFile()) await copyFile(source, target, constants.COPYFILE_FICLONE)
  }
}

/** Deletes a project's own files, and folders that are then empty. What else lies there is left alone. */
export async function deleteFolder(folder: string): Promise<void> {
  if (!existsSync(folder)) return
  for (const name of ownFolders) await deleteTree(join(folder, name))
  for (const entry of await readdir(folder)) {
    if (ownTopFile.test(entry)) await rm(join(folder, entry), { force: true })
  }
  if ((await readdir(folder)).length === 0) await rmdir(folder)
}

async function deleteTree(folder: string): Promise<void> {
  if (!existsSync(folder)) return
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await deleteTree(path)
    else if (ownFile.test(entry.name)) await rm(path, { force: true })
  }
  if ((await readdir(folder)).length === 0) await rmdir(folder)
}

/** Bytes of everything below `folder`; 0 when it is gone. */
export async function sizeOf(folder: string): Promise<number> {
  let entries
  try {
    entries = await readdir(folder, { withFileTypes: true, recursive: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
  const files = entries.filter((entry) => entry.isFile())
  const sizes = await Promise.all(
    files.map(async (entry) => {
      try {
        return (await stat(join(entry.parentPath, entry.name))).size
      } catch (error) {
        // Deleted since it was listed.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
        throw error
      }
    }),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

export const isProject = (folder: string): boolean => existsSync(join(folder, databaseFile))

/**
 * Between the database, where paths are relative to the project so that its folder can move, and jobs, which get
 * absolute ones. @throws Error when a path leads out of the folder
 */
export function inFolder(folder: string, path: string): string {
  const absolute = resolve(folder, path)
  const inside = relative(folder, absolute)
  if (inside === '' || isAbsolute(inside) || inside.split(sep)[0] === '..') {
    throw new Error('a path leads out of the project folder')
  }
  return absolute
}

/** The stored form of a path that a job wrote. */
export const stored = (folder: string, path: string): string =>
  relative(folder, inFolder(folder, path)).split(sep).join('/')
