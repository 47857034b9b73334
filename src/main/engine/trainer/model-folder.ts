import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { AppError } from '#shared/errors'
import type { Json } from '#shared/lang'
import type { ColumnType } from '#shared/manifest'
import { writeFolderAtomically } from '../../data'
import type { Calibration, ModelReader, ModelWriter, Predictor, Question } from '../../ml'
import type { AnyTemplate } from '../../templates'
import { findTemplate } from './plan'

/** Raised when the layout of a model's folder changes. */
const format = 1
const card = 'model.json'

/** What is in model.json: all that is needed to use the model elsewhere, beside its files. */
export interface ModelCard {
  format: number
  /** Version of the app that wrote it. */
  app: string
  template: { id: string; version: number }
  model: string
  question: Question
  params: Record<string, Json>
  seed: number
  /** Columns of the data it was trained on by role, in the order the model reads them. */
  inputs: Record<string, string[]>
  types: Record<string, ColumnType>
  /** Columns computed from a row's past that the model reads. */
  derived: string[]
  calibration: Calibration
  built: Record<string, string | number>
  device: { rung: string; name: string }
  files: { name: string; bytes: number; sha256: string }[]
}

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

function collectingWriter(files: Map<string, Uint8Array>): ModelWriter {
  const add = (name: string, bytes: Uint8Array): Promise<void> => {
    if (basename(name) !== name || name === card || files.has(name)) {
      return Promise.reject(new Error(`${name} cannot be the name of a model's file`))
    }
    files.set(name, bytes)
    return Promise.resolve()
  }
  return {
    json: (name, value) => add(name, Buffer.from(JSON.stringify(value))),
    bytes: add,
  }
}

/**
 * Writes a fitted model as a folder named by the hash of its contents, below `models`.
 * The same training gives the same folder; one that exists is left as it is.
 * @returns the folder and the bytes it takes on disk
 */
export async function writeModel(
  models: string,
  predictor: Predictor,
  about: Omit<ModelCard, 'format' | 'files' | 'built'>,
): Promise<{ folder: string; bytes: number }> {
  const files = new Map<string, Uint8Array>()
  await predictor.save(collectingWriter(files))
  const model: ModelCard = {
    ...about,
    format,
    built: predictor.describe(),
    files: [...files]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, bytes]) => ({ name, bytes: bytes.byteLength, sha256: sha256(bytes) })),
  }
  const json = Buffer.from(JSON.stringify(model, null, 2))
  files.set(card, json)
  const folder = join(models, sha256(json))
  if (!existsSync(folder)) {
    await writeFolderAtomically(folder, async (unfinished) => {
      for (const [name, bytes] of files) await writeFile(join(unfinished, name), bytes, { flush: true })
    })
  }
  return { folder, bytes: [...files.values()].reduce((sum, file) => sum + file.byteLength, 0) }
}

async function readCard(folder: string): Promise<ModelCard> {
  const json = await readFile(join(folder, card))
  if (sha256(json) !== basename(folder)) throw new Error(`${card} does not match the folder's name`)
  const model = JSON.parse(json.toString('utf8')) as ModelCard
  if (model.format !== format) throw new Error(`format ${model.format} is not ${format}`)
  return model
}

function verifyingReader(folder: string, model: ModelCard): ModelReader {
  const bytes = async (name: string): Promise<Uint8Array> => {
    const file = model.files.find((known) => known.name === name)
    // Only names from the card are opened, and only inside the folder, whatever a damaged file asks for.
    if (!file || basename(name) !== name) throw new Error(`${name} is not a file of this model`)
    const content = new Uint8Array(await readFile(join(folder, name)))
    if (sha256(content) !== file.sha256) throw new Error(`${name} does not match its checksum`)
    return content
  }
  return {
    bytes,
    json: async (name) => JSON.parse(Buffer.from(await bytes(name)).toString('utf8')) as unknown,
  }
}

/** A model that was read back from its folder. */
export interface LoadedModel {
  card: ModelCard
  template: AnyTemplate
  predictor: Predictor
}

/**
 * Loads a model from its folder after checking every file it reads against its checksum.
 * @throws AppError `model-damaged` where anything is missing, altered or of another version
 */
export async function readModel(folder: string, id: string): Promise<LoadedModel> {
  try {
    const model = await readCard(folder)
    const template = findTemplate(model.template.id)
    if (template.manifest.version !== model.template.version) {
      throw new Error(
        `the template is at version ${template.manifest.version}, the model at ${model.template.version}`,
      )
    }
    const params = template.parseParams(model.params)
    const predictor = await template.load(model.model, verifyingReader(folder, model), model.question, params)
    return { card: model, template, predictor }
  } catch (error) {
    throw new AppError('model-damaged', { id }, { cause: error })
  }
}
