import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { checkOutput } from './output.ts'

let out: string

function write(file: string, text: string): void {
  mkdirSync(dirname(join(out, file)), { recursive: true })
  writeFileSync(join(out, file), text)
}

/** The smallest output with nothing wrong. */
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'plumbline-output-'))
  write('main/index.js', 'require("electron"); require("./chunk-a.js")')
  write('main/chunk-a.js', 'require("zod"); require("node:fs")')
  write('main/engine.js', 'require("better-sqlite3")')
  write('main/trainer.js', '')
  write('main/cli.js', '')
  write('preload/index.js', 'require("electron")')
  write('renderer/index.html', '')
  write('renderer/assets/index.js', 'retrieval(1); x.eval(2)')
})

afterEach(() => {
  rmSync(out, { recursive: true, force: true })
})

it('finds nothing wrong with a good build', async () => {
  expect(await checkOutput(out)).toEqual([])
})

it.each([
  ['a preload that requires Node', 'preload/index.js', 'require("node:fs")', /preload requires node:fs/],
  ['a preload in two files', 'preload/index.js', 'require("./chunk-b.js")', /more than one file/],
  [
    'an ES module in the shell',
    'main/chunk-a.js',
    'require("birpc")',
    /requires birpc, which Node 18 cannot/,
  ],
  ['a database in the shell', 'main/chunk-a.js', 'require("better-sqlite3")', /only the engine/],
  ['a bundled database', 'main/engine.js', '// node_modules/better-sqlite3/lib/index.js', /was bundled/],
  ['code made from text', 'renderer/assets/index.js', 'const f=new Function("x")', /makes code from text/],
])('finds %s', async (_name, file, text, sentence) => {
  if (text.includes('chunk-b')) write('preload/chunk-b.js', '')
  write(file, text)
  expect(await checkOutput(out)).toContainEqual(expect.stringMatching(sentence))
})

it('finds what was not built', async () => {
  rmSync(join(out, 'main/cli.js'))
  expect(await checkOutput(out)).toEqual(['out/main/cli.js was not built.'])
})
