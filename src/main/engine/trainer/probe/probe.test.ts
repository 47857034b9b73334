import { expect, it } from 'vitest'
import { loadRung, RungUnavailable, type LoadedTensorFlow, type TensorFlowApi } from '../../../ml'
import { softwareCard } from '../../../../../tests/helpers/software-card'
import { tryRung } from './index'

const breathe = (): Promise<void> => Promise.resolve()
const card = softwareCard()

it('finds plain JavaScript right, and takes its time', async () => {
  const report = await tryRung('javascript', () => loadRung('javascript'), breathe)
  expect(report).toMatchObject({ rung: 'javascript', available: true, agrees: true })
  expect(report.reason).toBeUndefined()
  expect(report.seconds).toBeGreaterThan(0)
  expect(report.device).not.toBe('')
})

/** A card that computes one operation wrongly. */
async function wrong(change: (tf: TensorFlowApi) => Partial<TensorFlowApi>): Promise<LoadedTensorFlow> {
  const loaded = await loadRung('javascript')
  return { ...loaded, tf: { ...loaded.tf, ...change(loaded.tf) }, rung: 'cuda' }
}

it('refuses a card whose numbers differ, however little it is', async () => {
  const off = await wrong((tf) => ({ matMul: (a, b, ta, tb) => tf.matMul(a, b, ta, tb).mul(1.01) }))
  const report = await tryRung('cuda', () => Promise.resolve(off), breathe)
  expect(report).toMatchObject({ available: true, agrees: false, reason: 'disagrees' })
})

it('refuses a card on which the smallest net does not learn', async () => {
  // Right products, but gradients that lead nowhere.
  const lost = await wrong((tf) => ({
    variableGrads: (f, list) => {
      const { value, grads } = tf.variableGrads(f, list)
      return { value, grads: Object.fromEntries(Object.entries(grads).map(([k, g]) => [k, g.mul(-1)])) }
    },
  }))
  const report = await tryRung('cuda', () => Promise.resolve(lost), breathe)
  expect(report).toMatchObject({ available: true, agrees: false, reason: 'does-not-learn' })
})

it.each([
  [new RungUnavailable('library-missing', { library: 'libcudnn.so.9' }), 'library-missing'],
  [new RungUnavailable('driver-missing', { library: 'libcuda.so.1' }), 'driver-missing'],
  [new Error('OOM when allocating tensor'), 'out-of-memory'],
  [new Error('something else'), 'failed'],
])('says why a rung cannot be loaded: %s', async (error, reason) => {
  const report = await tryRung('cuda', () => Promise.reject(error), breathe)
  expect(report).toMatchObject({ rung: 'cuda', available: false, reason })
})

it.skipIf(card === null)(
  'finds a software card right, and never to be chosen (skipped without one)',
  async () => {
    const report = await tryRung('webgpu', () => loadRung('webgpu'), breathe)
    expect(report).toMatchObject({ available: true, agrees: true, reason: 'software-adapter' })
    expect(report.params?.['name']).toMatch(/swiftshader/i)
  },
)
