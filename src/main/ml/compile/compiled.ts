import type { TensorFlowApi } from '../tensorflow'
import { sizeOf, type Numbers } from './model'
import type { NativeBackend } from './native'
import { ruleOf } from './optimizers'
import { dataOf, type FedName, type Parts } from './parts'
import { build, type Held } from './program'
import type { Runner, State } from './runner'
import type { Feed } from './session'

/** Rows that go through the net at once when nothing is learnt: as in training, but not a handful or thousands. */
const [fewestForward, mostForward] = [32, 256]

/** Whether XLA compiles here, once it was tried: TensorFlow is built without it for some systems. */
let fuses: boolean | null = null

/**
 * Trains inside TensorFlow: the step is recorded once and then repeated there, several steps a call, on data and
 * weights that stay in the session. Only row numbers, learning rates and losses cross.
 * @throws Untraceable where the model does what cannot be recorded
 */
export async function compiledRunner(
  tf: TensorFlowApi,
  backend: NativeBackend,
  parts: Parts,
  start: State,
  batch: number,
  breathe: () => Promise<void>,
): Promise<{ runner: Runner; fused: boolean }> {
  const { fused, runner } = await programRunner(tf, backend, parts, start, batch, fuses !== false, breathe)
  if (!fused || fuses === true) return { runner, fused }
  const { count } = parts.rows
  try {
    await runner.steps(
      0,
      Int32Array.from({ length: batch }, (_, i) => i % count),
      Float32Array.of(0),
    )
    fuses = true
    runner.restore(start)
    return { runner, fused }
  } catch {
    // Whatever was wrong with the step itself is said again by the same step without XLA.
    fuses = false
    runner.dispose()
    return compiledRunner(tf, backend, parts, start, batch, breathe)
  }
}

async function programRunner(
  tf: TensorFlowApi,
  backend: NativeBackend,
  parts: Parts,
  start: State,
  batch: number,
  mayFuse: boolean,
  breathe: () => Promise<void>,
): Promise<{ fused: boolean; runner: Runner }> {
  const { model, rows, seed } = parts
  const beta = ruleOf(parts.optimizer).fused.beta
  const forwardRows = Math.min(mostForward, Math.max(fewestForward, batch))
  const rest = rows.count % batch
  const sizes = { batch, others: rest === 0 ? [] : [rest], forwardRows }
  const program = await build(tf, backend, parts, sizes, mayFuse, breathe)
  const { session, weights, slots, data, wholeBatch, fused } = program

  function restore(state: State): void {
    const feeds: Feed[] = []
    const put = ({ feed }: Held, shape: readonly number[], values: Float32Array | undefined): void => {
      feeds.push({ name: feed, shape, values: values as Float32Array })
    }
    for (const { name, shape } of model.weights) {
      put(weights.get(name) as Held, shape, state.weights.get(name))
      slots.get(name)?.forEach((held, i) => {
        put(held, shape, state.slots.get(name)?.[i])
      })
    }
    session.run(feeds, ['state-written'])
  }

  function read(): State {
    const own = [...slots.values()].flat()
    const names = [...weights.values(), ...own].map(({ read }) => read)
    const values = session.run([], names) as Float32Array[]
    const left = values.slice(weights.size)
    return {
      weights: new Map([...weights.keys()].map((name, i) => [name, values[i] as Float32Array])),
      slots: new Map([...slots].map(([name, { length }]) => [name, left.splice(0, length)])),
    }
  }

  /** Steps of one recorded size. */
  function run(taken: number, order: Int32Array, size: number, rates: Float32Array): Float32Array {
    const list = (name: FedName, values: Numbers): Feed => ({ name, shape: [values.length], values })
    const single = (name: FedName, value: number): Feed => ({ name, shape: [], values: Int32Array.of(value) })
    const powers = (base: number): Float32Array => Float32Array.from(rates, (_, i) => base ** (taken + i + 1))
    const feeds = [
      list('order', order),
      list('rates', rates),
      list('powers1', powers(beta?.[0] ?? 0)),
      list('powers2', powers(beta?.[1] ?? 0)),
      list('losses', new Float32Array(rates.length).fill(NaN)),
      single('seed', seed | 0),
      single('taken', taken),
      single('steps', rates.length),
    ]
    return session.run(feeds, [`losses-${String(size)}`])[0] as Float32Array
  }

  /** A batch below the recorded size: filled up with rows that weigh nothing, or by a recording of its own. */
  function runSmaller(taken: number, order: Int32Array, rate: Float32Array): Float32Array {
    const { length } = order
    if (wholeBatch) {
      if (length !== rest) throw new Error(`a batch of ${String(length)} rows was not recorded`)
      return run(taken, order, length, rate)
    }
    const filled = new Int32Array(batch).fill(-1)
    filled.set(order)
    return run(taken, filled, batch, rate)
  }

  function keep(count: number): void {
    const feeds = dataOf(parts).map(({ values, width }, i): Feed => {
      const kept = values.subarray(0, count * sizeOf(width))
      return { name: (data[i] as Held).feed, shape: [count, ...width], values: kept }
    })
    session.run(feeds, ['data-written'])
  }

  keep(rows.count)
  restore(start)

  const runner: Runner = {
    steps: (taken, order, rates) => {
      const full = Math.floor(order.length / batch)
      const losses = new Float32Array(rates.length).fill(NaN)
      if (full > 0) losses.set(run(taken, order.subarray(0, full * batch), batch, rates.subarray(0, full)))
      const last = order.subarray(full * batch)
      if (last.length > 0 && losses.subarray(0, full).every(Number.isFinite)) {
        losses.set(runSmaller(taken + full, last, rates.subarray(full)), full)
      }
      return Promise.resolve(losses)
    },
    forwardRows,
    logits: (inputs, from, to) => {
      const feeds = model.inputs.map(({ shape }, i): Feed => {
        const width = sizeOf(shape)
        const given = (inputs[i] as Numbers).subarray(from * width, to * width)
        const size = forwardRows * width
        const values = given instanceof Int32Array ? new Int32Array(size) : new Float32Array(size)
        values.set(given)
        return { name: `input${String(i)}`, shape: [forwardRows, ...shape], values }
      })
      const [logits] = session.run(feeds, ['logits']) as [Float32Array]
      return Promise.resolve(logits.subarray(0, (to - from) * model.outputs))
    },
    state: () => Promise.resolve(read()),
    restore,
    dispose: () => {
      // The session may be kept for another run: not with data that can be large.
      keep(0)
      session.dispose()
    },
  }
  return { fused, runner }
}
