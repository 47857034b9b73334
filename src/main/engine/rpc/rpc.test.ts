import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contract } from '#shared/contract/index'
import { errorCodes } from '#shared/errors'
import type { Answer, Channel } from '#shared/wire'
import { createEngine, type RunningEngine } from '../index'
import { channelPair } from './index'

const home = mkdtempSync(join(tmpdir(), 'plumbline-rpc-'))
let engine: RunningEngine
let channel: Channel
/** Answers by call id. */
const answers = new Map<string, (answer: Answer) => void>()

beforeAll(() => {
  engine = createEngine({
    home,
    projectsFolder: join(home, 'projects'),
    samples: home,
    lang: 'en',
    electron: null,
    entries: { trainer: join(home, 'none'), report: join(home, 'none') },
    node: process.execPath,
    host: { printPdf: () => Promise.reject(new Error('no window here')) },
  })
  const [near, far] = channelPair()
  engine.connect(far)
  channel = near
  channel.listen((message) => {
    if (message.kind !== 'rpc') return
    const { t, i, r } = JSON.parse(message.data) as { t: string; i?: string; r?: Answer }
    if (t === 's' && i !== undefined && r !== undefined) answers.get(i)?.(r)
  })
})
afterAll(async () => {
  await engine.close()
  rmSync(home, { recursive: true, force: true })
})

let calls = 0
function call(name: unknown, input: unknown): Promise<Answer> {
  const id = `c${calls++}`
  return new Promise((resolve) => {
    answers.set(id, resolve)
    channel.post({ kind: 'rpc', data: JSON.stringify({ t: 'q', i: id, m: 'call', a: [name, input] }) })
  })
}

const names = Object.keys(contract)
const known = new Set<string>(errorCodes)
/** Calls that would really do something with any input that parses. */
const harmless = names.filter(
  (name) => !['projects.create', 'device.probe', 'runtime.install', 'settings.set'].includes(name),
)

test('any input to any call is answered, never with a bug', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...harmless), fc.json(), async (name, json) => {
      const answer = await call(name, JSON.parse(json))
      if ('error' in answer) {
        expect(known.has(answer.error.code)).toBe(true)
        expect([name, answer.error.code]).not.toEqual([name, 'bug'])
      }
    }),
    { numRuns: 2000, seed: 1 },
  )
})

test('inputs that look right but are strange are answered, never with a bug', async () => {
  const text = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '../../etc', '\u0000', '𠮷'))
  const input = fc.record(
    {
      project: text,
      model: text,
      card: text,
      task: text,
      name: text,
      version: text,
      ladder: text,
      token: text,
      source: fc.oneof(fc.record({ token: text }), fc.record({ sample: text })),
      target: fc.record({ token: text }),
      options: fc.record({ delimiter: text, encoding: text }, { requiredKeys: [] }),
      offset: fc.integer(),
      limit: fc.integer(),
      fields: fc.dictionary(text, text),
    },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...harmless), input, async (name, value) => {
      const answer = await call(name, value)
      if ('error' in answer) expect([name, answer.error.code]).not.toEqual([name, 'bug'])
    }),
    { numRuns: 2000, seed: 2 },
  )
})

test('names that are no call are answered as unknown', async () => {
  for (const name of [
    '__proto__',
    'constructor',
    'toString',
    'task.changed',
    '',
    7,
    null,
    {},
    'x'.repeat(1e5),
  ]) {
    expect(await call(name, {})).toMatchObject({ error: { code: 'unknown-method' } })
  }
})

test('messages that are none are dropped, and the next call is answered', async () => {
  const raw = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom('null', '[]', '{"t":"q"}', '{"t":"q","m":"call","a":7}'),
  )
  await fc.assert(
    fc.asyncProperty(raw, async (data) => {
      channel.post({ kind: 'rpc', data })
      await new Promise((resolve) => setImmediate(resolve))
    }),
    { numRuns: 1000, seed: 3 },
  )
  channel.post({ kind: 'rpc', data: JSON.stringify({ t: 'q', i: 'x', m: 'constructor', a: [] }) })
  expect(await call('tasks.list', {})).toEqual({ result: [] })
})

test('an answer to a bad input says where it is wrong, not what was there', async () => {
  const answer = await call('goal.set', { project: 'p', goal: { decision: 'secret words', bar: 'high' } })
  expect(answer).toMatchObject({
    error: { code: 'invalid-input', params: { detail: 'goal.bar invalid_type' } },
  })
  expect(JSON.stringify(answer)).not.toContain('secret')
})
