import type { Tensor, Tensor3D, Variable } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { random } from '#shared/random'
import { sizeOf, type Pass } from '../compile'
import { loadTensorFlow, type TensorFlowApi } from '../tensorflow'
import { newNet } from './layers'
import { paddedInFront, recurrent, type Recurrent } from './recurrent'

const [batch, length, inputs, units] = [3, 5, 4, 6]
const rates = { dropout: 0.5, recurrentDropout: 0.5 }
type Cell = 'lstm' | 'gru'

let tf: TensorFlowApi

beforeAll(async () => {
  const loaded = await loadTensorFlow()
  expect(loaded.reason).toBeUndefined()
  tf = loaded.tf
})

function numbers(seed: number, shape: readonly number[]): Tensor {
  const source = random(seed)
  const values = Float32Array.from({ length: sizeOf(shape) }, () => source.next() * 2 - 1)
  return tf.tensor(values, [...shape])
}

interface Made {
  read: Recurrent
  weights: Map<string, Variable>
  pass: Pass
}

/** A layer with known weights, and a pass whose uniform numbers drop every second unit. */
function made(cell: Cell, training: boolean): Made {
  const net = newNet()
  const read = recurrent(net, 'r', { cell, inputs, units, ...rates })
  const model = net.model({ inputs: [], outputs: units, apply: () => tf.scalar(0) })
  const weights = new Map(
    model.weights.map(({ name, shape }, i) => [name, tf.variable(numbers(i + 1, shape))]),
  )
  const pass: Pass = {
    tf,
    training,
    weight: (name) => weights.get(name) as Variable,
    assign: () => undefined,
    uniform: (shape) =>
      tf.tensor(
        Float32Array.from({ length: sizeOf(shape) }, (_, i) => i % 2),
        [...shape],
      ),
  }
  return { read, weights, pass }
}

/** What the layer should compute, from the papers' formulas, one step at a time with TensorFlow.js's own gradients. */
function textbook(cell: Cell, { weights, pass }: Made, x: Tensor): Tensor {
  const of = (name: string): Tensor => weights.get(`r/${name}`) as Tensor
  const dropped = (shape: number[]): Tensor =>
    pass.training ? pass.uniform(shape).mul(1 / (1 - rates.dropout)) : tf.ones(shape)
  const inputMask = dropped([batch, inputs])
  const stateMask = dropped([batch, units])
  let state = tf.zeros([batch, units])
  let memory = tf.zeros([batch, units])
  const states = tf.unstack(x).map((step) => {
    const fromInput = tf.split(
      step.mul(inputMask).matMul(of('kernel')).add(of('bias')),
      cell === 'lstm' ? 4 : 3,
      1,
    )
    const fromState = tf.split(state.mul(stateMask).matMul(of('recurrent')), fromInput.length, 1)
    const both = fromInput.map((part, i) => part.add(fromState[i] as Tensor)) as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ]
    if (cell === 'lstm') {
      memory = tf
        .sigmoid(both[1])
        .mul(memory)
        .add(tf.sigmoid(both[0]).mul(tf.tanh(both[3])))
      state = tf.sigmoid(both[2]).mul(tf.tanh(memory))
    } else {
      const update = tf.sigmoid(both[0])
      const product = (fromState[2] as Tensor).add(of('recurrent-bias'))
      const candidate = tf.tanh((fromInput[2] as Tensor).add(tf.sigmoid(both[1]).mul(product)))
      state = update.mul(state).add(tf.scalar(1).sub(update).mul(candidate))
    }
    return state
  })
  return tf.stack(states)
}

const cases = (['lstm', 'gru'] as const).flatMap((cell) =>
  (['last', 'all'] as const).flatMap((result) =>
    [true, false].map((training) => ({ cell, result, training })),
  ),
)

describe.each(cases)('$cell, $result, training $training', ({ cell, result, training }) => {
  it('gives the textbook states and the gradients of the tape', () => {
    const layer = made(cell, training)
    const x = tf.variable(numbers(50, [length, batch, inputs]) as Tensor3D)
    const real = tf.ones([length, batch])
    const weighting = numbers(60, result === 'all' ? [length, batch, units] : [batch, units])
    const variables = [x, ...layer.weights.values()]
    const own = tf.variableGrads(
      () => layer.read(layer.pass, x, real, result).mul(weighting).sum(),
      variables,
    )
    const expected = tf.variableGrads(() => {
      const states = textbook(cell, layer, x)
      return (result === 'all' ? states : (tf.unstack(states).at(-1) as Tensor)).mul(weighting).sum()
    }, variables)
    expect(own.value.dataSync()[0]).toBeCloseTo(expected.value.dataSync()[0] as number, 5)
    for (const { name, shape } of variables) {
      const difference = (own.grads[name] as Tensor).sub(expected.grads[name] as Tensor)
      expect(shape).toEqual(difference.shape)
      expect(difference.abs().max().dataSync()[0]).toBeLessThan(2e-6)
    }
  })
})

describe('padding', () => {
  it('goes in front in either direction, wherever it stood', () => {
    const { pass } = made('lstm', false)
    const ids = tf.tensor2d(
      [
        [5, 6, 0, 0],
        [0, 0, 7, 0],
        [1, 2, 3, 4],
        [0, 0, 0, 0],
      ],
      [4, 4],
      'int32',
    )
    const forwards = paddedInFront(pass, ids, false).transpose().arraySync()
    expect(forwards).toEqual([
      [0, 0, 5, 6],
      [0, 0, 0, 7],
      [1, 2, 3, 4],
      [0, 0, 0, 0],
    ])
    const backwards = paddedInFront(pass, ids, true).transpose().arraySync()
    expect(backwards).toEqual([
      [0, 0, 6, 5],
      [0, 0, 0, 7],
      [4, 3, 2, 1],
      [0, 0, 0, 0],
    ])
  })

  it.each(['lstm', 'gru'] as const)('in front changes nothing in a %s', (cell) => {
    const { read, pass } = made(cell, false)
    const x = numbers(50, [length, batch, inputs])
    const bare = read(pass, x, tf.ones([length, batch]), 'last')
    const junk = numbers(70, [3, batch, inputs])
    const real = tf.concat([tf.zeros([3, batch]), tf.ones([length, batch])])
    const padded = read(pass, tf.concat([junk, x]), real, 'last')
    expect(padded.dataSync()).toEqual(bare.dataSync())
  })
})
