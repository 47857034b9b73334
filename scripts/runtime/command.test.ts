import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { lastLine, run } from './command.ts'

const forever = ['-e', 'setInterval(() => {}, 1000)']

it('collects what a command wrote and its exit status', async () => {
  const script = 'console.log("out"); console.error("err"); process.exitCode = 3'
  const { code, output } = await run(process.execPath, ['-e', script])
  expect(code).toBe(3)
  expect(output.split('\n').sort()).toEqual(['', 'err', 'out'])
})

it('answers 127 for a command that does not exist', async () => {
  const { code, output } = await run('no-such-command-anywhere', [])
  expect(code).toBe(127)
  expect(lastLine(output)).toContain('no-such-command-anywhere')
})

it('ends a command that takes too long', async () => {
  expect((await run(process.execPath, forever, { timeoutMs: 50 })).code).toBe(124)
})

it('ends a download that never sends a byte', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-stall-'))
  expect((await run(process.execPath, forever, { stall: { folder, ms: 50 } })).code).toBe(124)
  rmSync(folder, { recursive: true })
})
