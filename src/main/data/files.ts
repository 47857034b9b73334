import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AppError } from '#shared/errors'

/** A failure of the file system as an error the user can act on; anything else is passed through. */
export function fileError(cause: unknown, path: string, doing: 'read' | 'write'): unknown {
  if (!(cause instanceof Error) || !('code' in cause)) return cause
  switch (cause.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('disk-full', { path }, { cause })
    case 'ENOENT':
      return doing === 'read'
        ? new AppError('file-not-found', { path }, { cause })
        : new AppError('not-writable', { path }, { cause })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'EISDIR':
    case 'ENOTDIR':
      return doing === 'read'
        ? new AppError('file-unreadable', { path, detail: cause.message }, { cause })
        : new AppError('not-writable', { path }, { cause })
    default:
      return cause
  }
}

/** @throws AppError `cancelled` */
export function stopIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AppError('cancelled')
}

/** Lets messages, a cancel above all, reach the process between stretches of work. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; there the rename itself is all that can be had.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Removes what was begun; where its folder could not even be made there is nothing to remove. */
async function remove(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOTDIR')) throw error
  }
}

const temporaryName = (path: string) =>
  join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`)

/**
 * Writes a file so that its name only ever stands for a whole one: temporary name, fsync, rename, fsync of the
 * folder. When `write` throws, nothing is left.
 * @throws AppError `disk-full`, `not-writable`, and what `write` throws
 */
export async function writeAtomically<T>(
  path: string,
  write: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  const temporary = temporaryName(path)
  try {
    await mkdir(dirname(path), { recursive: true })
    const handle = await open(temporary, 'wx')
    let result: T
    try {
      result = await write(handle)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
    await syncFolder(dirname(path))
    return result
  } catch (error) {
    await remove(temporary)
    throw fileError(error, path, 'write')
  }
}

/**
 * Removes what a process that was killed had begun in this folder. Only for folders with a single writer: another one
 * at work would lose its files.
 */
export async function removeUnfinished(folder: string): Promise<void> {
  if (!existsSync(folder)) return
  for (const name of await readdir(folder)) {
    if (/^\..+\.part$/.test(name)) await remove(join(folder, name))
  }
}

/** As `writeAtomically`, for a folder of files: `write` gets the temporary folder and syncs each file itself. */
export async function writeFolderAtomically<T>(
  path: string,
  write: (folder: string) => Promise<T>,
): Promise<T> {
  const temporary = temporaryName(path)
  try {
    await mkdir(temporary, { recursive: true })
    const result = await write(temporary)
    await syncFolder(temporary)
    await rename(temporary, path)
    await syncFolder(dirname(path))
    return result
  } catch (error) {
    await remove(temporary)
    throw fileError(error, path, 'write')
  }
}

/** Appends many small pieces to a file with few system calls. */
export class BufferedWriter {
  private pieces: string[] = []
  private size = 0

  constructor(private readonly handle: FileHandle) {}

  /** Buffers `text`; call `drain` between batches of work. */
  add(text: string): void {
    this.pieces.push(text)
    this.size += text.length
  }

  async drain(atLeast = 1 << 20): Promise<void> {
    if (this.size < atLeast || this.size === 0) return
    const text = this.pieces.join('')
    this.pieces = []
    this.size = 0
    await this.handle.appendFile(text, 'utf8')
  }
}
