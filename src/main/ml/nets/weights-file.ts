import { createHash } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '#shared/errors'
import { sizeOf, type Model } from '../compile'
import type { ModelReader, ModelWriter } from '../predictor'

/** Weights of a model one after another in declaration order: 32-bit floats, little-endian. */
export function pack(model: Model, weights: ReadonlyMap<string, Float32Array>): Uint8Array {
  const arrays = model.weights.map(({ name }) => weights.get(name) as Float32Array)
  return packArrays(arrays)
}

export function packArrays(arrays: readonly Float32Array[]): Uint8Array {
  const packed = new Float32Array(arrays.reduce((sum, array) => sum + array.length, 0))
  let at = 0
  for (const array of arrays) {
    packed.set(array, at)
    at += array.length
  }
  return new Uint8Array(packed.buffer)
}

/** The way back; undefined where the bytes are not of the expected length. */
export function unpackArrays(bytes: Uint8Array, sizes: readonly number[]): Float32Array[] | undefined {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  if (bytes.byteLength !== total * Float32Array.BYTES_PER_ELEMENT) return undefined
  // Copied: a view into somebody's buffer need not start at a multiple of four.
  const packed = new Float32Array(bytes.slice().buffer)
  let at = 0
  return sizes.map((size) => packed.slice(at, (at += size)))
}

export function unpack(model: Model, bytes: Uint8Array): Map<string, Float32Array> | undefined {
  const arrays = unpackArrays(
    bytes,
    model.weights.map(({ shape }) => sizeOf(shape)),
  )
  if (arrays === undefined) return undefined
  return new Map(model.weights.map(({ name }, i) => [name, arrays[i] as Float32Array]))
}

const weightsFile = 'weights.bin'
const listFile = 'weights.json'

const list = z.strictObject({
  format: z.literal(1),
  sha256: z.string().length(64),
  weights: z.array(z.strictObject({ name: z.string(), shape: z.array(z.int().min(1)) })),
})

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

function listOf(model: Model): { name: string; shape: number[] }[] {
  return model.weights.map(({ name, shape }) => ({ name, shape: [...shape] }))
}

/** Writes a net's weights: a list of names and shapes with the sum of the bytes, and the bytes. */
export async function saveWeights(
  writer: ModelWriter,
  model: Model,
  weights: ReadonlyMap<string, Float32Array>,
): Promise<void> {
  const bytes = pack(model, weights)
  await writer.bytes(weightsFile, bytes)
  await writer.json(listFile, { format: 1, sha256: sha256(bytes), weights: listOf(model) })
}

/**
 * Reads weights back for a model that was built from the stored settings. Nothing in the files decides what is
 * built or how much memory is taken: names, shapes and sum must be the model's own.
 * @throws AppError `model-damaged`
 */
export async function loadWeights(
  reader: ModelReader,
  model: Model,
  id: string,
): Promise<Map<string, Float32Array>> {
  const stored = list.safeParse(await reader.json(listFile))
  const bytes = await reader.bytes(weightsFile)
  const matches =
    stored.success &&
    JSON.stringify(stored.data.weights) === JSON.stringify(listOf(model)) &&
    stored.data.sha256 === sha256(bytes)
  const weights = matches ? unpack(model, bytes) : undefined
  if (weights === undefined) throw new AppError('model-damaged', { id })
  return weights
}
