import { fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildMain } from '../../../../tests/helpers/build-main'
import {
  forkJob,
  hasHotelReviews,
  sealedData,
  someReviews,
  trainInput,
  type Sealed,
} from '../../../../tests/helpers/forked-trainer'

let built: string
let folder: string
beforeAll(async () => {
  built = await buildMain()
  folder = mkdtempSync(join(tmpdir(), 'plumbline-trainer-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(20)
}

test('a job gives its result and its process ends by itself', async () => {
  const csv = join(folder, 'few.csv')
  writeFileSync(csv, 'text,label\ngood,1\nbad,0\n')
  const job = forkJob(built, 'inspect', { path: csv, options: {} })
  await expect(job.done).resolves.toMatchObject({
    fileName: 'few.csv',
    columns: [{ name: 'text' }, { name: 'label' }],
  })
  await expect(job.ended).resolves.toEqual({ code: 0, signal: null })
})

test('what can be expected to fail comes as its code, and the process ends well', async () => {
  const job = forkJob(built, 'inspect', { path: join(folder, 'none.csv'), options: {} })
  await expect(job.done).rejects.toMatchObject({ code: 'file-not-found' })
  await expect(job.ended).resolves.toEqual({ code: 0, signal: null })
})

test('it ends with the process that started it, whatever that died of', async () => {
  const parent = join(folder, 'parent.mjs')
  writeFileSync(
    parent,
    `import { fork } from 'node:child_process'
    const child = fork(process.argv[2], [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    child.send({ kind: 'start', job: 'serve', input: { data: null } })
    child.once('message', () => process.send(child.pid))`,
  )
  const middle = fork(parent, [join(built, 'trainer.js')], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  const pid = await new Promise<number>((resolve) => middle.once('message', resolve))
  expect(isAlive(pid)).toBe(true)
  middle.kill('SIGKILL')
  await until(() => !isAlive(pid))
})

test('Ctrl-C in a terminal is for the engine to act on', async () => {
  const job = forkJob(built, 'serve', { data: null })
  await until(() => job.messages.length > 0)
  process.kill(job.child.pid ?? 0, 'SIGINT')
  const heard = job.messages.length
  await until(() => job.messages.length > heard + 1)
  job.send({ kind: 'cancel' })
  await expect(job.done).rejects.toMatchObject({ code: 'cancelled' })
})

test('questions are answered, each with its own result or failure', async () => {
  const job = forkJob(built, 'serve', { data: null })
  job.send({
    kind: 'ask',
    id: 7,
    question: 'refused',
    input: { file: join(folder, 'none.jsonl'), offset: 0, limit: 5 },
  })
  await until(() => job.messages.some(({ kind }) => kind === 'answer'))
  expect(job.messages.find(({ kind }) => kind === 'answer')).toMatchObject({
    id: 7,
    error: { code: 'file-not-found' },
  })
  job.child.disconnect()
  await expect(job.ended).resolves.toMatchObject({ code: 0 })
})

describe.skipIf(!hasHotelReviews)('while a ladder trains (needs ../shared/data)', () => {
  let sealed: Sealed
  beforeAll(async () => {
    const csv = someReviews(join(folder, 'reviews.csv'), 1200)
    sealed = await sealedData(built, join(folder, 'project'), csv, 'stratified')
  })

  const train = (onProgress: Parameters<typeof forkJob<'train'>>[3]) => {
    const params = { textcnnEpochs: 200, textcnnPatience: 200 }
    const input = trainInput(sealed, join(folder, 'project'), ['majority', 'textcnn'], { params })
    return forkJob(built, 'train', input, onProgress)
  }

  test('signs of life go on, progress says where it stands, and cancel stops it', async () => {
    const seen: number[] = []
    const job = train((event, { send }) => {
      if (event.kind !== 'progress' || event.progress.phase !== 'training') return
      seen.push(event.progress.done)
      if (seen.length === 20) send({ kind: 'cancel' })
    })
    await expect(job.done).rejects.toMatchObject({ code: 'cancelled' })
    expect(job.messages.filter(({ kind }) => kind === 'alive').length).toBeGreaterThan(1)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    await expect(job.ended).resolves.toEqual({ code: 0, signal: null })
  })

  test('pause stops the work and not the signs of life; resume goes on', async () => {
    let epochs = 0
    const job = train((event) => {
      if (event.kind === 'checkpoint') epochs = event.epoch
    })
    await until(() => epochs >= 2)
    job.send({ kind: 'pause' })
    await sleep(300)
    const [before, heard] = [epochs, job.messages.filter(({ kind }) => kind === 'alive').length]
    await until(() => job.messages.filter(({ kind }) => kind === 'alive').length > heard + 2)
    expect(epochs).toBe(before)
    job.send({ kind: 'resume' })
    await until(() => epochs > before)
    job.send({ kind: 'cancel' })
    await expect(job.done).rejects.toMatchObject({ code: 'cancelled' })
  })
})
