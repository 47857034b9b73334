import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AppError } from '#shared/errors'
import { openLog } from '../log'
import { createTrainers, type Trainers } from './index'

// A trainer that does as the path of its input says: each way in which a process can end.
const behaviours = `
process.on('disconnect', () => process.exit(0))
const say = (message) => process.send(message)
const alive = setInterval(() => say({ kind: 'alive' }), 200)
say({ kind: 'alive' })
const ways = {
  echo: (input) => say({ kind: 'done', result: { fileName: 'echo', rows: [[process.pid + '']] } }),
  refuse: () => say({ kind: 'failed', error: { code: 'file-empty', params: { path: 'x' } } }),
  bug: () => say({ kind: 'failed', error: { code: 'bug', params: { detail: 'oops' }, stack: 'at nowhere' } }),
  exit: () => process.exit(3),
  memory: () => { process.stderr.write('FATAL ERROR: JavaScript heap out of memory\\n', () => process.abort()) },
  silence: () => clearInterval(alive),
  forever: () => {},
  tell: () => { say({ kind: 'progress', progress: process.pid }) },
}
process.on('message', (message) => {
  if (message.kind === 'start' && message.job !== 'serve') ways[message.input.path](message.input)
  if (message.kind === 'cancel' && process.env.STUBBORN !== '1') process.exit(0)
  if (message.kind === 'ask') {
    if (message.input.file === 'die') process.exit(1)
    say(message.input.file === 'wrong'
      ? { kind: 'answer', id: message.id, error: { code: 'stale', params: { step: 'data' } } }
      : { kind: 'answer', id: message.id, result: { total: process.pid, rows: [] } })
  }
})
`

let folder: string
let trainers: Trainers
let lines: string[]
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-trainers-'))
  const entry = join(folder, 'trainer.cjs')
  writeFileSync(entry, behaviours)
  lines = []
  trainers = createTrainers(
    { entry, node: process.execPath },
    openLog(join(folder, 'logs'), (line) => lines.push(line)),
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (path: string, options: Parameters<typeof trainers.run<'inspect'>>[2] = {}) =>
  trainers.run('inspect', { path, options: {} }, options)

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('a job gives its result, and its process is gone by then', async () => {
  const result = await run('echo')
  expect(isAlive(Number(result.rows[0]?.[0]))).toBe(false)
})

test('failures arrive as they were thrown; the stack of a bug goes to the log', async () => {
  await expect(run('refuse')).rejects.toMatchObject({ code: 'file-empty', params: { path: 'x' } })
  await expect(run('bug')).rejects.toMatchObject({ code: 'bug' })
  expect(lines.join('')).toContain('at nowhere')
})

test('a process that dies is noticed at once, one that runs out of memory is told apart', async () => {
  await expect(run('exit')).rejects.toMatchObject({ code: 'trainer-died', params: { detail: 'exit 3' } })
  await expect(run('memory')).rejects.toMatchObject({ code: 'out-of-memory' })
})

test('a kill from outside is a death', async () => {
  const { promise: pid, resolve } = Promise.withResolvers<number>()
  // The tiny trainer tells its pid as progress, which the job's type does not know.
  const options = { onProgress: (value: unknown) => resolve(value as number) }
  const done = run('tell', options)
  done.catch(() => undefined)
  process.kill(await pid, 'SIGKILL')
  await expect(done).rejects.toMatchObject({ code: 'trainer-died', params: { detail: 'SIGKILL' } })
})

test('three seconds of silence are a death', async () => {
  await expect(run('silence')).rejects.toMatchObject({ code: 'trainer-died' })
})

test('a cancelled job ends, also one that does not listen', async () => {
  for (const stubborn of ['0', '1']) {
    process.env['STUBBORN'] = stubborn
    const abort = new AbortController()
    const done = run('forever', { signal: abort.signal })
    done.catch(() => undefined)
    await sleep(300)
    abort.abort()
    await expect(done).rejects.toSatisfy((error: Error) => error.name === 'AbortError')
  }
  delete process.env['STUBBORN']
})

test('one process answers questions, another takes its place when it dies', async () => {
  const serve = trainers.serve()
  const ask = (file: string) => serve.ask('refused', { file, offset: 0, limit: 1 })
  const first = (await ask('a')).total
  expect((await ask('b')).total).toBe(first)
  await expect(ask('wrong')).rejects.toMatchObject({ code: 'stale' })
  await expect(ask('die')).rejects.toMatchObject({ code: 'trainer-died' })
  const second = (await ask('c')).total
  expect(second).not.toBe(first)
  const open = ask('d').catch((error: unknown) => (error as AppError).code)
  await serve.close()
  expect(['cancelled', { total: second, rows: [] }]).toContainEqual(await open)
  expect(isAlive(second)).toBe(false)
})
