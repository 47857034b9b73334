import { random } from '#shared/random'
import type { LoadedTensorFlow, TensorFlowApi } from '../tensorflow'
import { compiledRunner } from './compiled'
import { eagerLogits, eagerRows, eagerRunner } from './eager'
import { asTensor, numbersOf } from './forward'
import { shapesOf, sizeOf, type Loss, type Model, type Numbers, type Rows } from './model'
import { nativeBackend } from './native'
import { ruleOf, type Optimizer } from './optimizers'
import type { Runner, State } from './runner'
import { Untraceable } from './trace'

export interface Plan {
  model: Model
  loss: Loss
  optimizer: Optimizer
  /** Decides starting values and dropout. */
  seed: number
  /** What is trained on; copied to where training happens. */
  rows: Rows
  /** Rows a step. */
  batch: number
  /** Lets others in while the step is recorded, and throws when the caller wants no more. */
  breathe?: Breathe
  /** Asks for one operation at a time: what the compiled step is compared with. */
  eager?: boolean
}

/** How steps are taken: `fused` as one piece of code; `eager` says why it is not compiled, in words for a log. */
export type Path = { kind: 'compiled'; fused: boolean } | { kind: 'eager'; reason: string }

/** Lets messages through between batches, and throws when the caller wants no more. */
export type Breathe = () => Promise<void>

export interface Trainer {
  readonly path: Path
  /** Steps taken so far. */
  readonly taken: number
  /**
   * Trains on the rows that `order` names: one step for each batch of them, with one learning rate each.
   * The last batch may be smaller; where the model uses the batch as a whole (batch normalisation) it must then be
   * what an epoch leaves over. Gives the mean loss of each step, penalties not included; NaN from the first that
   * was not a number on, after which the weights are worthless.
   */
  steps(order: Int32Array, rates: Float32Array): Promise<Float32Array>
  /** Mean loss (weighted as in training) and predictions, row-major. */
  evaluate(rows: Rows, breathe?: Breathe): Promise<{ loss: number; predictions: Float32Array }>
  /** Predictions of `count` rows, row-major: probabilities where the loss is a classifier's. */
  predict(inputs: readonly Numbers[], count: number, breathe?: Breathe): Promise<Float32Array>
  weights(): Promise<Map<string, Float32Array>>
  /** A copy of all that was learnt, and the way back to it. */
  state(): Promise<State & { taken: number }>
  restore(state: State & { taken: number }): void
  dispose(): void
}

/** Weights as they stand before the first step. */
export function startingWeights(model: Model, seed: number): Map<string, Float32Array> {
  const source = random(seed)
  return new Map(
    model.weights.map((spec) => [
      spec.name,
      spec.start(sizeOf(spec.shape), source.fork(`weight ${spec.name}`)),
    ]),
  )
}

/**
 * The one way in which nets are trained here. Steps, data order and random numbers depend on the plan and on what
 * is passed in alone, so the same calls give the same weights on the same device.
 */
export async function compile({ tf }: LoadedTensorFlow, plan: Plan): Promise<Trainer> {
  const { model, loss, optimizer } = plan
  checkRows(model, loss, plan.rows)
  const rule = ruleOf(optimizer)
  const weights = startingWeights(model, plan.seed)
  const trained = model.weights.filter((spec) => spec.trained)
  const slots = new Map(
    trained.map(({ name, shape }) => [
      name,
      rule.slots.map((slot) => new Float32Array(sizeOf(shape)).fill(slot.start)),
    ]),
  )
  const { runner, path } = await runnerOf(tf, plan, { weights, slots })
  let taken = 0

  const predictor = headed(tf, model, loss, runner)
  return {
    path,
    get taken() {
      return taken
    },
    async steps(order, rates) {
      const batches = Math.ceil(order.length / plan.batch)
      if (rates.length !== batches) throw new Error(`${String(batches)} learning rates expected`)
      const losses = await runner.steps(taken, order, rates)
      taken += losses.length
      return losses
    },
    ...predictor,
    weights: async () => new Map((await runner.state()).weights),
    state: async () => ({ ...(await runner.state()), taken }),
    restore(state) {
      runner.restore(state)
      taken = state.taken
    },
    dispose: () => {
      runner.dispose()
    },
  }
}

