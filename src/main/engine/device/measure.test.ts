import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chosenRung } from '#shared/device'
import { openLog, type Log } from '../log'
import { createTrainers, type Trainers } from '../trainers'
import { measureRungs } from './measure'

// A trainer whose CUDA rung does as its environment says: each way in which a process with a bad driver can end.
const behaviours = `
process.on('disconnect', () => process.exit(0))
const say = (message) => process.send(message)
setInterval(() => say({ kind: 'alive' }), 200)
say({ kind: 'alive' })
const fine = (rung, seconds) => say({ kind: 'done', result: { rung, available: true, agrees: true, seconds } })
const ways = {
  crash: () => process.abort(),
  segfault: () => process.kill(process.pid, 'SIGSEGV'),
  hang: () => {},
  memory: () => say({ kind: 'failed', error: { code: 'out-of-memory', params: {} } }),
  fast: () => fine('cuda', 0.001),
}
process.on('message', (message) => {
  if (message.kind === 'environment') Object.assign(process.env, message.variables)
  if (message.kind !== 'start') return
  const { rung } = message.input
  if (rung === 'cuda') ways[process.env.CUDA_WAY]()
  else fine(rung, rung === 'javascript' ? 1 : 0.1)
})
`

let folder: string
let trainers: Trainers
let log: Log
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-measure-'))
  const entry = join(folder, 'trainer.cjs')
  writeFileSync(entry, behaviours)
  log = openLog(join(folder, 'logs'))
  trainers = createTrainers({ entry, node: process.execPath }, log)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const measure = (way: string, patienceMs = 60_000) =>
  measureRungs(trainers, {
    signal: new AbortController().signal,
    log,
    report: () => undefined,
    environment: () => ({ CUDA_WAY: way }),
    patienceMs,
  })

test.each([
  ['crash', 'crashed'],
  ['segfault', 'crashed'],
  ['memory', 'out-of-memory'],
])('a card whose process ends by %s is reported, and the next rung trains', async (way, reason) => {
  const { reports } = await measure(way)
  expect(reports[0]).toEqual({ rung: 'cuda', available: false, reason })
  expect(reports).toHaveLength(4)
  expect(chosenRung(reports, 'cuda')).not.toBe('cuda')
})

test('a card that hangs is given up after a while, and the others are tried', async () => {
  const { reports } = await measure('hang', 1500)
  expect(reports[0]).toMatchObject({ rung: 'cuda', available: false, reason: 'timed-out' })
  expect(reports.slice(1).map(({ available }) => available)).toEqual([true, true, true])
})

test('a card that works and is faster is chosen', async () => {
  const { reports } = await measure('fast')
  expect(chosenRung(reports, 'automatic')).toBe('cuda')
})

test('a cancel is no finding', async () => {
  const abort = new AbortController()
  const measuring = measureRungs(trainers, {
    signal: abort.signal,
    log,
    report: () => abort.abort(new Error('enough')),
    environment: () => ({ CUDA_WAY: 'hang' }),
  })
  await expect(measuring).rejects.toThrow('enough')
})
