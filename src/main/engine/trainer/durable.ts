import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AppError } from '#shared/errors'

/** Beginning of the names of files and folders that are not finished; whoever finds an old one may delete it. */
const unfinished = '.unfinished-'

async function syncFile(path: string, bytes: Uint8Array | string): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes a rename inside `folder` survive a loss of power. Windows has no such call and journals renames itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function describe(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('disk-full', { path }, { cause: error })
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new AppError('not-writable', { path }, { cause: error })
  }
  return error
}

/**
 * Writes with `write` under a temporary name beside `target`, then gives it its name: a crash or a loss of power
 * leaves the old state or the new one, never something between.
 * @throws AppError `disk-full`, `not-writable`
 */
async function install(target: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const folder = dirname(target)
  const temporary = join(folder, `${unfinished}${basename(target)}-${randomBytes(6).toString('hex')}`)
  try {
    await mkdir(folder, { recursive: true })
    await write(temporary)
    await rename(temporary, target)
    await syncFolder(folder)
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    throw describe(error, target)
  }
}

/** Replaces one file durably. @throws AppError `disk-full`, `not-writable` */
export function writeFileDurably(target: string, bytes: Uint8Array | string): Promise<void> {
  return install(target, (temporary) => syncFile(temporary, bytes))
}

/** Writes a new folder of files durably; `target` must not exist. @throws AppError `disk-full`, `not-writable` */
export function writeFolderDurably(target: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  return install(target, async (temporary) => {
    await mkdir(temporary)
    for (const [name, bytes] of files) await syncFile(join(temporary, name), bytes)
    await syncFolder(temporary)
  })
}
