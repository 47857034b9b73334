import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { toWire } from '#shared/errors'
import { createTaskRunner, Interrupted, type TaskContext } from './index'
import type { TaskChange } from './runner'

type Work = (input: unknown, context: TaskContext<unknown>) => Promise<unknown>

function runner() {
  const changes: TaskChange[] = []
  const tasks = createTaskRunner((change) => changes.push(structuredClone(change)))
  const start = (name: Parameters<typeof tasks.start>[0], work: Work, project: string | null = 'p') =>
    tasks.start(name, project, {}, work, toWire)
  const of = (id: string) => changes.filter((change) => change.id === id)
  const states = (id: string) => of(id).map((change) => change.state)
  const ended = async (id: string): Promise<TaskChange> => {
    for (;;) {
      const last = of(id).at(-1)
      if (last && (last.result !== undefined || last.error !== undefined)) return last
      await sleep(5)
    }
  }
  return { tasks, start, of, states, ended }
}

/** Work that ends when it is told to. */
function gate() {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  return { promise, open: resolve, fail: reject }
}

test('a task is queued, runs and gives its result; nothing is said before its id is known', async () => {
  const { start, states, ended } = runner()
  const id = start('checks.run', () => Promise.resolve(7))
  expect(states(id)).toEqual([])
  expect(await ended(id)).toMatchObject({ state: 'done', result: 7 })
  expect([...new Set(states(id))]).toEqual(['queued', 'running', 'done'])
})

test('one lane works one at a time, lanes work side by side', async () => {
  const { start, states, ended } = runner()
  const first = gate()
  const a = start('train.run', () => first.promise)
  const b = start('checks.price', () => Promise.resolve(null))
  const c = start('data.import', () => Promise.resolve(null))
  await ended(c)
  expect(states(a).at(-1)).toBe('running')
  expect(states(b).at(-1)).toBe('queued')
  first.open(null)
  expect((await ended(b)).state).toBe('done')
})

test('a cancelled task is cancelled at once, and a late answer changes nothing', async () => {
  const { tasks, start, of, ended } = runner()
  const late = gate()
  const id = start('train.run', (_input, context) => {
    context.report({ done: 0 })
    return late.promise
  })
  const next = start('train.run', () => Promise.resolve(null))
  await sleep(20)
  tasks.cancel(id)
  expect(await ended(id)).toMatchObject({ state: 'cancelled', error: { code: 'cancelled' } })
  const count = of(id).length
  // The lane is taken until the work itself has let go.
  await sleep(20)
  expect(of(next).at(-1)?.state).toBe('queued')
  late.open('too late')
  expect((await ended(next)).state).toBe('done')
  expect(of(id)).toHaveLength(count)
})

test('a queued task that is cancelled never runs', async () => {
  const { tasks, start, ended } = runner()
  const first = gate()
  start('train.run', () => first.promise)
  let ran = false
  const id = start('train.run', () => {
    ran = true
    return Promise.resolve(null)
  })
  await sleep(20)
  tasks.cancel(id)
  expect((await ended(id)).state).toBe('cancelled')
  first.open(null)
  await sleep(20)
  expect(ran).toBe(false)
})

test('a failure arrives as its code', async () => {
  const { start, ended } = runner()
  const id = start('checks.run', () => Promise.reject(new TypeError('oops')))
  expect(await ended(id)).toMatchObject({
    state: 'failed',
    error: { code: 'bug', params: { detail: 'oops' } },
  })
})

test('only a task that says how can be paused', async () => {
  const { tasks, start, states } = runner()
  const work = gate()
  const heard: boolean[] = []
  const id = start('train.run', (_input, context) => {
    context.onPause((paused) => heard.push(paused))
    return work.promise
  })
  const other = start('data.import', () => work.promise)
  await sleep(20)
  tasks.pause(id, true)
  tasks.pause(id, true)
  tasks.pause(other, true)
  expect(states(id).at(-1)).toBe('paused')
  expect(states(other).at(-1)).toBe('running')
  tasks.pause(id, false)
  expect(states(id).at(-1)).toBe('running')
  expect(heard).toEqual([true, false])
  work.open(null)
})

test('progress is held back to ten a second, and no point of a curve is lost', async () => {
  const { start, of, ended } = runner()
  const points = Array.from({ length: 200 }, (_, i) => ({ epoch: i }))
  const id = start('train.run', async (_input, context) => {
    for (const point of points) {
      context.report({ run: point.epoch < 120 ? 'r1' : 'r2', points: [point] })
      if (point.epoch % 10 === 0) await sleep(10)
    }
    return null
  })
  await ended(id)
  const sent = of(id).flatMap(({ progress, state }, i, all) =>
    state === 'running' && progress !== all[i - 1]?.progress
      ? [progress as { run: string; points: { epoch: number }[] }]
      : [],
  )
  const unique = new Map(sent.map((progress) => [JSON.stringify(progress), progress]))
  const told = [...unique.values()].flatMap((progress) => progress.points.map((point) => point.epoch))
  expect(told).toEqual(points.map((point) => point.epoch))
  expect(unique.size).toBeLessThan(20)
})

test('the end of the engine interrupts, it does not cancel', async () => {
  const { tasks, start, ended } = runner()
  let reason: unknown
  const id = start('train.run', (_input, { signal }) => {
    const { promise, reject } = Promise.withResolvers<unknown>()
    signal.addEventListener('abort', () => {
      reason = signal.reason
      reject(signal.reason as Error)
    })
    return promise
  })
  await sleep(20)
  await tasks.interruptAll()
  expect((await ended(id)).state).toBe('interrupted')
  expect(reason).toBeInstanceOf(Interrupted)
  expect(tasks.busy()).toBe(false)
})

test("cancelling a project's tasks waits until they have let go", async () => {
  const { tasks, start, ended } = runner()
  let working = true
  const mine = start('train.run', async (_input, { signal }) => {
    while (!signal.aborted) await sleep(5)
    await sleep(30)
    working = false
    return null
  })
  const other = start('data.import', () => Promise.resolve(null), 'q')
  await ended(other)
  await tasks.cancelProject('p')
  expect(working).toBe(false)
  expect((await ended(mine)).state).toBe('cancelled')
})
