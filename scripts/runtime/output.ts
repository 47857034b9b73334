import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { repoRoot } from './cache.ts'
import { run } from './command.ts'

/** Everything the build must leave behind. */
const entries = [
  'main/index.js',
  'main/engine.js',
  'main/trainer.js',
  'main/cli.js',
  'preload/index.js',
  'renderer/index.html',
]

/** Packages with native parts: bundled, they would not find them. */
const native = ['better-sqlite3', '@tensorflow/tfjs-node-gpu', '@node-rs/jieba']

/** What a CommonJS file requires by a literal name. */
function requiredBy(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/\brequire\("([^"]+)"\)/g)].flatMap((match) =>
    match[1] === undefined ? [] : [match[1]],
  )
}

/** An entry and the chunks it requires, itself or through others. Chunks of earlier builds are not among them. */
function filesOf(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen
  seen.add(entry)
  for (const name of requiredBy(entry)) if (name.startsWith('.')) filesOf(join(dirname(entry), name), seen)
  return seen
}

function packagesOf(entry: string): string[] {
  const names = [...filesOf(entry)].flatMap(requiredBy).filter((name) => !name.startsWith('.'))
  return [...new Set(names)]
}

/** Electron 25 has Node 18, which cannot require an ES module: tried out with that ability switched off. */
async function notRequirable(packages: string[]): Promise<string[]> {
  const script =
    'for (const name of process.argv.slice(1)) { try { require(name) } catch (error) { console.log(name) } }'
  const tried = await run(process.execPath, ['--no-experimental-require-module', '-e', script, ...packages], {
    cwd: repoRoot,
  })
  return tried.output.split('\n').filter((line) => packages.includes(line))
}

/** What is wrong with the built files in `out`, one sentence each; none when all is well. */
export async function checkOutput(out = join(repoRoot, 'out')): Promise<string[]> {
  const missing = entries.filter((entry) => !existsSync(join(out, entry)))
  if (missing.length > 0) return missing.map((entry) => `out/${entry} was not built.`)
  const wrong: string[] = []

  const preload = packagesOf(join(out, 'preload/index.js')).filter((name) => name !== 'electron')
  for (const name of preload) wrong.push(`The preload requires ${name}; a sandboxed one has only electron.`)
  if (requiredBy(join(out, 'preload/index.js')).some((name) => name.startsWith('.'))) {
    wrong.push('The preload is more than one file; a sandboxed one cannot require another.')
  }

  const shellPackages = packagesOf(join(out, 'main/index.js'))
  for (const name of native.filter((name) => shellPackages.includes(name))) {
    wrong.push(`Electron's main process requires ${name}, which only the engine and trainers may load.`)
  }
  const external = shellPackages.filter((name) => !/^(node:|electron(\/|$))/.test(name))
  for (const name of await notRequirable(external)) {
    wrong.push(`Electron's main process requires ${name}, which Node 18 cannot: add it to esmOnly.`)
  }

  if (!packagesOf(join(out, 'main/engine.js')).includes('better-sqlite3')) {
    wrong.push('The engine does not require better-sqlite3: it was bundled, or nothing is stored.')
  }
  const programs = entries.filter((entry) => entry.endsWith('.js'))
  const threads = globSync('main/*.worker.js', { cwd: out })
  const files = new Set([...programs, ...threads].flatMap((entry) => [...filesOf(join(out, entry))]))
  for (const file of files) {
    if (/node_modules\/(better-sqlite3|@tensorflow\/tfjs-node-gpu)\//.test(readFileSync(file, 'utf8'))) {
      wrong.push(`out/${relative(out, file)} contains a native package's code.`)
    }
  }

  // The content security policy forbids both; a library that tries anyway must not even be there to be blocked.
  for (const file of globSync('renderer/**/*.js', { cwd: out })) {
    if (/(?<![\w.$])(eval\(|new Function\()/.test(readFileSync(join(out, file), 'utf8'))) {
      wrong.push(`out/${file} makes code from text.`)
    }
  }
  return wrong
}
