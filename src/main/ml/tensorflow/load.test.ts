import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type * as tfjs from '@tensorflow/tfjs'
import { afterEach, expect, it, vi } from 'vitest'
import { loadTensorFlow, type TensorFlowApi } from './index'

const folders: string[] = []

afterEach(() => {
  vi.unstubAllEnvs()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Mean squared error after fitting y = 2x - 1 by gradient descent. */
function lossOfALine(tf: TensorFlowApi): number {
  const slope = tf.scalar(0).variable()
  const offset = tf.scalar(0).variable()
  const x = tf.tensor1d([-1, 0, 1, 2])
  const y = tf.tensor1d([-3, -1, 1, 3])
  const loss = (): tfjs.Scalar => x.mul(slope).add(offset).sub(y).square().mean()
  const optimizer = tf.train.sgd(0.1)
  for (let step = 0; step < 200; step++) optimizer.minimize(loss)
  return Number(loss().dataSync()[0])
}

/** An installation as npm leaves it without the native binding: everything linked, one package copied without it. */
function installationWithoutBinding(): string {
  const root = mkdtempSync(join(tmpdir(), 'plumbline-tf-'))
  folders.push(root)
  const require = createRequire(import.meta.url)
  const scope = dirname(dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json')))
  const modules = join(root, 'node_modules')
  mkdirSync(join(modules, '@tensorflow'), { recursive: true })
  for (const name of readdirSync(dirname(scope))) {
    if (name !== '@tensorflow') symlinkSync(join(dirname(scope), name), join(modules, name))
  }
  for (const name of readdirSync(scope)) {
    if (name !== 'tfjs-node-gpu') symlinkSync(join(scope, name), join(modules, '@tensorflow', name))
  }
  for (const part of ['package.json', 'dist']) {
    cpSync(join(scope, 'tfjs-node-gpu', part), join(modules, '@tensorflow', 'tfjs-node-gpu', part), {
      recursive: true,
    })
  }
  return join(root, 'entry.js')
}

it('trains on the TensorFlow library', async () => {
  const loaded = await loadTensorFlow()
  expect(loaded.reason).toBeUndefined()
  expect(['tensorflow-cpu', 'cuda']).toContain(loaded.rung)
  expect(loaded.version).toMatch(/^2\.\d+\.\d+/)
  expect(loaded.tf.getBackend()).toBe('tensorflow')
  expect(lossOfALine(loaded.tf)).toBeLessThan(1e-3)
})

it('trains in plain JavaScript and says why where the binding is missing', async () => {
  const loaded = await loadTensorFlow({ from: installationWithoutBinding() })
  expect(loaded.rung).toBe('javascript')
  expect(loaded.reason).toMatch(/tfjs_binding\.node/)
  expect(loaded.tf.getBackend()).toBe('cpu')
  expect(lossOfALine(loaded.tf)).toBeLessThan(1e-3)
})

it("gives the launcher's reason where the launcher knows it", async () => {
  vi.stubEnv('PLUMBLINE_TENSORFLOW_REASON', 'no network')
  const loaded = await loadTensorFlow({ from: installationWithoutBinding() })
  expect(loaded).toMatchObject({ rung: 'javascript', reason: 'no network' })
})

it('stays in plain JavaScript when told to', async () => {
  vi.stubEnv('PLUMBLINE_TENSORFLOW', 'off')
  const loaded = await loadTensorFlow({ from: installationWithoutBinding() })
  expect(loaded).toMatchObject({ rung: 'javascript', reason: 'PLUMBLINE_TENSORFLOW=off' })
})
