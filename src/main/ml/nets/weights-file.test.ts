import { describe, expect, it } from 'vitest'
import { AppError } from '#shared/errors'
import { startingWeights, type Model } from '../compile'
import type { ModelReader, ModelWriter } from '../predictor'
import { dense, newNet } from './layers'
import { loadWeights, saveWeights } from './weights-file'

function model(units = 5): Model {
  const net = newNet()
  const layer = dense(net, 'layer', 3, units)
  return net.model({
    inputs: [{ shape: [3], dtype: 'float32' }],
    outputs: units,
    apply: (pass, [x]) => layer(pass, x!),
  })
}

class Folder implements ModelReader, ModelWriter {
  readonly files = new Map<string, string | Uint8Array>()
  json(name: string): Promise<unknown>
  json(name: string, value: unknown): Promise<void>
  json(name: string, value?: unknown): Promise<unknown> {
    if (value === undefined) return Promise.resolve(JSON.parse(this.files.get(name) as string))
    this.files.set(name, JSON.stringify(value))
    return Promise.resolve()
  }
  bytes(name: string): Promise<Uint8Array>
  bytes(name: string, value: Uint8Array): Promise<void>
  bytes(name: string, value?: Uint8Array): Promise<unknown> {
    if (value === undefined) return Promise.resolve(this.files.get(name))
    this.files.set(name, value.slice())
    return Promise.resolve()
  }
}

const weights = startingWeights(model(), 7)

async function saved(): Promise<Folder> {
  const folder = new Folder()
  await saveWeights(folder, model(), weights)
  return folder
}

async function damage(change: (folder: Folder) => void): Promise<unknown> {
  const folder = await saved()
  change(folder)
  return loadWeights(folder, model(), 'net').catch((error: unknown) => error)
}

function edit(
  folder: Folder,
  change: (list: { format: number; sha256: string; weights: unknown[] }) => void,
): void {
  const list = JSON.parse(folder.files.get('weights.json') as string) as Parameters<typeof change>[0]
  change(list)
  folder.files.set('weights.json', JSON.stringify(list))
}

describe('weights on disk', () => {
  it('come back bit for bit', async () => {
    expect(await loadWeights(await saved(), model(), 'net')).toEqual(weights)
  })

  it('come back from a view that starts at an odd place', async () => {
    const folder = await saved()
    const bytes = folder.files.get('weights.bin') as Uint8Array
    const shifted = new Uint8Array(bytes.length + 1)
    shifted.set(bytes, 1)
    folder.files.set('weights.bin', shifted.subarray(1))
    expect(await loadWeights(folder, model(), 'net')).toEqual(weights)
  })

  const damages: [string, (folder: Folder) => void][] = [
    ['one changed bit', ({ files }) => ((files.get('weights.bin') as Uint8Array)[3]! ^= 1)],
    [
      'a cut file',
      ({ files }) => files.set('weights.bin', (files.get('weights.bin') as Uint8Array).slice(0, -4)),
    ],
    ['another format', (folder) => edit(folder, (list) => (list.format = 2))],
    ['a missing weight', (folder) => edit(folder, (list) => list.weights.pop())],
    [
      'another shape',
      (folder) => edit(folder, (list) => (list.weights[0] = { name: 'layer/kernel', shape: [1e9] })),
    ],
    ['something else', ({ files }) => files.set('weights.json', '[]')],
  ]
  it.each(damages)('with %s are refused', async (_name, change) => {
    const error = await damage(change)
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ code: 'model-damaged', params: { id: 'net' } })
  })

  it('of another net are refused', async () => {
    await expect(loadWeights(await saved(), model(6), 'net')).rejects.toMatchObject({ code: 'model-damaged' })
  })
})
