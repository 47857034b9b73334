import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build } from 'vite'

const root = join(import.meta.dirname, '../..')

/**
 * Builds the processes of the product that are plain Node (engine, trainer, their threads, the terminal) into a folder of this
 * test run's own, so that tests fork what ships without building windows. Takes about a second.
 * @returns the folder; `engine.js`, `trainer.js`, `cli.js` and `<name>.worker.js` are in it
 */
export async function buildMain(): Promise<string> {
  const folder = join(root, 'node_modules', '.cache', 'plumbline', `test-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true })
  })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  const threads = globSync('src/main/**/*.worker.ts', { cwd: root })
  const entries = {
    engine: 'src/main/engine/process.ts',
    trainer: 'src/main/engine/trainer/index.ts',
    cli: 'src/main/cli/index.ts',
    ...Object.fromEntries(threads.map((file) => [basename(file, '.ts'), file])),
  }
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    // As in electron.vite.config.ts: packages of hundreds of small files.
    ssr: { noExternal: ['zod', 'apache-arrow'] },
    build: {
      ssr: true,
      target: 'node24',
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(root, file)])),
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
      },
    },
  })
  return folder
}
