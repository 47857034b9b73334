import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { rememberedFailure, rememberFailure, withLock } from './cache.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-cache-'))
  vi.stubEnv('PLUMBLINE_CACHE', folder)
})

afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

it('lets one at a time do the work', async () => {
  const lock = join(folder, 'lock')
  let inside = 0
  let most = 0
  let waited = 0
  const work = async (): Promise<void> => {
    inside++
    most = Math.max(most, inside)
    await sleep(20)
    inside--
  }
  const onWait = (): void => {
    waited++
  }
  await Promise.all([withLock(lock, onWait, work), withLock(lock, onWait, work)])
  expect(most).toBe(1)
  expect(waited).toBe(1)
  expect(existsSync(lock)).toBe(false)
})

it('takes over from an owner that died', async () => {
  const lock = join(folder, 'lock')
  // Process ids end at 2^22 on Linux; no process has this one.
  writeFileSync(lock, String(2 ** 30))
  expect(
    await withLock(
      lock,
      () => expect.unreachable(),
      () => Promise.resolve('done'),
    ),
  ).toBe('done')
})

it('gives the lock back when the work fails', async () => {
  const lock = join(folder, 'lock')
  const fail = (): Promise<void> => Promise.reject(new Error('no'))
  await expect(withLock(lock, () => undefined, fail)).rejects.toThrow('no')
  expect(existsSync(lock)).toBe(false)
})

it('remembers a failure for as long as asked', async () => {
  expect(rememberedFailure('thing', 60_000)).toBeUndefined()
  rememberFailure('thing', 'no network')
  expect(rememberedFailure('thing', 60_000)).toBe('no network')
  await sleep(5)
  expect(rememberedFailure('thing', 1)).toBeUndefined()
})
