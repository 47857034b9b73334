import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { random } from '#shared/random'
import { serveWheel, sha256, zipOf, type WheelServer } from '../../../../tests/helpers/wheel-server'
import { installedFolder, removeRuntime, runtimeStates } from '../../runtimes'
import { installRuntime, type Installation } from './install'
import { packageIndex, requestFor } from './package-index'

const source = random(1)
const library = Buffer.from(Array.from({ length: 300_000 }, () => source.int(256)))
const wheel = zipOf({
  'tensorflow/libtensorflow_cc.so.2': library,
  'tensorflow/libtensorflow_framework.so.2': Buffer.from('framework'),
  'tensorflow/python/unwanted.py': Buffer.from('pass'),
  'nvidia/cudnn/lib/libcudnn.so.9': Buffer.from('cudnn'),
})
const file = 'tensorflow-0-none.whl'
const spec = {
  version: '0',
  downloadBytes: wheel.byteLength,
  growth: 2,
  wheels: [{ project: 'tensorflow', version: '0', file, sha256: sha256(wheel) }],
}

let root: string
let server: WheelServer
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'plumbline-runtimes-'))
  server = await serveWheel('tensorflow', file, wheel)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await server.close()
  rmSync(root, { recursive: true, force: true })
})

function install(change: Partial<Installation> = {}): Promise<void> {
  return installRuntime({
    root,
    id: 'cuda',
    signal: new AbortController().signal,
    report: () => undefined,
    resumed: () => Promise.resolve(),
    index: server.index,
    spec,
    ...change,
  })
}

/** Nothing looks installed, and nothing but what was fetched lies about. */
function expectNothingInstalled(): void {
  expect(installedFolder(root, 'cuda')).toBeNull()
  expect(readdirSync(root)).toEqual(['downloads'])
}

it.each(['html', 'json'] as const)('installs what an index in %s lists, and removes it', async (form) => {
  server.form = form
  const phases = new Set<string>()
  let most = 0
  await install({
    report: ({ phase, bytes, totalBytes }) => {
      phases.add(phase)
      most = Math.max(most, bytes)
      expect(totalBytes).toBe(wheel.byteLength)
    },
  })
  expect([...phases]).toEqual(['fetching', 'unpacking'])
  expect(most).toBe(wheel.byteLength)
  const folder = installedFolder(root, 'cuda')!
  expect(readFileSync(join(folder, 'deps/lib/libtensorflow_cc.so.2'))).toEqual(library)
  expect(existsSync(join(folder, 'site/nvidia/cudnn/lib/libcudnn.so.9'))).toBe(true)
  expect(existsSync(join(folder, 'lib/napi-v8/tfjs_binding.node'))).toBe(true)
  expect(existsSync(join(folder, 'site/tensorflow/python'))).toBe(false)
  expect(readdirSync(join(root, 'downloads'))).toEqual([])
  const state = runtimeStates(root).find(({ id }) => id === 'cuda')!
  expect(state.state).toBe('installed')
  expect(state.bytes).toBeGreaterThan(library.byteLength)
  removeRuntime(root, 'cuda')
  expectNothingInstalled()
})

it('goes on where the connection was cut', async () => {
  server.cut = 2
  await install()
  expect(server.ranges).toHaveLength(3)
  expect(server.ranges[0]).toBe('')
  const [second = 0, third = 0] = server.ranges.slice(1).map((range) => Number(/\d+/.exec(range)?.[0]))
  expect(second).toBeGreaterThan(0)
  expect(third).toBeGreaterThan(second)
  expect(installedFolder(root, 'cuda')).not.toBeNull()
})

it('begins again with a server that cannot go on', async () => {
  server.cut = 1
  server.resumes = false
  await install()
  expect(installedFolder(root, 'cuda')).not.toBeNull()
})

it('goes on with what a process that was killed had fetched', async () => {
  const abort = new AbortController()
  server.hold = new Promise(() => undefined)
  const killed = install({
    signal: abort.signal,
    report: ({ bytes }) => bytes > 0 && abort.abort(new Error('killed')),
  })
  await expect(killed).rejects.toThrow('killed')
  expectNothingInstalled()
  server.hold = null
  server.ranges.length = 0
  await install()
  expect(server.ranges).toHaveLength(1)
  expect(server.ranges[0]).toMatch(/^bytes=[1-9]/)
  expect(installedFolder(root, 'cuda')).not.toBeNull()
})

it('refuses and deletes a file with other contents than the pinned ones', async () => {
  const [only] = spec.wheels
  const wrong = { ...spec, wheels: [{ ...only!, sha256: '0'.repeat(64) }] }
  await expect(install({ spec: wrong })).rejects.toMatchObject({ code: 'download-damaged' })
  expectNothingInstalled()
  expect(readdirSync(join(root, 'downloads'))).toEqual([])
})

it('gives up a connection that gains nothing, and says what it was', async () => {
  const [only] = spec.wheels
  const absent = { ...spec, wheels: [{ ...only!, file: 'other.whl' }] }
  await expect(install({ spec: absent })).rejects.toMatchObject({ code: 'download-failed' })
  const unreachable = install({ index: 'http://127.0.0.1:9/simple' })
  await expect(unreachable).rejects.toMatchObject({ code: 'download-failed', params: { name: 'tensorflow' } })
})

it('asks for room before it fetches', async () => {
  await expect(install({ spec: { ...spec, growth: 1e12 } })).rejects.toMatchObject({ code: 'no-room' })
  expect(server.ranges).toEqual([])
})

it('waits while paused', async () => {
  const pause = Promise.withResolvers<null>()
  let told = 0
  const resumed = async (): Promise<void> => {
    await pause.promise
  }
  const installing = install({ report: () => (told += 1), resumed })
  await expect.poll(() => told).toBe(1)
  expect(installedFolder(root, 'cuda')).toBeNull()
  pause.resolve(null)
  await installing
  expect(installedFolder(root, 'cuda')).not.toBeNull()
})

it('says where nothing can be installed', async () => {
  await expect(install({ spec: null })).rejects.toMatchObject({ code: 'runtime-unsupported' })
})

it("takes the index that this machine's pip uses", () => {
  const settings = join(root, 'pip.conf')
  writeFileSync(settings, '[global]\ntimeout = 3\nindex-url = https://mirror.example/simple\n')
  expect(packageIndex({ PIP_CONFIG_FILE: settings })).toBe('https://mirror.example/simple')
  expect(packageIndex({ PIP_CONFIG_FILE: settings, PIP_INDEX_URL: 'https://own.example' })).toBe(
    'https://own.example',
  )
  const { url, headers } = requestFor('https://me:p%40ss@mirror.example/simple')
  expect(url.href).toBe('https://mirror.example/simple')
  expect(headers['Authorization']).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`)
})
