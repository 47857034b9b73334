import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import {
  bindingFile,
  isHeader,
  isLibrary,
  librariesFolder,
  sha256Of,
  specOf,
  tensorflowVersion,
  unpackWheel,
  type Wheel,
} from '../../src/main/runtimes/index.ts'
import { rememberedFailure, rememberFailure, repoRoot, sharedCache, withLock } from './cache.ts'
import { lastLine, run, withProgress } from './command.ts'
import { ensureSystem } from './system.ts'

/** TensorFlow is ready at `version`, or it is not, and `reason` says why in words that end a sentence. */
export type TensorFlow = { ready: true; version: string } | { ready: false; reason: string }

/** What the file name of the pinned wheel and its metadata say it runs on. */
const wheelPlatforms = ['manylinux_2_17_x86_64', 'manylinux_2_27_x86_64']

const version = tensorflowVersion
const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']
const bindingPackage = join(repoRoot, 'node_modules', '@tensorflow', 'tfjs-node-gpu')
const nodeHeaders = join(repoRoot, 'node_modules', 'node-api-headers', 'include')
const compilerFlags = ['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8']

/** A connection attempt and a retry: enough for a slow network, short enough for none. */
const pipNetwork = ['--timeout', '15', '--retries', '1']

/** A download that failed is not tried again before this long. */
const retryMs = 60 * 60 * 1000

function sources(): string[] {
  const folder = join(bindingPackage, 'binding')
  return readdirSync(folder)
    .filter((name) => /\.(cc|h)$/.test(name))
    .sort()
    .map((name) => join(folder, name))
}

/** Changes whenever what the binding is made from changes, so an old one is never taken for it. */
function bindingKey(): string {
  const hash = createHash('sha256').update(version).update(compilerFlags.join(' '))
  for (const file of sources()) hash.update(readFileSync(file))
  return hash.digest('hex').slice(0, 16)
}

/** Where tfjs-node-gpu looks inside its package, and what should stand there. */
function links(home: string, key: string): [link: string, target: string][] {
  return [
    [join(bindingPackage, dirname(bindingFile)), join(home, 'bindings', key, dirname(bindingFile))],
    [join(bindingPackage, dirname(librariesFolder)), join(home, 'bindings', key, dirname(librariesFolder))],
  ]
}

function pointsTo(link: string, target: string): boolean {
  try {
    return readlinkSync(link) === target && existsSync(target)
  } catch {
    // Not there, or not a link: it has to be made.
    return false
  }
}

/** Replaces whatever stands at `link` in one step, so another process never finds nothing there. */
function pointTo(link: string, target: string): void {
  if (pointsTo(link, target)) return
  mkdirSync(dirname(link), { recursive: true })
  const fresh = `${link}.${String(process.pid)}`
  rmSync(fresh, { force: true })
  symlinkSync(target, fresh, 'dir')
  try {
    renameSync(fresh, link)
  } catch (error) {
    if (!existsSync(link)) throw error
    // A real folder, left by the package's own install script, cannot be renamed over.
    rmSync(link, { recursive: true, force: true })
    renameSync(fresh, link)
  }
}

