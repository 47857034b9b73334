import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkoutCache, repoRoot, withLock } from './cache.ts'
import { run } from './command.ts'

const out = join(repoRoot, 'out')
const stamp = join(out, 'built-from.txt')

/** Names, sizes and times of everything that a build is made from: a few milliseconds instead of reading it all. */
function fingerprint(): string {
  const hash = createHash('sha256')
  const inputs = [
    'electron.vite.config.ts',
    'package.json',
    'package-lock.json',
    ...globSync(['src/**/*', 'resources/**/*'], { cwd: repoRoot }).sort(),
  ]
  for (const file of inputs) {
    if (/\.test\.ts$/.test(file)) continue
    const stat = statSync(join(repoRoot, file), { throwIfNoEntry: false })
    if (stat?.isFile()) hash.update(`${file} ${String(stat.size)} ${String(stat.mtimeMs)}\n`)
  }
  return hash.digest('hex')
}

function isFresh(): boolean {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint()
}

/** Chunks of earlier builds stay this long, for processes that still run from them. */
const staleChunkMs = 24 * 60 * 60 * 1000

function clearStaleChunks(): void {
  for (const name of globSync('main/chunk-*.js', { cwd: out })) {
    const file = join(out, name)
    if (Date.now() - statSync(file).mtimeMs > staleChunkMs) rmSync(file)
  }
}

async function buildNow(): Promise<string | undefined> {
  const from = fingerprint()
  // A build that fails halfway must not pass for the one before it.
  rmSync(stamp, { force: true })
  const bundler = join(repoRoot, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const built = await run(process.execPath, [bundler, 'build'], {
    cwd: repoRoot,
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (built.code !== 0) return built.output
  clearStaleChunks()
  writeFileSync(stamp, from)
  return undefined
}

function alone(work: () => Promise<string | undefined>): Promise<string | undefined> {
  const onWait = (): void => {
    process.stderr.write('Waiting for another build of this checkout …\n')
  }
  return withLock(join(checkoutCache, 'build.lock'), onWait, work)
}

/** Builds out/ anew. Returns what the build said when it failed. */
export function build(): Promise<string | undefined> {
  return alone(buildNow)
}

/** Builds out/ where a source is newer than it; says so on stderr. Returns what the build said when it failed. */
export async function ensureBuild(): Promise<string | undefined> {
  if (isFresh()) return undefined
  return alone(async () => {
    if (isFresh()) return undefined
    process.stderr.write('Building …\n')
    return buildNow()
  })
}