/** The compiled step where TensorFlow runs and the model can be recorded, else one operation at a time. */
async function runnerOf(
  tf: TensorFlowApi,
  plan: Plan,
  start: State,
): Promise<{ runner: Runner; path: Path }> {
  const eager = (reason: string): { runner: Runner; path: Path } => ({
    runner: eagerRunner(tf, plan, start, plan.batch),
    path: { kind: 'eager', reason },
  })
  const backend = nativeBackend(tf)
  if (plan.eager) return eager('asked for')
  if (backend === null) return eager('without TensorFlow there is nothing to compile for')
  const breathe = plan.breathe ?? (() => Promise.resolve())
  try {
    const { runner, fused } = await compiledRunner(tf, backend, plan, start, plan.batch, breathe)
    return { runner, path: { kind: 'compiled', fused } }
  } catch (error) {
    if (error instanceof Untraceable) return eager(error.message)
    throw error
  }
}

/** A trained model that only predicts. */
export interface Inference {
  /**
   * Predictions of `count` rows, row-major. `shapes` of one row of each input may differ from training's where the
   * model's function takes them: short texts need not be filled up to the longest.
   */
  predict(
    inputs: readonly Numbers[],
    count: number,
    breathe?: Breathe,
    shapes?: readonly (readonly number[])[],
  ): Promise<Float32Array>
  dispose(): void
}

/** Puts stored weights to use. They must be the model's, name by name and size by size. */
export function inference(
  { tf }: LoadedTensorFlow,
  parts: { model: Model; loss: Loss; weights: ReadonlyMap<string, Float32Array> },
): Inference {
  const { model, loss } = parts
  const weights = new Map(
    model.weights.map(({ name, shape }) => [
      name,
      tf.tidy(() => tf.keep(asTensor(tf, parts.weights.get(name) as Float32Array, shape))),
    ]),
  )
  return {
    predict(inputs, count, breathe, shapes = shapesOf(model)) {
      const { predict } = headed(tf, model, loss, {
        forwardRows: eagerRows,
        logits: (given, from, to) => eagerLogits(tf, model, weights, shapes, given, [from, to]),
      })
      return predict(inputs, count, breathe)
    },
    dispose: () => {
      tf.dispose([...weights.values()])
    },
  }
}

function headed(
  tf: TensorFlowApi,
  model: Model,
  loss: Loss,
  runner: Pick<Runner, 'forwardRows' | 'logits'>,
): Pick<Trainer, 'evaluate' | 'predict'> {
  async function all(inputs: readonly Numbers[], count: number, breathe?: Breathe): Promise<Float32Array> {
    const outputs = new Float32Array(count * model.outputs)
    for (let from = 0; from < count; from += runner.forwardRows) {
      const to = Math.min(count, from + runner.forwardRows)
      outputs.set(await runner.logits(inputs, from, to), from * model.outputs)
      await breathe?.()
    }
    return outputs
  }
  const predictions = (outputs: Float32Array, count: number): Promise<Float32Array> =>
    numbersOf(tf.tidy(() => loss.head(tf, asTensor(tf, outputs, [count, model.outputs]))))
  return {
    async predict(inputs, count, breathe) {
      return predictions(await all(inputs, count, breathe), count)
    },
    async evaluate(rows, breathe) {
      checkRows(model, loss, rows)
      const outputs = await all(rows.inputs, rows.count, breathe)
      const width = loss.targetWidth(model.outputs)
      const perRow = await numbersOf(
        tf.tidy(() => {
          const targets = asTensor(tf, rows.targets, [rows.count, width])
          return loss.perRow(tf, asTensor(tf, outputs, [rows.count, model.outputs]), targets)
        }),
      )
      // Summed in double precision: a mean over many rows otherwise depends on their order.
      let sum = 0
      for (let i = 0; i < rows.count; i++) sum += (perRow[i] as number) * (rows.weights?.[i] ?? 1)
      return { loss: sum / rows.count, predictions: await predictions(outputs, rows.count) }
    },
  }
}

/** Sizes and types, once, before TensorFlow would say it in its own words. */
function checkRows(model: Model, loss: Loss, rows: Rows): void {
  const typeOf = (values: Numbers): string => (values instanceof Int32Array ? 'int32' : 'float32')
  const expect = (what: string, values: Numbers | undefined, length: number, type: string): void => {
    if (values?.length === length && typeOf(values) === type) return
    const found = values === undefined ? 'nothing' : `${String(values.length)} of ${typeOf(values)}`
    throw new Error(`${what}: ${String(length)} numbers of ${type} expected, ${found} found`)
  }
  model.inputs.forEach(({ shape, dtype }, i) => {
    expect(`input ${String(i)}`, rows.inputs[i], rows.count * sizeOf(shape), dtype)
  })
  expect('targets', rows.targets, rows.count * loss.targetWidth(model.outputs), loss.targets)
  if (rows.weights !== undefined) expect('weights', rows.weights, rows.count, 'float32')
}
