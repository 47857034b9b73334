import type { Tensor, Variable } from '@tensorflow/tfjs'
import type { TensorFlowApi } from '../tensorflow'
import { asTensor, inputTensors, numbersOf } from './forward'
import { shapesOf, sizeOf, type Loss, type Model, type Numbers, type Rows } from './model'
import { ruleOf, type Optimizer } from './optimizers'
import type { Runner, State } from './runner'
import { gradientsOf, inferencePass, type Batch } from './step'

/** Rows that go through a net at once when nothing is learnt: enough to fill two cores, little memory. */
export const eagerRows = 256

/** Copies the rows named by `order[from … to)` of a row-major array. */
function take(source: Numbers, width: number, order: Int32Array, from: number, to: number): Numbers {
  const size = (to - from) * width
  const taken = source instanceof Int32Array ? new Int32Array(size) : new Float32Array(size)
  for (let i = from; i < to; i++) {
    const start = (order[i] as number) * width
    taken.set(source.subarray(start, start + width), (i - from) * width)
  }
  return taken
}

/**
 * Trains one TensorFlow.js operation at a time, with our own optimizer formulas. Works on every rung, several times
 * slower than the compiled step, and is what that one is checked against.
 */
export function eagerRunner(
  tf: TensorFlowApi,
  parts: { model: Model; loss: Loss; optimizer: Optimizer; seed: number; rows: Rows },
  start: State,
  batch: number,
): Runner {
  const { model, loss, optimizer, seed, rows } = parts
  const rule = ruleOf(optimizer)
  const variable = (values: Float32Array, shape: readonly number[]): Variable =>
    tf.tidy(() => tf.variable(asTensor(tf, values, shape)))
  const weights = new Map<string, Variable>()
  const slots = new Map<string, Variable[]>()
  for (const { name, shape } of model.weights) {
    weights.set(name, variable(start.weights.get(name) as Float32Array, shape))
    const remembered = start.slots.get(name)
    if (remembered)
      slots.set(
        name,
        remembered.map((values) => variable(values, shape)),
      )
  }

  function batchOf(order: Int32Array, from: number, to: number): Batch {
    const width = loss.targetWidth(model.outputs)
    return {
      inputs: model.inputs.map(({ shape }, i) =>
        asTensor(tf, take(rows.inputs[i] as Numbers, sizeOf(shape), order, from, to), [to - from, ...shape]),
      ),
      targets: asTensor(tf, take(rows.targets, width, order, from, to), [to - from, width]),
      weights: rows.weights
        ? tf.tensor1d(take(rows.weights, 1, order, from, to), 'float32')
        : tf.ones([to - from]),
      count: tf.scalar(to - from),
    }
  }

  /** One step; returns its loss. */
  function step(now: { step: number; rate: number }, batch: Batch): Tensor {
    const seedAndStep = tf.tensor1d([seed | 0, now.step], 'int32')
    const found = gradientsOf(tf, parts, weights, batch, seedAndStep)
    for (const { name, decays } of model.weights) {
      const gradient = found.gradients.get(name)
      if (gradient === undefined) continue
      const weight = weights.get(name) as Variable
      const own = slots.get(name) as Variable[]
      const decay = decays ? (optimizer.weightDecay ?? 0) : 0
      const decayed = decay === 0 ? weight : weight.sub(weight.mul(tf.scalar(now.rate * decay)))
      const [moved, ...kept] = rule.update(tf, now, decayed, gradient, own)
      weight.assign(moved as Tensor)
      own.forEach((slot, i) => {
        slot.assign(kept[i] as Tensor)
      })
    }
    for (const [name, assigned] of found.assigned) {
      ;(weights.get(name) as Variable).assign(assigned)
      assigned.dispose()
    }
    return found.loss
  }

  function write(target: Variable, values: Float32Array): void {
    tf.tidy(() => {
      target.assign(asTensor(tf, values, target.shape))
    })
  }

  return {
    forwardRows: eagerRows,
    async steps(taken, order, rates) {
      // Read together at the end: a card would otherwise wait for JavaScript after every step.
      const kept = Array.from(rates, (rate, i) => {
        const to = Math.min(order.length, (i + 1) * batch)
        return tf.tidy(() => step({ step: taken + i + 1, rate }, batchOf(order, i * batch, to)))
      })
      const losses = await numbersOf(tf.tidy(() => tf.stack(kept)))
      tf.dispose(kept)
      const wrong = losses.findIndex((loss) => !Number.isFinite(loss))
      return wrong === -1 ? losses : losses.fill(NaN, wrong)
    },
    logits: (inputs, from, to) => eagerLogits(tf, model, weights, shapesOf(model), inputs, [from, to]),
    async state() {
      const read = async (value: Variable): Promise<Float32Array> => new Float32Array(await value.data())
      const state = { weights: new Map<string, Float32Array>(), slots: new Map<string, Float32Array[]>() }
      for (const [name, value] of weights) state.weights.set(name, await read(value))
      for (const [name, values] of slots) state.slots.set(name, await Promise.all(values.map(read)))
      return state
    },
    restore(state) {
      for (const [name, value] of weights) write(value, state.weights.get(name) as Float32Array)
      for (const [name, values] of slots) {
        const remembered = state.slots.get(name) as readonly Float32Array[]
        values.forEach((value, i) => {
          write(value, remembered[i] as Float32Array)
        })
      }
    },
    dispose() {
      tf.dispose([...weights.values(), ...[...slots.values()].flat()])
    },
  }
}

/** Outputs before the head of rows `from … to`, each input of the given shape a row. */
export function eagerLogits(
  tf: TensorFlowApi,
  model: Model,
  weights: ReadonlyMap<string, Tensor>,
  shapes: readonly (readonly number[])[],
  inputs: readonly Numbers[],
  [from, to]: readonly [number, number],
): Promise<Float32Array> {
  return numbersOf(
    tf.tidy(() => model.apply(inferencePass(tf, weights), inputTensors(tf, shapes, inputs, from, to))),
  )
}
