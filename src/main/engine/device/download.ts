import { open, rename, rm, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '#shared/errors'
import { sha256Of } from '../../runtimes'
import { requestFor } from './package-index'

/** A connection may be lost this often without a byte gained before the download is given up. */
const attempts = 5
/** Before the first new attempt, ms; doubled with each. */
const firstWaitMs = 250

export interface Download {
  url: URL
  target: string
  sha256: string
  signal: AbortSignal
  /** Bytes of this file that are here. */
  report: (bytes: number) => void
  /** Waits while the user has paused. */
  resumed: () => Promise<void>
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}

/** Adds what the server still has to what is here. Gives the file's size when all of it came. */
async function fetchRest({ url: address, signal, report, resumed }: Download, part: string): Promise<void> {
  let have = await sizeOf(part)
  const { url, headers } = requestFor(address)
  const range = have === 0 ? {} : { Range: `bytes=${have}-` }
  const response = await fetch(url, { signal, headers: { ...headers, ...range } })
  // All of it is here already.
  if (response.status === 416) return
  if (!response.ok || response.body === null) throw new Error(`${url.pathname}: ${response.status}`)
  // A server that cannot go on sends everything again.
  if (response.status !== 206) have = 0
  const file = await open(part, have === 0 ? 'w' : 'a')
  try {
    for await (const piece of response.body as AsyncIterable<Uint8Array>) {
      await file.write(piece)
      have += piece.byteLength
      report(have)
      await resumed()
      signal.throwIfAborted()
    }
    await file.sync()
  } finally {
    await file.close()
  }
}

/**
 * Fetches a file, going on where an earlier attempt, or an earlier process, stopped. Under its own name it is only
 * found whole and with the right hash.
 * @throws AppError `download-failed`, `download-damaged`; the signal's reason
 */
export async function download(what: Download): Promise<void> {
  const { target, sha256, signal } = what
  const part = `${target}.part`
  const name = target.split(/[/\\]/).at(-1) ?? target
  let failures = 0
  for (;;) {
    const before = await sizeOf(part)
    try {
      await fetchRest(what, part)
      break
    } catch (error) {
      signal.throwIfAborted()
      failures = (await sizeOf(part)) > before ? 1 : failures + 1
      const code = (error as NodeJS.ErrnoException).code
      if (code === 'ENOSPC') throw error
      if (failures >= attempts) {
        const detail = error instanceof Error ? error.message : String(error)
        throw new AppError('download-failed', { name, detail }, { cause: error })
      }
      await sleep(firstWaitMs * 2 ** failures, undefined, { signal })
    }
  }
  if ((await sha256Of(part, signal)) !== sha256) {
    await rm(part)
    throw new AppError('download-damaged', { name })
  }
  await rename(part, target)
}
