import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadCudaLibraries } from './cuda'
import { openSharedLibrary } from './shared-library'
import { RungUnavailable } from './types'

// This machine need have no NVIDIA card: the loader is ours, what it is told is what a system's would say.

const runtime = mkdtempSync(join(tmpdir(), 'plumbline-cuda-'))
afterAll(() => rmSync(runtime, { recursive: true, force: true }))

const missing = (path: string): Error =>
  new Error(`${path}: cannot open shared object file: No such file or directory`)

function thrown(open: (path: string) => void, folder: string | undefined = runtime): RungUnavailable {
  try {
    loadCudaLibraries(folder, open)
  } catch (error) {
    if (error instanceof RungUnavailable) return error
    throw error
  }
  throw new Error('nothing was missing')
}

describe.runIf(process.platform === 'linux')('on Linux', () => {
  it('names a missing driver before anything else', () => {
    const found = thrown((path) => {
      throw missing(path)
    }, undefined)
    expect(found).toMatchObject({ code: 'driver-missing', params: { library: 'libcuda.so.1' } })
  })

  it('says that there is a driver but no runtime', () => {
    expect(() => loadCudaLibraries(undefined, () => undefined)).toThrow(
      expect.objectContaining({ code: 'runtime-missing' }),
    )
  })

  it.each(['libcudnn.so.9', 'libcublas.so.12', 'libcudart.so.12', 'libnccl.so.2'])('names %s', (library) => {
    const found = thrown((path) => {
      if (path.endsWith(library)) throw missing(path)
    })
    expect(found).toMatchObject({ code: 'library-missing', params: { library } })
    expect(found.params['detail']).toContain('No such file')
  })

  it("loads the runtime's own libraries, never the system's", () => {
    const opened: string[] = []
    loadCudaLibraries(runtime, (path) => opened.push(path))
    expect(opened[0]).toBe('libcuda.so.1')
    expect(opened.length).toBeGreaterThan(8)
    for (const path of opened.slice(1)) expect(path.startsWith(join(runtime, 'site', 'nvidia'))).toBe(true)
  })

  it('reads through the real loader that a library is there, missing or no library', () => {
    const file = join(runtime, 'site', 'nvidia', 'cudnn', 'lib', 'libcudnn.so.9')
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, 'no library')
    expect(() => openSharedLibrary(file)).toThrow(/invalid ELF header|file too short/)
    expect(() => openSharedLibrary(join(runtime, 'none.so'))).toThrow(/No such file/)
    expect(() => openSharedLibrary('libm.so.6')).not.toThrow()
  })
})