async function fetchLibraries(home: string, { project, sha256 }: Wheel): Promise<void> {
  const scratch = mkdtempSync(join(home, 'fetch-'))
  try {
    // pip itself refuses a file whose hash is not the one named here.
    const requirement = join(scratch, 'requirement.txt')
    writeFileSync(requirement, `${project}==${version} --hash=sha256:${sha256}\n`)
    const args = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', ...pipNetwork]
    args.push('--require-hashes', '--no-deps', '--only-binary=:all:', '--python-version', '3.11')
    for (const platform of wheelPlatforms) args.push('--platform', platform)
    const fetched = await withProgress(`Fetching TensorFlow ${version} (274 MB, once)`, scratch, () =>
      run('python3', [...args, '--dest', scratch, '-r', requirement], {
        env: { ...process.env, TMPDIR: scratch },
      }),
    )
    const file = readdirSync(scratch).find((name) => name.endsWith('.whl'))
    if (fetched.code !== 0 || file === undefined) {
      const reason = /Retrying|Errno/.test(fetched.output)
        ? 'the Python package index cannot be reached'
        : `TensorFlow's download failed (${lastLine(fetched.output)})`
      rememberFailure('tensorflow', reason)
      throw new Error(reason)
    }
    const wheel = join(scratch, file)
    if ((await sha256Of(wheel)) !== sha256) throw new Error(`${file} has other contents than it should`)
    await withProgress('Unpacking TensorFlow (0.9 GB)', scratch, () =>
      unpackWheel(wheel, scratch, (name) => isLibrary(name) || isHeader(name)),
    )
    rmSync(join(home, 'wheel'), { recursive: true, force: true })
    renameSync(join(scratch, 'tensorflow'), join(home, 'wheel'))
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function buildBinding(home: string, key: string): Promise<void> {
  const scratch = mkdtempSync(join(home, 'build-'))
  try {
    const wheel = join(home, 'wheel')
    const output = join(scratch, bindingFile)
    const deps = join(scratch, librariesFolder)
    mkdirSync(dirname(output), { recursive: true })
    mkdirSync(deps, { recursive: true })
    for (const name of libraries) symlinkSync(join('../../../../wheel', name), join(deps, name))
    const args = [...compilerFlags]
    for (const folder of [nodeHeaders, join(wheel, 'include'), bindingPackage]) args.push('-I', folder)
    args.push(...sources().filter((file) => file.endsWith('.cc')), '-o', output)
    args.push(`-L${wheel}`, ...libraries.map((name) => `-l:${name}`))
    args.push('-Wl,-rpath,$ORIGIN/../../deps/lib', '-Wl,--allow-shlib-undefined')
    const built = await withProgress('Building the TensorFlow binding', scratch, () => run('g++', args))
    if (built.code !== 0) throw new Error(`TensorFlow's binding did not build (${lastLine(built.output)})`)
    const installed = join(home, 'bindings', key)
    mkdirSync(dirname(installed), { recursive: true })
    rmSync(installed, { recursive: true, force: true })
    renameSync(scratch, installed)
    const load = `require(${JSON.stringify(join(installed, bindingFile))})`
    const loaded = await run(process.execPath, ['-e', load])
    if (loaded.code !== 0) {
      rmSync(installed, { recursive: true, force: true })
      throw new Error(`TensorFlow's binding does not load here (${lastLine(loaded.output)})`)
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/**
 * Makes TensorFlow's native library available to @tensorflow/tfjs-node-gpu: fetched from PyPI once for all
 * checkouts, its binding built from the package's own C++ sources, both linked into this checkout. Costs a few file
 * look-ups when that was done before. Failing is no error: the caller goes on in plain JavaScript and says why.
 */
export async function ensureTensorFlow(): Promise<TensorFlow> {
  const platform = `${process.platform}-${process.arch}`
  const wheel = specOf('cpu')?.wheels[0]
  if (wheel === undefined) {
    return { ready: false, reason: `no TensorFlow library is known for ${platform} yet` }
  }
  if (!existsSync(bindingPackage)) {
    return { ready: false, reason: '@tensorflow/tfjs-node-gpu is not installed' }
  }
  const home = join(sharedCache(), 'tensorflow', `cpu-${version}-${platform}`)
  const key = bindingKey()
  if (links(home, key).every(([link, target]) => pointsTo(link, target))) return { ready: true, version }

  const failedBefore = rememberedFailure('tensorflow', retryMs)
  if (failedBefore !== undefined) {
    return { ready: false, reason: `${failedBefore} (tried within the last hour)` }
  }
  try {
    mkdirSync(home, { recursive: true })
    const onWait = (): void => {
      process.stderr.write('Waiting for another process that is preparing TensorFlow …\n')
    }
    await withLock(join(home, 'lock'), onWait, async () => {
      const hasLibraries = existsSync(join(home, 'wheel', 'include', 'tensorflow'))
      const hasBinding = existsSync(join(home, 'bindings', key, bindingFile))
      if (!hasLibraries || !hasBinding) {
        const missing = await ensureSystem(['python3', 'pip', 'g++'])
        if (missing.length > 0) throw new Error(missing.join('; '))
      }
      if (!hasLibraries) await fetchLibraries(home, wheel)
      if (!hasBinding) await buildBinding(home, key)
    })
    for (const [link, target] of links(home, key)) pointTo(link, target)
    return { ready: true, version }
  } catch (error) {
    // Whatever it was, a full disk included: training goes on without.
    return { ready: false, reason: error instanceof Error ? error.message : String(error) }
  }
}
