import { existsSync } from 'node:fs'
import { mkdir, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { RuntimeProgress } from '#shared/contract/index'
import type { RuntimeId } from '#shared/device'
import { AppError } from '#shared/errors'
import {
  freshScratch,
  hasBinding,
  isLibrary,
  place,
  specOf,
  unpackWheel,
  type RuntimeSpec,
  type Wheel,
} from '../../runtimes'
import { download } from './download'
import { addressOf, packageIndex, requestFor } from './package-index'

export interface Installation {
  /** Folder in which runtimes lie. */
  root: string
  id: RuntimeId
  signal: AbortSignal
  report: (progress: RuntimeProgress) => void
  resumed: () => Promise<void>
  /** Address of the package index; by default what this machine's pip uses. */
  index?: string
  /** What is fetched; by default the pinned wheels of this platform. */
  spec?: RuntimeSpec | null
}

interface Found extends Wheel {
  url: URL
  bytes: number
}

async function find(index: string, wheel: Wheel, signal: AbortSignal): Promise<Found> {
  try {
    const address = await addressOf(index, wheel.project, wheel.file, signal)
    const { url, headers } = requestFor(address)
    const head = await fetch(url, { method: 'HEAD', headers, signal })
    if (!head.ok) throw new Error(`${wheel.file}: ${head.status}`)
    return { ...wheel, url: address, bytes: Number(head.headers.get('content-length') ?? 0) }
  } catch (error) {
    signal.throwIfAborted()
    const detail = error instanceof Error ? error.message : String(error)
    throw new AppError('download-failed', { name: wheel.project, detail }, { cause: error })
  }
}

/** Before anything is fetched: wheels and what they unpack to must find room together. */
async function assertRoom(root: string, wheels: readonly Found[], growth: number): Promise<void> {
  const total = wheels.reduce((sum, { bytes }) => sum + bytes, 0)
  const needed = total * (1 + growth)
  const { bavail, bsize } = await statfs(root)
  const free = bavail * bsize
  if (free < needed)
    throw new AppError('no-room', { needed: Math.ceil(needed / 1e6), free: Math.floor(free / 1e6) })
}

/**
 * Fetches, checks and unpacks a runtime beside others. Stopped at any moment, by whatever, it leaves nothing that looks
 * installed, and the next attempt goes on with what was fetched.
 * @throws AppError `runtime-unsupported`, `no-room`, `download-failed`, `download-damaged`, `cancelled`
 */
export async function installRuntime({
  root,
  id,
  signal,
  report,
  resumed,
  index = packageIndex(),
  spec = specOf(id),
}: Installation): Promise<void> {
  if (spec === null || !hasBinding()) {
    throw new AppError('runtime-unsupported', { platform: `${process.platform}-${process.arch}` })
  }
  const downloads = join(root, 'downloads')
  await mkdir(downloads, { recursive: true })
  const wheels: Found[] = []
  for (const wheel of spec.wheels) wheels.push(await find(index, wheel, signal))
  await assertRoom(root, wheels, spec.growth)

  const total = wheels.reduce((sum, { bytes }) => sum + bytes, 0)
  let before = 0
  for (const { url, file, sha256, bytes } of wheels) {
    const target = join(downloads, file)
    const tell = (here: number): void => {
      report({ phase: 'fetching', bytes: before + here, totalBytes: total, name: file })
    }
    if (!existsSync(target)) await download({ url, target, sha256, signal, resumed, report: tell })
    before += bytes
  }
  const scratch = freshScratch(root, id)
  try {
    for (const { file } of wheels) {
      report({ phase: 'unpacking', bytes: total, totalBytes: total, name: file })
      await resumed()
      await unpackWheel(join(downloads, file), join(scratch, 'site'), isLibrary, signal)
    }
    place(root, id, scratch)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
  for (const { file } of wheels) await rm(join(downloads, file), { force: true })
}
