import { spawnSync } from 'node:child_process'
import { existsSync, globSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { build } from 'vite'
import { ensureBuild } from './runtime/build.ts'
import { checkoutCache, repoRoot } from './runtime/cache.ts'
import { ensureTensorFlow } from './runtime/tensorflow.ts'

// Node runs TypeScript by stripping types, but does not resolve imports the way src/ writes them. So a bench is
// bundled first, its packages left outside, and the bundle run: the one way to run TypeScript that imports src/.
const [name, ...args] = process.argv.slice(2)
const entry = join(repoRoot, 'tests', 'bench', `${name ?? ''}.ts`)
if (name === undefined || !existsSync(entry)) {
  console.error(`There is no bench tests/bench/${name ?? '<name>'}.ts.`)
  process.exit(1)
}
const failure = await ensureBuild()
if (failure !== undefined) {
  console.error(failure)
  process.exit(1)
}
const tensorflow = await ensureTensorFlow()
if (!tensorflow.ready) console.error(`Plain JavaScript, because ${tensorflow.reason}.`)

// Threads stand beside the bundle, as they do in the product.
const workers = Object.fromEntries(
  globSync('src/main/ml/**/*.worker.ts', { cwd: repoRoot }).map((file) => [
    basename(file, '.ts'),
    join(repoRoot, file),
  ]),
)
const outDir = join(checkoutCache, 'bench', name)
await build({
  root: repoRoot,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  plugins: [
    {
      // A bundle lies elsewhere than the scripts it holds, which find the repository from where they are.
      name: 'stay-in-place',
      transform: (code, id) =>
        id.startsWith(join(repoRoot, 'scripts'))
          ? code.replaceAll('import.meta.dirname', JSON.stringify(dirname(id)))
          : null,
    },
  ],
  build: {
    ssr: true,
    target: 'node24',
    outDir,
    emptyOutDir: true,
    minify: false,
    rolldownOptions: {
      input: { bench: entry, ...workers },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
})
writeFileSync(join(outDir, 'package.json'), '{ "type": "module" }\n')
const ran = spawnSync(process.execPath, ['--expose-gc', join(outDir, 'bench.js'), ...args], {
  cwd: repoRoot,
  stdio: 'inherit',
  env: { ...process.env, PLUMBLINE_NODE: process.execPath },
})
process.exitCode = ran.status ?? 1
