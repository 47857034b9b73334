import { createBirpc } from 'birpc'
import { beforeEach, describe, expect, it } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import { connectClient, parseMessage, type Client } from '#shared/client'
import type { Json } from '#shared/lang'
import type { ClientFunctions, EngineFunctions, EngineState, PortMessage } from '#shared/wire'
import { createTaskList, type TaskList } from './task-list'

/** The far end of the port: answers as a script says, sends events when told. */
function farEnd() {
  let toClient: (message: PortMessage) => void = () => undefined
  let fromClient: (data: string) => void = () => undefined
  const calls: { name: string; input: Json }[] = []
  const answers = new Map<string, Json>()
  const rpc = createBirpc<ClientFunctions, EngineFunctions>(
    {
      call: (name, input) => {
        calls.push({ name, input })
        const result = answers.get(name)
        return Promise.resolve(
          result === undefined ? { error: { code: 'no-model', params: {} } } : { result },
        )
      },
    },
    {
      post: (data: string) => toClient({ kind: 'rpc', data }),
      on: (listener) => (fromClient = listener),
      serialize: JSON.stringify,
      deserialize: parseMessage,
    },
  )
  const client = connectClient({
    post: (message) => message.kind === 'rpc' && fromClient(message.data),
    listen: (listener) => (toClient = listener),
    close: () => undefined,
  })
  const changed = async (change: Record<string, Json>) => {
    await rpc.event('task.changed', {
      name: 'split.make',
      project: 'p',
      progress: null,
      startedAt: '2026-01-01T00:00:00Z',
      ...change,
    })
  }
  return { client, calls, answers, changed }
}

function listOf(client: Client, engine = shallowRef<EngineState>('ready')): TaskList {
  return createTaskList({
    list: () => client.call('tasks.list', {}),
    start: (name, input) => client.start(name, input),
    act: (verb, task) => client.call(`tasks.${verb}`, { task }),
    on: client.on,
    engine,
  })
}

describe('task list', () => {
  let far: ReturnType<typeof farEnd>

  beforeEach(() => {
    far = farEnd()
    far.answers.set('tasks.list', [])
    far.answers.set('tasks.cancel', null)
  })

  it('follows a task from start to result', async () => {
    far.answers.set('split.make', { task: 't1' })
    const task = listOf(far.client).use('split.make', 'p')
    expect(task.state.value).toBe('idle')
    const done = task.start({ project: 'p' })
    expect(task.busy.value).toBe(true)
    await expect.poll(() => far.calls.some((c) => c.name === 'split.make')).toBe(true)
    await expect.poll(() => task.state.value).not.toBe('running')
    await far.changed({ id: 't1', state: 'running', progress: { done: 0.5, note: '' } })
    expect(task.progress.value).toEqual({ done: 0.5, note: '' })
    await far.changed({ id: 't1', state: 'done', result: { seed: 7 } })
    expect(await done).toEqual({ seed: 7 })
    expect(task.busy.value).toBe(false)
    expect(task.progress.value).toEqual({ done: 0.5, note: '' })
  })

  it('keeps the error of a task that could not start, and clears it', async () => {
    const task = listOf(far.client).use('split.make', 'p')
    expect(await task.start({ project: 'p' })).toBeNull()
    expect(task.error.value?.code).toBe('no-model')
    task.clear()
    expect(task.error.value).toBeNull()
  })

  it('takes up what runs already in this project, and only that, and cancels it', async () => {
    far.answers.set('tasks.list', [
      { id: 'a', name: 'split.make', project: 'other', state: 'running', progress: null, startedAt: '' },
      { id: 'b', name: 'split.make', project: 'p', state: 'running', progress: null, startedAt: '' },
    ])
    const task = listOf(far.client).use('split.make', 'p')
    await expect.poll(() => task.state.value).toBe('running')
    await task.cancel()
    expect(far.calls.at(-1)).toEqual({ name: 'tasks.cancel', input: { task: 'b' } })
    await far.changed({ id: 'b', state: 'cancelled', error: { code: 'cancelled', params: {} } })
    expect(task.state.value).toBe('cancelled')
    expect(task.error.value).toBeNull()
  })

  it('does not let late news overwrite an end', async () => {
    const list = listOf(far.client)
    await far.changed({ id: 'a', state: 'done', result: 1 })
    await far.changed({ id: 'a', state: 'running' })
    expect(list.records.value.get('a')?.state).toBe('done')
    expect(list.active.value).toEqual([])
  })

  it('marks what ran as interrupted when the engine dies', async () => {
    const engine = shallowRef<EngineState>('ready')
    const list = listOf(far.client, engine)
    await far.changed({ id: 'a', state: 'running' })
    expect(list.active.value).toHaveLength(1)
    engine.value = 'starting'
    await nextTick()
    expect(list.records.value.get('a')).toMatchObject({ state: 'interrupted' })
    expect(list.records.value.get('a')?.error?.code).toBe('engine-unavailable')
    engine.value = 'ready'
    await nextTick()
    expect(list.records.value.get('a')).toMatchObject({ state: 'interrupted', error: null })
  })
})
