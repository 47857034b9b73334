import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { tableFromIPC, tableToIPC, Table, Utf8, vectorFromArray } from 'apache-arrow'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Judgement } from '#shared/results'
import { buildMain } from '../../../../../tests/helpers/build-main'
import {
  forkJob,
  hasHotelReviews,
  sealedData,
  someReviews,
  trainInput,
  watchingFiles,
  type Sealed,
} from '../../../../../tests/helpers/forked-trainer'
import { PART, readSplit } from '../../../data'
import type { FinishedRun, ModelRef } from '../protocol'
import { readScores } from './scores-file'

const ladder = ['majority', 'tfidf-logreg', 'fasttext']

/** What must not depend on when, or how often interrupted, it was trained. */
function lasting(judgement: Judgement): unknown {
  return JSON.parse(
    JSON.stringify(judgement, (key, value: unknown) =>
      ['createdAt', 'seconds', 'msPerRow'].includes(key) ? undefined : value,
    ),
  )
}

describe.skipIf(!hasHotelReviews)('a ladder on hotel reviews (needs ../shared/data)', () => {
  let built: string
  let folder: string
  let sealed: Sealed
  beforeAll(async () => {
    built = await buildMain()
    folder = mkdtempSync(join(tmpdir(), 'plumbline-ladder-'))
    sealed = await sealedData(built, folder, someReviews(join(folder, 'reviews.csv'), 1500), 'stratified')
  })
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  /** Trains in a folder of its own; what was finished by an earlier process is passed on as the engine does. */
  function train(
    name: string,
    {
      data = sealed.data,
      finished = [],
      env = {},
      killAt = null,
    }: {
      data?: Sealed['data']
      finished?: FinishedRun[]
      env?: Record<string, string>
      /** Kills the process when the net has written this many checkpoints. */
      killAt?: number | null
    } = {},
  ) {
    const runs: FinishedRun[] = []
    const checkpoints: number[] = []
    const input = trainInput({ ...sealed, data }, join(folder, name), ladder, { finished })
    const job = forkJob(
      built,
      'train',
      input,
      (event, { child }) => {
        if (event.kind === 'run-finished') runs.push(event.finished)
        if (event.kind !== 'checkpoint') return
        checkpoints.push(event.epoch)
        if (checkpoints.length === killAt) child.kill('SIGKILL')
      },
      env,
    )
    return { job, runs, checkpoints }
  }

  let whole: { judgement: Judgement; runs: FinishedRun[] }
  beforeAll(async () => {
    const { job, runs } = train('whole')
    whole = { judgement: await job.done, runs }
  }, 240_000)

  const refOf = (model: string): ModelRef => {
    const run = whole.runs.find((one) => one.model === model)
    if (!run) throw new Error(`${model} was not trained`)
    return { run: run.run, model, folder: run.folder, predictions: run.predictions }
  }

  test('every model is scored on validation and test rows, none on rows it learnt from', async () => {
    const split = readSplit(sealed.data.split ?? '')
    expect(whole.runs.map(({ model }) => model)).toEqual(ladder)
    for (const run of whole.runs) {
      const { rows, parts, scores } = await readScores(run.predictions)
      expect(Array.from(rows, (row) => split.part[row])).toEqual(Array.from(parts))
      expect(new Set(parts)).toEqual(new Set([PART.validation, PART.test]))
      expect(scores.every(Number.isFinite)).toBe(true)
      expect(run.bytes).toBeGreaterThan(0)
      expect(run.msPerRow.p95).toBeGreaterThanOrEqual(run.msPerRow.p50)
    }
    expect(whole.runs.at(-1)?.finding).not.toBeNull()
  })

  test('the judgement says what beats the baseline, on the rows of the test part', () => {
    const { judgement } = whole
    const { test: rows } = sealed.state.counts
    expect(judgement.models.map(({ id }) => id)).toEqual(ladder)
    expect(judgement.bestBaseline).toBe('majority')
    expect(judgement.models.find(({ id }) => id === 'tfidf-logreg')).toMatchObject({ verdict: 'better' })
    for (const model of judgement.models) expect(model.metrics['macroF1']?.n).toBe(rows)
    expect(judgement.details['tfidf-logreg']?.slices.map(({ id }) => id)).toContain('long')
    expect(judgement.warnings).toContainEqual({ code: 'quick-preset', params: {} })
  })

  test('killed at any checkpoint it goes on and ends with the same models and numbers', async () => {
    for (const killAt of [1, 2]) {
      const first = train(`killed-${killAt}`, { killAt })
      await expect(first.job.done).rejects.toThrow('SIGKILL')
      expect(first.runs.map(({ model }) => model)).toEqual(['majority', 'tfidf-logreg'])
      const second = train(`killed-${killAt}`, { finished: first.runs })
      expect(lasting(await second.job.done)).toEqual(lasting(whole.judgement))
      // At most one epoch is done again, and what had finished is not told of again.
      expect(Math.min(...second.checkpoints)).toBeGreaterThanOrEqual(Math.max(...first.checkpoints))
      expect(second.runs.map(({ model }) => model)).toEqual(['fasttext'])
      expect(second.runs.map((run) => basename(run.folder))).toEqual([basename(refOf('fasttext').folder)])
    }
  }, 240_000)

  test('an engine that died before it heard of a finished run hears of it again, and nothing is trained twice', async () => {
    const { job, runs } = train('whole')
    expect(lasting(await job.done)).toEqual(lasting(whole.judgement))
    expect(runs).toEqual(whole.runs)
    expect(
      job.messages.some(
        (message) => message.kind === 'progress' && JSON.stringify(message).includes('run-started'),
      ),
    ).toBe(false)
  })

  test('other words and labels in the test part change nothing that is learnt', async () => {
    const table = tableFromIPC(readFileSync(sealed.data.open))
    const { part } = readSplit(sealed.data.split ?? '')
    const isTest = (row: number): boolean => part[row] === PART.test
    const cells = (column: string): (string | number | null)[] =>
      [...(table.getChild(column) ?? [])] as string[]
    const text = cells('review').map((cell, row) => (isTest(row) ? `乱 写 ${row}` : cell))
    const label = cells('label').map((cell, row) => (isTest(row) ? 1 - Number(cell) : Number(cell)))
    const changed = new Table({
      label: vectorFromArray(Float64Array.from(label)),
      review: vectorFromArray(text, new Utf8()),
    })
    const open = join(folder, 'data', 'changed.arrow')
    writeFileSync(open, tableToIPC(changed, 'file'))
    const { job, runs } = train('changed', { data: { ...sealed.data, open } })
    const judgement = await job.done
    expect(judgement.models[1]?.metrics['accuracy']?.value).not.toBe(
      whole.judgement.models[1]?.metrics['accuracy']?.value,
    )
    // A model's folder is named by everything in it: vocabulary, weights, calibration.
    expect(runs.map((run) => basename(run.folder))).toEqual(whole.runs.map((run) => basename(run.folder)))
  }, 240_000)

  describe('the vault', () => {
    const read = (log: string): string[] => readFileSync(log, 'utf8').split('\n')

    test('is opened by nothing but its own job', async () => {
      const log = join(folder, 'files.log')
      const env = watchingFiles(folder, log)
      const { data, state } = { ...sealed, data: { ...sealed.data, sealed: [sealed.sealed] } }
      const model = refOf('tfidf-logreg')
      const target = join(folder, 'predicted.csv')
      const nothing = (): void => undefined
      await train('watched', { data, env }).job.done
      const [card] = await forkJob(built, 'checks', { data, splitState: state }, nothing, env).done
      if (!card) throw new Error('no card to price')
      await forkJob(built, 'price', { data, splitState: state, card }, nothing, env).done
      await forkJob(built, 'explain', { data, model, seed: 1 }, nothing, env).done
      const source = join(folder, 'reviews.csv')
      await forkJob(
        built,
        'predict-file',
        { data, model, source, target, abstainBelow: null, alertFrom: null, options: {} },
        nothing,
        env,
      ).done
      expect(read(log)).toContain(data.open)
      expect(read(log)).not.toContain(sealed.sealed)
      await forkJob(built, 'vault', { data, model, seed: 1, acting: null }, nothing, env).done
      expect(read(log)).toContain(sealed.sealed)
    }, 240_000)

    test('gives metrics on its own rows', async () => {
      const data = { ...sealed.data, sealed: [sealed.sealed] }
      const { metrics } = await forkJob(built, 'vault', {
        data,
        model: refOf('tfidf-logreg'),
        seed: 1,
        acting: null,
      }).done
      expect(metrics['accuracy']?.n).toBe(sealed.state.counts.vault)
      expect(metrics['accuracy']?.value).toBeGreaterThan(0.8)
    })
  })

  test('a net that runs out of memory ends its process, so that the engine can go on in a new one', async () => {
    // TensorFlow's answer to a step that does not fit, in its own words.
    const hook = join(folder, 'no-memory.cjs')
    writeFileSync(
      hook,
      `const { Module } = require('node:module')
       const load = Module._load
       Module._load = (name, ...rest) => {
         const tf = load(name, ...rest)
         if (name !== '@tensorflow/tfjs-node-gpu') return tf
         return { ...tf, variableGrads() { throw new Error('OOM when allocating tensor with shape[4096,4096]') } }
       }`,
    )
    const env = { NODE_OPTIONS: `--require ${hook}` }
    const input = trainInput(sealed, join(folder, 'memory'), ladder)
    await expect(forkJob(built, 'train', input, undefined, env).done).rejects.toMatchObject({
      code: 'out-of-memory',
      params: { model: 'fasttext' },
    })
    // With the smallest batch it is given up, and the others are judged.
    const last = { ...input, halvings: { 'run-fasttext': 6 }, givenUp: ['run-fasttext'] }
    const judgement = await forkJob(built, 'train', last, undefined, env).done
    expect(judgement.models.map(({ id }) => id)).toEqual(['majority', 'tfidf-logreg'])
    expect(judgement.warnings).toContainEqual(
      expect.objectContaining({
        code: 'model-failed',
        params: expect.objectContaining({ model: 'fasttext', reason: 'smallest-batch' }) as object,
      }),
    )
  })

  const small = { fasttextBigrams: false, fasttextVocabulary: 300, fasttextEmbedding: 8, fasttextEpochs: 1 }

  /** A ladder whose net is small enough for plain JavaScript. */
  const trainOn = (name: string, env: Record<string, string>): Promise<Judgement> => {
    const input = trainInput(sealed, join(folder, name), ladder, { params: small })
    return forkJob(built, 'train', input, undefined, env).done
  }
  test('trains on the rung that its environment names, and says which', async () => {
    const plain = await trainOn('rung', { PLUMBLINE_RUNG: 'javascript' })
    expect(plain.device.rung).toBe('javascript')
    // A card that is gone since it was measured: the processor trains, and the judgement says why.
    const gone = await trainOn('gone', { PLUMBLINE_RUNG: 'cuda', CUDA_VISIBLE_DEVICES: '-1' })
    expect(gone.device.rung).toBe('tensorflow-cpu')
    expect(gone.warnings.map(({ code }) => code)).toContain('device-fallback')
  })
})
