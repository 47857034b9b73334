import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { RuntimeId, RuntimeState } from '../../shared/device.ts'
import { runtimeSpecs, tensorflowVersion, type RuntimeSpec } from './wheels.ts'

/** Where a package or a runtime keeps the native half of tfjs-node, and where that looks for TensorFlow's libraries. */
export const bindingFile = join('lib', 'napi-v8', 'tfjs_binding.node')
export const librariesFolder = join('deps', 'lib')

/** Written last, so that its presence says that the rest is there. */
const factsFile = 'runtime.json'

const platform = `${process.platform}-${process.arch}`

export const specOf = (id: RuntimeId): RuntimeSpec | null => runtimeSpecs[platform]?.[id] ?? null

/** tfjs-node's package, which carries the binding whatever runtime it is used with. */
function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json'))
}

const folderOf = (root: string, id: RuntimeId): string => join(root, `${id}-${tensorflowVersion}`)

/** An installed runtime's folder, or null. */
export function installedFolder(root: string, id: RuntimeId): string | null {
  const folder = folderOf(root, id)
  return existsSync(join(folder, factsFile)) ? folder : null
}

/** Whether the program came with TensorFlow for the processor: its binding and its libraries, in tfjs-node's package. */
function isBundled(): boolean {
  const home = packageFolder()
  const library = join(home, librariesFolder, 'libtensorflow_framework.so.2')
  return existsSync(join(home, bindingFile)) && existsSync(library)
}

export function runtimeStates(root: string): RuntimeState[] {
  return (['cpu', 'cuda'] as const).map((id) => {
    const spec = specOf(id)
    const folder = installedFolder(root, id)
    const version = tensorflowVersion
    if (folder !== null) {
      const { bytes } = JSON.parse(readFileSync(join(folder, factsFile), 'utf8')) as { bytes: number }
      return { id, state: 'installed', version, bytes }
    }
    if (id === 'cpu' && isBundled()) return { id, state: 'bundled', version, bytes: 0 }
    if (spec === null) return { id, state: 'unsupported', version, bytes: 0 }
    return { id, state: 'absent', version, bytes: spec.downloadBytes }
  })
}

/** Whether the program has the binding that an installed runtime needs. */
export const hasBinding = (): boolean => existsSync(join(packageFolder(), bindingFile))

function bytesBelow(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}

/** A folder to unpack into; what an earlier attempt left is gone. */
export function freshScratch(root: string, id: RuntimeId): string {
  const scratch = join(root, `.${id}.unpacking`)
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(join(scratch, 'site'), { recursive: true })
  return scratch
}

/**
 * Turns unpacked wheels (`<scratch>/site`) into an installed runtime: the binding is put beside them, and in one step
 * it stands there whole.
 */
export function place(root: string, id: RuntimeId, scratch: string): void {
  mkdirSync(join(scratch, dirname(bindingFile)), { recursive: true })
  copyFileSync(join(packageFolder(), bindingFile), join(scratch, bindingFile))
  mkdirSync(join(scratch, 'deps'), { recursive: true })
  symlinkSync(join('..', 'site', 'tensorflow'), join(scratch, librariesFolder), 'dir')
  const facts = { version: tensorflowVersion, bytes: bytesBelow(scratch) }
  writeFileSync(join(scratch, factsFile), JSON.stringify(facts), { flush: true })
  const folder = folderOf(root, id)
  rmSync(folder, { recursive: true, force: true })
  renameSync(scratch, folder)
}

/** Removes an installed runtime. What is renamed first is never seen half removed. */
export function removeRuntime(root: string, id: RuntimeId): void {
  const folder = folderOf(root, id)
  const gone = join(root, `.${id}.removing`)
  rmSync(gone, { recursive: true, force: true })
  if (existsSync(folder)) renameSync(folder, gone)
  rmSync(gone, { recursive: true, force: true })
}
