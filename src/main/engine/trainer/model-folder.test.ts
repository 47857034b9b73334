import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contextOf, examplesOf, questionOf } from '../../../../tests/helpers/texts'
import type { Predictor } from '../../ml'
import { readModel, writeModel, type ModelCard } from './model-folder'
import { findTemplate } from './plan'

const rows = ['good good fine', 'bad awful', 'fine and good', 'awful bad sad', 'good', 'sad'].map(
  (text, row) => ({
    text,
    label: row % 2 === 0 ? 'good' : 'bad',
  }),
)
const question = questionOf(rows, 'en')
const examples = examplesOf(rows, question.classes)

let folder: string
let predictor: Predictor
let about: Omit<ModelCard, 'format' | 'files' | 'built'>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-models-'))
  const template = findTemplate('sentiment')
  const params = template.parseParams({ minDocuments: 1 })
  const given = { model: 'tfidf-logreg', train: examples, validation: examples, question, params }
  predictor = await template.fit(contextOf(given))
  about = {
    app: '0.0.0',
    template: { id: template.id, version: template.manifest.version },
    model: 'tfidf-logreg',
    question,
    params: { minDocuments: 1 },
    seed: 1,
    inputs: { text: ['text'] },
    types: {},
    derived: [],
    calibration: { kind: 'none' },
    device: { rung: 'javascript', name: 'any' },
  }
})
afterAll(() => {
  predictor.dispose()
  rmSync(folder, { recursive: true, force: true })
})

/** A copy of the model's folder under its name, to be damaged. */
async function copied(name: string): Promise<string> {
  const written = await writeModel(join(folder, 'models'), predictor, about)
  const copy = join(folder, name, basename(written.folder))
  cpSync(written.folder, copy, { recursive: true })
  return copy
}

test('the same model is the same folder, and reads back with the same answers', async () => {
  const first = await writeModel(join(folder, 'models'), predictor, about)
  const again = await writeModel(join(folder, 'models'), predictor, about)
  expect(again).toEqual(first)
  const size = readdirSync(first.folder).reduce(
    (sum, name) => sum + readFileSync(join(first.folder, name)).length,
    0,
  )
  expect(first.bytes).toBe(size)
  const model = await readModel(first.folder, 'tfidf-logreg')
  expect(await model.predictor.scores(examples)).toEqual(await predictor.scores(examples))
  expect(model.card).toMatchObject(about)
})

test('another question is another folder', async () => {
  const first = await writeModel(join(folder, 'models'), predictor, about)
  const other = await writeModel(join(folder, 'models'), predictor, { ...about, seed: 2 })
  expect(other.folder).not.toBe(first.folder)
})

test('a byte that changed in any file is noticed before it is used', async () => {
  const copy = await copied('flipped')
  for (const name of readdirSync(copy)) {
    const path = join(copy, name)
    const sound = readFileSync(path)
    const flipped = Buffer.from(sound)
    flipped[sound.length >> 1] = (flipped[sound.length >> 1] ?? 0) ^ 1
    writeFileSync(path, flipped)
    await expect(readModel(copy, 'x')).rejects.toMatchObject({ code: 'model-damaged', params: { id: 'x' } })
    writeFileSync(path, sound)
  }
  await expect(readModel(copy, 'x')).resolves.toBeDefined()
})

test('a missing file, and a folder that is none, are damaged models', async () => {
  const copy = await copied('missing')
  const file = readdirSync(copy).find((name) => name !== 'model.json') ?? ''
  rmSync(join(copy, file))
  await expect(readModel(copy, 'x')).rejects.toMatchObject({ code: 'model-damaged' })
  await expect(readModel(join(folder, 'nowhere'), 'x')).rejects.toMatchObject({ code: 'model-damaged' })
})
