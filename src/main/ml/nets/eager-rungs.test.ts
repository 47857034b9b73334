import { expect, it } from 'vitest'
import { random } from '#shared/random'
import { sizeOf, softmaxCrossEntropy, type Model, type Rows } from '../compile'
import { loadRung, type LoadedTensorFlow } from '../tensorflow'
import { softwareCard } from '../../../../tests/helpers/software-card'
import { fitNet, type NetFit } from './fit-net'
import { dense, dropout, embedding, newNet, strongestMatches, tokenVectors } from './layers'
import { paddedInFront, recurrent } from './recurrent'

// Where no TensorFlow library can be had: the same nets in plain JavaScript, and on any card through WebGPU. A program
// that pretends to be a card stands for one here: slow, but its numbers must be right.

const card = softwareCard()

const [length, vocabulary, size] = [8, 12, 6]

/** Sequences of tokens whose class is whether token 2 or token 3 is among them; 0 is padding. */
function rows(count: number, seed: number): Rows {
  const source = random(seed)
  const targets = Int32Array.from({ length: count }, () => source.int(2))
  const ids = new Int32Array(count * sizeOf([length]))
  targets.forEach((label, row) => {
    const tokens = [
      2 + label,
      ...Array.from({ length: source.int(length) }, () => 4 + source.int(vocabulary - 4)),
    ]
    ids.set(source.shuffle(tokens), row * length)
  })
  return { count, inputs: [ids], targets }
}

function net(kind: 'lstm' | 'gru' | 'cnn'): Model {
  const made = newNet()
  const drop = dropout(0.2)
  const head = dense(made, 'head', 8, 2)
  const inputs = [{ shape: [length], dtype: 'int32' }] as const
  if (kind === 'cnn') {
    const embed = tokenVectors(made, 'tokens', vocabulary, size)
    const match = strongestMatches(made, 'conv', 2, size, 8)
    return made.model({
      inputs,
      outputs: 2,
      apply: (pass, [ids]) => head(pass, drop(pass, match(pass, embed(pass, ids!)))),
    })
  }
  const embed = embedding(made, 'tokens', vocabulary, size)
  const read = recurrent(made, kind, {
    cell: kind,
    inputs: size,
    units: 8,
    dropout: 0.1,
    recurrentDropout: 0.1,
  })
  return made.model({
    inputs,
    outputs: 2,
    apply(pass, [ids]) {
      const ordered = paddedInFront(pass, ids!, false)
      const real = ordered.notEqual(pass.tf.scalar(0, 'int32')).toFloat()
      return head(pass, read(pass, embed(pass, ordered), real, 'last'))
    },
  })
}

function fitOf(tensorflow: LoadedTensorFlow, kind: 'lstm' | 'gru' | 'cnn', epochs: number): NetFit {
  return {
    tensorflow,
    model: net(kind),
    loss: softmaxCrossEntropy,
    optimizer: { kind: 'adam' },
    schedule: { kind: 'constant', rate: 0.03 },
    train: rows(160, 1),
    validation: rows(80, 2),
    watch: 'loss',
    batch: 32,
    epochs,
    patience: epochs,
    seed: 5,
    context: {
      model: kind,
      breathe: () => Promise.resolve(),
      report: () => undefined,
      checkpoints: { load: () => Promise.resolve(null), save: () => Promise.resolve() },
    },
  }
}

it.each(['lstm', 'gru', 'cnn'] as const)(
  'a %s learns in JavaScript, the same for the same seed',
  async (kind) => {
    const plain = await loadRung('javascript')
    const empty = plain.tf.memory().numTensors
    const fitted = await fitNet(fitOf(plain, kind, 6))
    expect(fitted.path.kind).toBe('eager')
    expect(fitted.curve.at(-1)!.validationLoss).toBeLessThan(0.35)
    expect((await fitNet(fitOf(plain, kind, 6))).weights).toEqual(fitted.weights)
    expect(plain.tf.memory().numTensors).toBe(empty)
  },
)

it.skipIf(card === null)(
  'WebGPU trains to the same weights as JavaScript (skipped without a card)',
  async () => {
    const kinds = ['lstm', 'cnn'] as const
    const plain = await loadRung('javascript')
    const expected = [await fitNet(fitOf(plain, 'lstm', 1)), await fitNet(fitOf(plain, 'cnn', 1))]
    const webgpu = await loadRung('webgpu')
    expect(webgpu).toMatchObject({ rung: 'webgpu', software: true })
    for (const [i, kind] of kinds.entries()) {
      const empty = webgpu.tf.memory().numTensors
      const fitted = await fitNet(fitOf(webgpu, kind, 1))
      expect(fitted.path.kind).toBe('eager')
      for (const [name, weights] of fitted.weights) {
        const wanted = expected[i]!.weights.get(name)!
        weights.forEach((weight, k) => expect(Math.abs(weight - wanted[k]!)).toBeLessThan(1e-3))
      }
      expect(webgpu.tf.memory().numTensors).toBe(empty)
    }
  },
)
