import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Entry, ZipFile } from 'yauzl'

/** SHA-256 of a file, hexadecimal, read in pieces. */
export async function sha256Of(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(file, signal === undefined ? {} : { signal })) {
    hash.update(piece as Buffer)
  }
  return hash.digest('hex')
}

async function writeEntry(zip: ZipFile, entry: Entry, target: string, signal?: AbortSignal): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  const source = await zip.openReadStreamPromise(entry)
  await pipeline(source, createWriteStream(target, { flush: true }), signal === undefined ? {} : { signal })
  // The high half of a Unix archive's attributes is the file's mode: some of these are programs.
  const mode = (entry.externalFileAttributes >>> 16) & 0o777
  if (mode !== 0) await chmod(target, mode)
}

/**
 * Unpacks the wanted files of a wheel (a zip file) below `folder`. Names that would lead out of it are refused by the
 * reader itself.
 */
export async function unpackWheel(
  file: string,
  folder: string,
  isWanted: (name: string) => boolean,
  signal?: AbortSignal,
): Promise<void> {
  // Loaded when it is wanted: no start waits for it.
  const { openPromise } = await import('yauzl')
  const zip = await openPromise(file)
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/') || !isWanted(entry.fileName)) continue
      await writeEntry(zip, entry, join(folder, entry.fileName), signal)
    }
  } finally {
    zip.close()
  }
}
