import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { ensureTensorFlow } from './tensorflow.ts'

const folders: string[] = []

afterEach(() => {
  vi.unstubAllEnvs()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

it('finds again what was prepared before', async () => {
  const first = await ensureTensorFlow()
  expect(first).toEqual({ ready: true, version: '2.21.0' })
  expect(await ensureTensorFlow()).toEqual(first)
})

it('says why it cannot be had without a network, and leaves nothing half done', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'plumbline-tensorflow-'))
  folders.push(cache)
  vi.stubEnv('PLUMBLINE_CACHE', cache)
  // Nobody listens on the discard port.
  vi.stubEnv('PIP_INDEX_URL', 'http://127.0.0.1:9/simple')
  vi.stubEnv('PIP_FIND_LINKS', '')
  const reason = 'the Python package index cannot be reached'
  expect(await ensureTensorFlow()).toEqual({ ready: false, reason })
  const [home = ''] = readdirSync(join(cache, 'tensorflow'))
  expect(readdirSync(join(cache, 'tensorflow', home))).toEqual([])

  expect(await ensureTensorFlow()).toEqual({ ready: false, reason: `${reason} (tried within the last hour)` })
  // What this checkout already uses stays in place.
  expect(existsSync(new URL('../../node_modules/@tensorflow/tfjs-node-gpu/lib', import.meta.url))).toBe(true)
})
