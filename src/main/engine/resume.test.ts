import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TaskHandle } from '#shared/client'
import type { TrainProgress } from '#shared/contract/index'
import type { Json } from '#shared/lang'
import { random } from '#shared/random'
import { openStore } from './store'
import { hasReviews, mappedProject, state, stepStatus, testEngine, type TestEngine } from './testing/engine'
import { childrenRunning } from './testing/processes'

type Ladder = Pick<TaskHandle<'train.run'>, 'onProgress' | 'done'>

/** Long enough to be stopped in the middle on any machine. */
const params: Record<string, Json> = { fasttextEpochs: 80, fasttextPatience: 80, fasttextEmbedding: 32 }

describe.skipIf(!hasReviews)('a ladder that is stopped (needs ../shared/data)', () => {
  let engine: TestEngine
  let project: string
  beforeAll(async () => {
    engine = await testEngine()
    project = (await mappedProject(engine, 2400)).id
  })
  afterAll(() => engine.end())

  const start = () =>
    engine.client.start('train.run', { project, models: ['tfidf-logreg', 'fasttext'], params, quick: true })

  /** Waits until the net has reached an epoch. */
  const reached = (task: Ladder, epoch: number) =>
    new Promise<TrainProgress>((resolve, reject) => {
      task.onProgress((progress) => {
        if (progress.model === 'fasttext' && (progress.epoch ?? 0) >= epoch) resolve(progress)
      })
      task.done.then(() => reject(new Error('it was done before it could be stopped')), reject)
    })

  const fasttext = async () => {
    const found = await state(engine.client, project)
    return found.runs.findLast((run) => run.model === 'fasttext')
  }

  test('killed: noticed, marked interrupted, gone on with from its checkpoint', async () => {
    const task = await start()
    await reached(task, 3)
    const [pid] = childrenRunning('trainer.js')
    process.kill(pid!, 'SIGKILL')
    await expect(task.done).rejects.toMatchObject({ code: 'trainer-died' })
    const stopped = await state(engine.client, project)
    expect(stopped.interrupted).toMatchObject({ model: 'fasttext' })
    expect(stepStatus(stopped, 'train')).toBe('attention')
    const run = await fasttext()
    expect(run).toMatchObject({ state: 'interrupted', resumable: true })
    expect(run?.epoch).toBeGreaterThanOrEqual(2)
    const tried = stopped.ledgerCount

    const resumed = await engine.client.start('train.resume', {
      project,
      ladder: stopped.interrupted!.ladder,
    })
    const epochs: number[] = []
    resumed.onProgress((progress) => {
      if (progress.model === 'fasttext' && progress.epoch !== null) epochs.push(progress.epoch)
    })
    const judgement = await resumed.done
    expect(judgement.models.map((model) => model.id)).toContain('fasttext')
    // At most one epoch is done again, and what had finished is not counted twice.
    expect(Math.min(...epochs)).toBeGreaterThanOrEqual((run?.epoch ?? 0) - 1)
    const done = await state(engine.client, project)
    expect(done.ledgerCount).toBe(tried + 1)
    expect(done.interrupted).toBeNull()
    expect((await fasttext())?.state).toBe('done')
    const [curve] = await engine.client.call('train.curves', { project, runs: [run!.id] })
    const at = curve!.points.filter((point) => point.validationLoss !== undefined).map((point) => point.epoch)
    expect(at).toEqual(Array.from({ length: 80 }, (_, index) => index + 1))
  })

  test('paused: nothing moves until it goes on; cancelled: it ends, and can be resumed', async () => {
    const task = await start()
    await reached(task, 2)
    await task.pause()
    await sleep(1000)
    expect((await fasttext())?.state).toBe('paused')
    const before = (await engine.client.call('train.curves', { project, runs: [(await fasttext())!.id] }))[0]
    await sleep(800)
    const after = (await engine.client.call('train.curves', { project, runs: [(await fasttext())!.id] }))[0]
    expect(after?.points.length).toBe(before?.points.length)
    await task.resume()
    await reached(task, 4)
    await task.cancel()
    await expect(task.done).rejects.toMatchObject({ code: 'cancelled' })
    // The next task of the lane starts when the process is gone.
    const next = await engine.client.start('train.run', { project, models: ['tfidf-logreg'], quick: true })
    await next.done
    expect(childrenRunning('trainer.js')).toEqual([])
    expect(await fasttext()).toMatchObject({ state: 'cancelled', resumable: true })
  })

  test('the engine ends while training: at the next start it is offered again', async () => {
    const task = await start()
    await reached(task, 2)
    await engine.close()
    await expect(task.done).rejects.toMatchObject({ code: 'engine-unavailable' })
    expect(childrenRunning('trainer.js')).toEqual([])
    engine = engine.again()
    const found = await state(engine.client, project)
    expect(found.interrupted).toMatchObject({ model: 'fasttext' })
    const resumed = await engine.client.start('train.resume', { project, ladder: found.interrupted!.ladder })
    expect((await resumed.done).models.map((model) => model.id)).toContain('fasttext')
  })

  test('retraining one model compares it with the others of the same rows', async () => {
    const first = await state(engine.client, project)
    const tried = first.ledgerCount
    const task = await engine.client.start('train.run', {
      project,
      models: ['nb-svm'],
      params: { strengths: [3] },
      quick: true,
    })
    const { models } = await task.done
    expect(models.map((model) => model.id)).toEqual([
      'majority',
      'lexicon',
      'tfidf-logreg',
      'nb-svm',
      'fasttext',
    ])
    expect((await state(engine.client, project)).ledgerCount).toBe(tried + 1)
  })

  test('killed in every net, resumed each time: the files of models and scores are those of a calm ladder', async () => {
    const nets = ['fasttext', 'textcnn']
    const input = {
      models: nets,
      params: { fasttextEpochs: 12, fasttextPatience: 12, textcnnEpochs: 8, textcnnPatience: 8 },
      quick: true,
      seed: 4,
    }
    /** Name → content of every file that a ladder left. */
    const filesOf = (folder: string): Map<string, string> => {
      const names = globSync(['models/**/*', 'predictions/**/*'], { cwd: folder }).sort()
      const files = names.filter((name) => statSync(join(folder, name)).isFile())
      return new Map(files.map((name) => [name, readFileSync(join(folder, name)).toString('base64')]))
    }
    const calm = await mappedProject(engine, 2400)
    await (
      await engine.client.start('train.run', { ...input, project: calm.id })
    ).done
    const disturbed = await mappedProject(engine, 2400)
    let task: Ladder = await engine.client.start('train.run', { ...input, project: disturbed.id })
    for (const net of nets) {
      const seen = new Promise<void>((resolve, reject) => {
        task.onProgress(({ model, epoch }) => {
          if (model === net && (epoch ?? 0) >= 3) resolve()
        })
        task.done.then(() => reject(new Error(`${net} was done before it could be killed`)), reject)
      })
      await seen
      process.kill(childrenRunning('trainer.js').at(-1)!, 'SIGKILL')
      await expect(task.done).rejects.toMatchObject({ code: 'trainer-died' })
      const { interrupted } = await state(engine.client, disturbed.id)
      task = await engine.client.start('train.resume', {
        project: disturbed.id,
        ladder: interrupted!.ladder,
      })
    }
    await task.done
    const wanted = filesOf(calm.path)
    expect(wanted.size).toBeGreaterThan(8)
    const found = filesOf(disturbed.path)
    expect([...found.keys()]).toEqual([...wanted.keys()])
    for (const [name, content] of wanted) expect(found.get(name) === content, name).toBe(true)
  })

  test('killed at twenty random moments: goes on every time, at most one epoch is lost', async () => {
    const source = random(5)
    const task = await engine.client.start('train.run', {
      project,
      models: ['fasttext'],
      params: { ...params, fasttextEpochs: 1000, fasttextPatience: 1000 },
      quick: true,
    })
    task.done.catch(() => undefined)
    let ladder = ''
    let lowest = 0
    for (let round = 0; round < 20; round++) {
      const running = ladder === '' ? task : await engine.client.start('train.resume', { project, ladder })
      const seen: number[] = []
      running.onProgress((progress) => {
        if (progress.model === 'fasttext' && progress.epoch !== null) seen.push(progress.epoch)
      })
      // Any moment: in some rounds while it loads, in most while it trains or writes a checkpoint.
      if (round % 4 > 0) await reached(running, 1)
      await sleep(source.int(600))
      const [pid] = childrenRunning('trainer.js')
      expect(pid).toBeGreaterThan(0)
      process.kill(pid!, 'SIGKILL')
      await expect(running.done).rejects.toMatchObject({ code: 'trainer-died' })
      const stopped = await state(engine.client, project)
      expect(stopped.interrupted).not.toBeNull()
      ladder = stopped.interrupted!.ladder
      if (seen.length > 0) expect(Math.min(...seen)).toBeGreaterThanOrEqual(lowest)
      // Of this ladder: a kill before its run began must not count an earlier ladder's epochs.
      const own = stopped.runs.find((run) => run.ladder === ladder && run.model === 'fasttext')
      lowest = Math.max(lowest, own?.epoch ?? 0)
    }
    expect(lowest).toBeGreaterThan(5)
    const { path } = await state(engine.client, project)
    await engine.client.call('projects.close', { project })
    const db = await openStore(path, 'closed')
    await db.close()
  }, 600_000)
})
