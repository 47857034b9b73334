import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Judgement } from '#shared/results'
import { buildMain } from '../../../../../tests/helpers/build-main'
import { forkJob, sealedData, trainInput, type Sealed } from '../../../../../tests/helpers/forked-trainer'
import { samplePath } from '../../../../../tests/helpers/samples'
import { openTable, PART, readSplit } from '../../../data'
import { bindingFile, librariesFolder } from '../../../runtimes'
import { makeExamples, typedTable } from '../examples'
import { predictOne, undecided } from '../answers'
import { readModel } from '../model-folder'
import { findTemplate } from '../plan'
import type { DataRef, FinishedRun, ModelRef } from '../protocol'
import { errors } from './serve'

const { samples } = findTemplate('sentiment').manifest
const english = samples.find(({ lang }) => lang === 'en') ?? samples[0]!

/** So few that five folds take the place of validation and test. */
const fewRows = 900
const head = readFileSync(samplePath('sentiment', english), 'utf8')
  .split('\n')
  .slice(0, fewRows + 1)

let built: string
let folder: string
let sealed: Sealed
beforeAll(async () => {
  built = await buildMain()
  folder = mkdtempSync(join(tmpdir(), 'plumbline-jobs-'))
  const csv = join(folder, 'few.csv')
  writeFileSync(csv, `${head.join('\n')}\n`)
  sealed = await sealedData(built, folder, csv)
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const textsIn = (path: string): (string | null)[] => {
  const table = openTable(path)
  const column = table.text(english.mapping['text'] ?? '')
  return Array.from({ length: table.rows }, (_, row) => column.get(row))
}

describe('sealing', () => {
  test('moves the rows of the vault into a file of their own; every row is in one of the two', () => {
    const [open, vault] = [textsIn(sealed.data.open), textsIn(sealed.sealed)]
    expect(open.length + vault.length).toBe(fewRows)
    expect(vault.length).toBe(sealed.state.counts.vault)
    // Equal texts stay together, so none is on both sides.
    expect(vault.filter((text) => open.includes(text))).toEqual([])
    expect(sealed.state.kind).toBe('cross-validation')
    expect(sealed.state.detectable).toBeGreaterThan(0)
  })

  const split = async (data: DataRef, plan: { seed: number; group?: string }) =>
    forkJob(built, 'seal', { data, folder: join(folder, 'data'), plan, seal: false }).done

  test('another split leaves the vault as it is', async () => {
    const data = { ...sealed.data, sealed: [sealed.sealed] }
    const again = await split(data, { seed: 2 })
    expect(again).toMatchObject({ open: sealed.data.open, sealed: null })
    expect(again.state.counts).toEqual(sealed.state.counts)
    expect([...readSplit(again.split).fold]).not.toEqual([...readSplit(sealed.data.split ?? '').fold])
  })

  test('a split by group seals what belongs together with sealed rows, and takes nothing from the vault', async () => {
    // A column of groups, each of one sealed and several open rows or of open rows alone.
    const table = openTable(sealed.data.open)
    const column = english.mapping['text'] ?? ''
    const label = english.mapping['label'] ?? ''
    const [feelings, texts] = [table.text(label), table.text(column)]
    const rows = Array.from({ length: table.rows }, (_, row) => [
      texts.get(row),
      feelings.get(row),
      row % 200,
    ])
    const csv = join(folder, 'grouped.csv')
    const lines = [[column, label, 'author'], ...rows].map((row) =>
      row.map((cell) => JSON.stringify(String(cell)).replaceAll('\\"', '""')).join(','),
    )
    writeFileSync(csv, `${lines.join('\n')}\n`)
    const first = await sealedData(built, join(folder, 'grouped'), csv, 'stratified')
    const data = { ...first.data, sealed: [first.sealed] }
    const grouped = await forkJob(built, 'seal', {
      data,
      folder: join(folder, 'grouped'),
      plan: { seed: 1, kind: 'grouped', group: 'author' },
      seal: false,
    }).done
    const authors = (path: string): Set<number> => new Set(openTable(path).number('author'))
    const vault = new Set([
      ...authors(first.sealed),
      ...(grouped.sealed === null ? [] : authors(grouped.sealed)),
    ])
    expect(grouped.state.counts.vault).toBeGreaterThanOrEqual(first.state.counts.vault)
    expect([...authors(grouped.open)].filter((author) => vault.has(author))).toEqual([])
    const { part } = readSplit(grouped.split)
    const open = openTable(grouped.open).number('author')
    const authorsOf = (which: number) => new Set([...open].filter((_, row) => part[row] === which))
    for (const author of authorsOf(PART.test)) expect(authorsOf(PART.train).has(author)).toBe(false)
  })
})

describe('a ladder in five folds', () => {
  const models = ['majority', 'lexicon', 'tfidf-logreg']
  const runs: FinishedRun[] = []
  let judgement: Judgement
  let ref: ModelRef
  beforeAll(async () => {
    const job = forkJob(built, 'train', trainInput(sealed, join(folder, 'trained'), models), (event) => {
      if (event.kind === 'run-finished') runs.push(event.finished)
    })
    judgement = await job.done
    const run = runs.find(({ model }) => model === 'tfidf-logreg')!
    ref = { run: run.run, model: run.model, folder: run.folder, predictions: run.predictions }
  }, 120_000)

  test('every open row is judged once, by a model that never saw it', () => {
    expect(judgement.split.kind).toBe('cross-validation')
    for (const model of judgement.models) expect(model.metrics['accuracy']?.n).toBe(sealed.state.counts.train)
    expect(judgement.models.at(-1)?.metrics['accuracy']?.value).toBeGreaterThan(0.6)
  })

  test('killed between folds it goes on with the next one and ends the same', async () => {
    const input = trainInput(sealed, join(folder, 'killed'), models)
    const job = forkJob(built, 'train', input, (event, { child }) => {
      if (
        event.kind === 'progress' &&
        event.progress.model === 'tfidf-logreg' &&
        event.progress.fold?.index === 3
      )
        child.kill('SIGKILL')
    })
    await expect(job.done).rejects.toThrow('SIGKILL')
    const folds = new Set<number | undefined>()
    const again = await forkJob(built, 'train', input, (event) => {
      if (event.kind === 'progress' && event.progress.phase === 'training')
        folds.add(event.progress.fold?.index)
    }).done
    expect([...folds]).not.toContain(0)
    expect(again.models.map(({ metrics }) => metrics)).toEqual(judgement.models.map(({ metrics }) => metrics))
  }, 120_000)

  test('the texts behind each cell of the confusion matrix are as many as it says', async () => {
    const detail = judgement.details['tfidf-logreg']!
    for (const [i, truth] of detail.classes.entries()) {
      for (const [k, predicted] of detail.classes.entries()) {
        const page = await errors({
          data: sealed.data,
          model: ref,
          truth,
          predicted,
          threshold: null,
          offset: 0,
          limit: 3,
        })
        expect(page.total).toBe(detail.confusion[i]?.[k])
        expect(page.rows.map(({ score }) => score)).toEqual(
          page.rows.map(({ score }) => score).sort((a, b) => b - a),
        )
      }
    }
  })

  test('one text is answered with the pieces that decided; nothing and gibberish say so', async () => {
    const model = await readModel(ref.folder, ref.model)
    const typed = (fields: Record<string, string>) =>
      makeExamples(typedTable(fields, model.card), model.card.inputs, Int32Array.of(0), new Int32Array(0))
    const answer = await predictOne(model, typed({ text: 'an excellent film, I loved it' }), undecided)
    expect(answer).toMatchObject({ label: 'positive', abstained: false, note: null })
    expect(answer.pieces.map(({ text }) => text).join('')).toBe('an excellent film, I loved it')
    expect(answer.scores.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 9)
    expect(await predictOne(model, typed({ text: '  ' }), undecided)).toMatchObject({
      label: '',
      note: 'empty-text',
    })
    expect(await predictOne(model, typed({ text: '𒀀𒀁' }), undecided)).toMatchObject({
      note: 'unknown-text',
    })
    expect(await predictOne(model, typed({ text: 'good' }), { ...undecided, abstainBelow: 1 })).toMatchObject(
      {
        abstained: true,
        note: 'dont-know',
      },
    )
    model.predictor.dispose()
  })

  test('a file is predicted row by row as it stands, and unreadable rows are listed', async () => {
    const source = join(folder, 'new.csv')
    const target = join(folder, 'out', 'predicted.csv')
    writeFileSync(
      source,
      'id,review,note\n007,"truly awful, a waste",x\n8,,y\n9,excellent,=1+1\n10,a,b,c,d\n',
    )
    const input = {
      data: sealed.data,
      model: ref,
      source,
      target,
      abstainBelow: null,
      alertFrom: null,
      options: {},
    }
    const { rows, refused } = await forkJob(built, 'predict-file', input).done
    expect({ rows, refused }).toEqual({ rows: 3, refused: 1 })
    const read = (path: string) => parse(readFileSync(path), { bom: true })
    const [header, ...lines] = read(target)
    expect(header).toEqual(['id', 'review', 'note', 'prediction', 'score', 'low', 'high', 'note'])
    expect(lines.map((line) => [line[0], line[3], line[7]])).toEqual([
      ['007', 'negative', ''],
      ['8', '', 'empty-text'],
      ['9', 'positive', ''],
    ])
    expect(Number(lines[0]?.[4])).toBeGreaterThan(0.5)
    expect(read(join(folder, 'out', 'predicted.refused.csv'))[1]?.[0]).toBe('5')
    // A spreadsheet must not run what a stranger wrote.
    expect(lines[2]?.[2]?.startsWith('=')).toBe(false)
  })

  test('a file without the column that the model reads is refused by its name', async () => {
    const source = join(folder, 'other.csv')
    writeFileSync(source, 'words\nexcellent\n')
    const input = {
      data: sealed.data,
      model: ref,
      source,
      target: join(folder, 'x.csv'),
      abstainBelow: null,
      alertFrom: null,
      options: {},
    }
    await expect(forkJob(built, 'predict-file', input).done).rejects.toMatchObject({
      code: 'column-missing',
      params: { column: english.mapping['text'] },
    })
  })

  test('explaining names words that push each way and what changes the answer', async () => {
    const { pushes, perturbations } = await forkJob(built, 'explain', {
      data: sealed.data,
      model: ref,
      seed: 1,
    }).done
    expect(pushes.map(({ label }) => label)).toEqual(judgement.details['tfidf-logreg']?.classes)
    expect(pushes.every(({ towards }) => towards.length > 0)).toBe(true)
    const flipped = Object.fromEntries(perturbations.map(({ id, flipped: share }) => [id, share.value ?? 0]))
    expect(Object.keys(flipped).sort()).toEqual(['emoji', 'negation', 'punctuation', 'typo'])
    expect(flipped['negation']).toBeGreaterThan(flipped['emoji'] ?? 1)
  })

  test('steps of preparation have cards, and a card has a price', async () => {
    const cards = await forkJob(built, 'checks', { data: sealed.data, splitState: sealed.state }).done
    const card = cards.find(({ id }) => id === 'preparation:removeStopWords')!
    expect(card).toMatchObject({
      price: null,
      remedy: { op: 'set-param', param: 'removeStopWords', value: true },
    })
    const priced = await forkJob(built, 'price', { data: sealed.data, splitState: sealed.state, card }).done
    const { price } = priced
    expect(price?.metric).toBe('macroF1')
    const difference = (price?.without ?? 0) - (price?.with ?? 0)
    expect(price?.low).toBeLessThanOrEqual(difference)
    expect(price?.high).toBeGreaterThanOrEqual(difference)
  }, 120_000)

  test('a step that empties texts is refused with the count', async () => {
    const csv = join(folder, 'marks.csv')
    writeFileSync(csv, `${[...head, '!!!,positive,x', '…,negative,x'].join('\n')}\n`)
    const marks = await sealedData(built, join(folder, 'marks'), csv)
    const input = trainInput(marks, join(folder, 'marks'), ['majority'], {
      params: { removePunctuation: true },
    })
    await expect(forkJob(built, 'train', input).done).rejects.toMatchObject({
      code: 'preparation-empties-texts',
      params: { step: 'removePunctuation' },
    })
  })
})

test('a rung that this machine has computes the same as plain JavaScript; others say why not', async () => {
  const javascript = await forkJob(built, 'probe-rung', { rung: 'javascript' }).done
  expect(javascript).toMatchObject({ available: true, agrees: true })
  expect(javascript.seconds).toBeGreaterThan(0)
  const cuda = await forkJob(built, 'probe-rung', { rung: 'cuda' }).done
  expect(cuda.available ? cuda.agrees : cuda.reason !== undefined).toBe(true)
  const nowhere = await forkJob(built, 'probe-rung', { rung: 'tensorflow-cpu' }, undefined, {
    PLUMBLINE_RUNTIME: folder,
  }).done
  expect(nowhere).toMatchObject({ available: false, reason: 'runtime-missing' })
  const native = await forkJob(built, 'probe-rung', { rung: 'tensorflow-cpu' }).done
  if (native.available) {
    // The same libraries in a place of their own, as an installed runtime has them.
    const home = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json'))
    const runtime = join(folder, 'runtime')
    mkdirSync(join(runtime, dirname(bindingFile)), { recursive: true })
    mkdirSync(join(runtime, dirname(librariesFolder)), { recursive: true })
    cpSync(join(home, bindingFile), join(runtime, bindingFile))
    symlinkSync(join(home, librariesFolder), join(runtime, librariesFolder))
    const installed = await forkJob(built, 'probe-rung', { rung: 'tensorflow-cpu' }, undefined, {
      PLUMBLINE_RUNTIME: runtime,
    }).done
    expect(installed).toMatchObject({ available: true, agrees: true, version: native.version })
  }
  expect(native.available ? native.agrees : native.reason !== undefined).toBe(true)
})
