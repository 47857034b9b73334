import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildMain } from '../../../tests/helpers/build-main'
import { connectClient, type Client } from '#shared/client'
import { random } from '#shared/random'
import type { EngineStatus, FromEngine, PortMessage, ToEngine } from '#shared/wire'

const home = mkdtempSync(join(tmpdir(), 'plumbline-process-'))
let script: string
beforeAll(async () => {
  script = join(await buildMain(), 'engine.js')
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

interface Forked {
  child: ChildProcess
  client: Client
  statuses: EngineStatus[]
  ended: Promise<number | null>
  send: (message: ToEngine) => void
}

/** Starts the engine as the shell does, and connects one window. */
function start(): Promise<Forked> {
  const child = fork(script, [], { execArgv: [] })
  const send = (message: ToEngine): void => {
    if (child.connected) child.send(message)
  }
  let deliver: (message: PortMessage) => void = () => undefined
  const statuses: EngineStatus[] = []
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const client = connectClient({
    post: (message) => {
      if (message.kind === 'rpc') send({ kind: 'rpc', client: 'w', data: message.data })
    },
    listen: (listener) => {
      deliver = listener
    },
    close: () => undefined,
  })
  child.on('exit', () => deliver({ kind: 'engine', state: 'starting' }))
  const config = {
    home: join(home, 'app'),
    projectsFolder: join(home, 'projects'),
    samples: home,
    electron: '25',
  }
  send({ kind: 'start', config: { ...config, lang: 'zh-CN' } })
  return new Promise((resolve) => {
    child.on('message', (message: FromEngine) => {
      if (message.kind === 'rpc') deliver({ kind: 'rpc', data: message.data })
      if (message.kind === 'status') statuses.push(message.status)
      if (message.kind === 'ready') {
        send({ kind: 'connect', client: 'w' })
        resolve({ child, client, statuses, ended, send })
      }
    })
  })
}

const goal = (decision: string) => ({
  decision,
  bar: null,
  missCost: null,
  falseAlarmCost: null,
  abstain: false,
  abstainBelow: null,
})

test('it says who it is, tells language and theme, and ends cleanly', async () => {
  const { client, statuses, ended, send } = await start()
  expect(await client.call('app.info', {})).toMatchObject({ version: '0.1.0', device: null })
  expect(statuses).toEqual([{ lang: 'zh-CN', theme: 'system', busy: false }])
  await client.call('settings.set', { theme: 'dark' })
  expect(statuses.at(-1)?.theme).toBe('dark')
  send({ kind: 'shutdown' })
  expect(await ended).toBe(0)
})

test('it ends when the shell is gone', async () => {
  const { child, ended } = await start()
  child.disconnect()
  expect(await ended).toBe(0)
})

test('killed at any moment while edits come in, it loses none that it acknowledged', async () => {
  const source = random(11)
  let project = ''
  let acknowledged = -1
  let count = 0
  for (let round = 0; round < 8; round++) {
    const { child, client, ended } = await start()
    if (project === '') {
      project = (await client.call('projects.create', { template: 'sentiment', name: 'Edited' })).id
    }
    const found = await client.call('projects.open', { project })
    const stored = found.goal === null ? -1 : Number(found.goal.decision)
    expect(stored).toBeGreaterThanOrEqual(acknowledged)
    expect(stored).toBeLessThan(count)
    setTimeout(() => child.kill('SIGKILL'), 50 + source.int(150))
    let running = true
    while (running) {
      const edit = count++
      running = await client.call('goal.set', { project, goal: goal(String(edit)) }).then(
        () => {
          acknowledged = edit
          return true
        },
        () => false,
      )
    }
    await ended
  }
  expect(acknowledged).toBeGreaterThan(20)
})
