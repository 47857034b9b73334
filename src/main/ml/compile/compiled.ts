import type { Tensor, Tensor1D, Variable } from '@tensorflow/tfjs'
import type { TensorFlowApi } from '../tensorflow'
import { asTensor } from './forward'
import { after, flag, Graph, int, typed, types, type Edge, type Value } from './graph'
import { loop, type Turn } from './loop'
import { sizeOf, type Loss, type Model, type Numbers, type Rows } from './model'
import type { NativeBackend } from './native'
import { ruleOf, type Optimizer, type Rule } from './optimizers'
import type { Runner, State } from './runner'
import { load, type Feed, type Session } from './session'
import { gradientsOf, inferencePass } from './step'
import { trace } from './trace'

interface Parts {
  model: Model
  loss: Loss
  optimizer: Optimizer
  seed: number
  rows: Rows
}

/** Rows that go through the net at once when nothing is learnt. */
export const rowsForward = 256

const { float32, int32, resource } = types
const typeOf = (values: Numbers): number => (values instanceof Int32Array ? int32 : float32)

/** A variable of the session, and how it is filled and read from outside. */
interface Held {
  handle: Edge
  /** Placeholder that is written into it, and the node that writes. */
  feed: string
  write: Edge
  read: string
  type: number
  shape: readonly number[]
}

function hold(graph: Graph, name: string, type: number, shape: readonly number[]): Held {
  const handle = graph.variable(name, type, shape)
  const feed = graph.placeholder(`${name}-fed`, type, shape)
  const write = graph.node('AssignVariableOp', [handle, feed], { dtype: typed(type) })
  const read = graph.node('ReadVariableOp', [handle], { dtype: typed(type) }, `${name}-read`)
  return { handle, feed, write, read, type, shape }
}

/** A node that can be asked for, and waits for others: running it runs them. */
function sentinel(graph: Graph, name: string, waits: readonly Edge[]): string {
  const one = graph.constant(float32, [], Float32Array.of(1), waits.map(after))
  return graph.node('Identity', [one], { T: typed(float32) }, name)
}

interface Program {
  session: Session
  weights: Map<string, Held>
  slots: Map<string, Held[]>
  data: Held[]
}

/** Everything one session holds: weights, slots, data; a loop of steps for each batch size; a forward pass. */
function build(tf: TensorFlowApi, backend: NativeBackend, parts: Parts, sizes: readonly number[]): Program {
  const { model, loss, rows } = parts
  const graph = new Graph()
  const rule = ruleOf(parts.optimizer)
  const weights = new Map(
    model.weights.map(({ name, shape }, i) => [name, hold(graph, `w${String(i)}`, float32, shape)]),
  )
  const slots = new Map<string, Held[]>()
  model.weights.forEach(({ name, shape, trained }, i) => {
    if (trained)
      slots.set(
        name,
        rule.slots.map((_, k) => hold(graph, `w${String(i)}-slot${String(k)}`, float32, shape)),
      )
  })
  const data = dataOf(parts).map(({ values, width }, i) =>
    hold(graph, `d${String(i)}`, typeOf(values), [rows.count, ...width]),
  )
  sentinel(
    graph,
    'state-written',
    [...weights.values(), ...[...slots.values()].flat()].map(({ write }) => write),
  )
  sentinel(
    graph,
    'data-written',
    data.map(({ write }) => write),
  )
  const fed = {
    order: graph.placeholder('order', int32),
    rates: graph.placeholder('rates', float32),
    powers1: graph.placeholder('powers1', float32),
    powers2: graph.placeholder('powers2', float32),
    seed: graph.placeholder('seed', int32, []),
    taken: graph.placeholder('taken', int32, []),
    steps: graph.placeholder('steps', int32, []),
    losses: graph.placeholder('losses', float32),
  }
  for (const size of sizes) stepsOf(tf, backend, parts, rule, graph, { weights, slots, data, fed }, size)
  forwardOf(tf, backend, model, graph, weights)
  void loss
  return { session: load(backend, graph), weights, slots, data }
}

/** What training reads: inputs, targets, weights of rows. */
function dataOf({ model, loss, rows }: Parts): { values: Numbers; width: readonly number[] }[] {
  const inputs = model.inputs.map(({ shape }, i) => ({ values: rows.inputs[i] as Numbers, width: shape }))
  const targets = { values: rows.targets, width: [loss.targetWidth(model.outputs)] }
  return [...inputs, targets, ...(rows.weights ? [{ values: rows.weights, width: [] }] : [])]
}

type Fed = Record<'order' | 'rates' | 'powers1' | 'powers2' | 'seed' | 'taken' | 'steps' | 'losses', string>

interface Places {
  weights: Map<string, Held>
  slots: Map<string, Held[]>
  data: readonly Held[]
  fed: Fed
}

const scalarOf = (graph: Graph, value: number, type: number, waits: readonly Edge[]): Edge =>
  graph.constant(type, [], type === int32 ? Int32Array.of(value) : Float32Array.of(value), waits)

/** The loop that takes steps of one batch size; asked for as `losses-<size>`. */
function stepsOf(
  tf: TensorFlowApi,
  backend: NativeBackend,
  parts: Parts,
  rule: Rule,
  graph: Graph,
  places: Places,
  size: number,
): void {
  const { fed } = places
  const start = scalarOf(graph, 0, int32, [])
  const lastLoss = scalarOf(graph, 0, float32, [])
  const left = loop(
    graph,
    `steps-${String(size)}`,
    {
      index: { start, type: int32 },
      last: { start: lastLoss, type: float32 },
      losses: { start: fed.losses, type: float32 },
    },
    (now, outside) => {
      const more = graph.node('Less', [now.index, outside(fed.steps, int32)], { T: typed(int32) })
      const finite = graph.node('IsFinite', [now.last], { T: typed(float32) })
      return graph.node('LogicalAnd', [more, finite], {})
    },
    (now, turn) => {
      const { value, updates } = turnOf(tf, backend, parts, rule, graph, places, size, now.index, turn)
      const one = scalarOf(graph, 1, int32, turn.waits)
      const at = graph.node('Reshape', [now.index, vector(graph, int32, [1, 1], turn.waits)], {
        T: typed(int32),
        Tshape: typed(int32),
      })
      const update = graph.node('Reshape', [value, vector(graph, int32, [1], turn.waits)], {
        T: typed(float32),
        Tshape: typed(int32),
      })
      return {
        next: {
          index: graph.node('AddV2', [now.index, one], { T: typed(int32) }),
          last: value,
          losses: graph.node('TensorScatterUpdate', [now.losses, at, update], {
            T: typed(float32),
            Tindices: typed(int32),
          }),
        },
        first: updates,
      }
    },
  )
  graph.node('Identity', [left.losses], { T: typed(float32) }, `losses-${String(size)}`)
}

function vector(graph: Graph, type: number, values: readonly number[], waits: readonly Edge[]): Edge {
  return graph.constant(
    type,
    [values.length],
    type === int32 ? Int32Array.from(values) : Float32Array.from(values),
    waits,
  )
}

/** One step inside the loop: rows by index, forward, gradients, updates. */
function turnOf(
  tf: TensorFlowApi,
  backend: NativeBackend,
  parts: Parts,
  rule: Rule,
  graph: Graph,
  { weights, slots, data, fed }: Places,
  size: number,
  index: Edge,
  turn: Turn,
): { value: Edge; updates: Edge[] } {
  const { model, loss, rows, optimizer } = parts
  const { waits, outside } = turn
  const scalar = (value: number): Edge => scalarOf(graph, value, float32, waits)
  const whole = (value: number): Edge => scalarOf(graph, value, int32, waits)
  const at = (edge: string): Edge =>
    graph.node('GatherV2', [outside(edge, float32), index, whole(0)], {
      Tparams: typed(float32),
      Tindices: typed(int32),
      Taxis: typed(int32),
    })
  // order[index·size … (index + 1)·size)
  const first = graph.node('Mul', [index, whole(size)], { T: typed(int32) })
  const begin = graph.node('Reshape', [first, vector(graph, int32, [1], waits)], {
    T: typed(int32),
    Tshape: typed(int32),
  })
  const chosen = graph.node(
    'Slice',
    [outside(fed.order, int32), begin, vector(graph, int32, [size], waits)],
    {
      T: typed(int32),
      Index: typed(int32),
    },
  )
  const gathered = data.map(({ handle, type, shape }) => {
    const taken = graph.node('ResourceGather', [outside(handle, resource), chosen], {
      dtype: typed(type),
      Tindices: typed(int32),
      batch_dims: int(0),
      validate_indices: flag(true),
    })
    return { edge: taken, type, shape: [size, ...shape.slice(1)] }
  })
  const reads = new Map(
    model.weights.map(({ name }) => {
      const { handle } = weights.get(name) as Held
      return [
        name,
        graph.node('ReadVariableOp', [outside(handle, resource), ...waits], { dtype: typed(float32) }),
      ]
    }),
  )
  const stepNumber = graph.node(
    'AddV2',
    [graph.node('AddV2', [outside(fed.taken, int32), index], { T: typed(int32) }), whole(1)],
    { T: typed(int32) },
  )
  const seedAndStep = graph.node('Pack', [outside(fed.seed, int32), stepNumber], {
    T: typed(int32),
    N: int(2),
    axis: int(0),
  })

  return tf.tidy(() => {
    // Real rows and real starting values: whatever is recorded has also been computed once.
    const examples = gathered.map(({ shape }, i) => {
      const { values } = dataOf(parts)[i] as { values: Numbers }
      const width = sizeOf(shape) / size
      const repeated = new (values instanceof Int32Array ? Int32Array : Float32Array)(size * width)
      for (let row = 0; row < size; row++) {
        const from = (row % rows.count) * width
        repeated.set(values.subarray(from, from + width), row * width)
      }
      return asTensor(tf, repeated, shape)
    })
    const variables = new Map<string, Variable>()
    for (const { name, shape } of model.weights) variables.set(name, tf.variable(tf.zeros([...shape])))
    const seed = tf.tensor1d([0, 0], 'int32')
    const leaves: (readonly [Tensor, Edge])[] = [
      ...examples.map((tensor, i) => [tensor, (gathered[i] as { edge: Edge }).edge] as const),
      ...model.weights.map(({ name }) => [variables.get(name) as Tensor, reads.get(name) as Edge] as const),
      [seed, seedAndStep],
    ]
    const count = model.inputs.length
    const batch = {
      inputs: examples.slice(0, count),
      targets: examples[count] as Tensor,
      weights: rows.weights ? (examples[count + 1] as Tensor1D) : null,
    }
    const updates: Edge[] = []
    const value = trace(tf, backend, { graph, leaves, waits }, (edgeOf) => {
      const found = gradientsOf(tf, { model, loss, optimizer }, variables, batch, seed)
      const rate = at(fed.rates)
      const inputs = { rate, beta1Power: at(fed.powers1), beta2Power: at(fed.powers2) }
      for (const { name, decays } of model.weights) {
        const read = reads.get(name) as Edge
        const handle = outside((weights.get(name) as Held).handle, resource)
        const assigned = found.assigned.get(name)
        if (assigned !== undefined) {
          updates.push(
            graph.node('AssignVariableOp', [handle, edgeOf(assigned), after(read)], {
              dtype: typed(float32),
            }),
          )
          assigned.dispose()
        }
        const gradient = found.gradients.get(name)
        if (gradient === undefined) continue
        const before = [after(read)]
        const decay = decays ? (optimizer.weightDecay ?? 0) : 0
        if (decay !== 0) {
          const share = graph.node('Mul', [rate, scalar(decay)], { T: typed(float32) })
          const lost = graph.node('Mul', [read, share], { T: typed(float32) })
          before.push(after(graph.node('AssignSubVariableOp', [handle, lost], { dtype: typed(float32) })))
        }
        const remembered = (slots.get(name) as Held[]).map((slot) => outside(slot.handle, resource))
        const given = rule.fused.inputs.map((input) => {
          if (input === 'gradient') return edgeOf(gradient)
          return typeof input === 'number' ? scalar(input) : inputs[input]
        })
        const attributes: Record<string, Value> = { T: typed(float32), use_locking: flag(false) }
        for (const [key, on] of Object.entries(rule.fused.attributes)) attributes[key] = flag(on)
        updates.push(graph.node(rule.fused.op, [handle, ...remembered, ...given, ...before], attributes))
      }
      return edgeOf(found.loss)
    })
    for (const variable of variables.values()) variable.dispose()
    return { value, updates } as never
  })
}

/** The net without training: `input0` … → `logits`, for `rowsForward` rows. */
function forwardOf(
  tf: TensorFlowApi,
  backend: NativeBackend,
  model: Model,
  graph: Graph,
  weights: Map<string, Held>,
): void {
  tf.tidy(() => {
    const inputs = model.inputs.map(({ shape, dtype }) => tf.zeros([rowsForward, ...shape], dtype))
    const stored = new Map(model.weights.map(({ name, shape }) => [name, tf.zeros([...shape])]))
    const leaves: (readonly [Tensor, Edge])[] = [
      ...inputs.map(
        (tensor, i) =>
          [
            tensor,
            graph.placeholder(`input${String(i)}`, tensor.dtype === 'int32' ? int32 : float32, tensor.shape),
          ] as const,
      ),
      ...[...stored].map(([name, tensor]) => [tensor, (weights.get(name) as Held).read] as const),
    ]
    const logits = trace(tf, backend, { graph, leaves, waits: [] }, (edgeOf) =>
      edgeOf(model.apply(inferencePass(tf, stored), inputs)),
    )
    graph.node('Identity', [logits], { T: typed(float32) }, 'logits')
  })
}

/**
 * Trains inside TensorFlow: the step is recorded once for each batch size and then repeated there, several steps a
 * call, on data and weights that stay in the session. Only row numbers, learning rates and losses cross.
 * @throws Untraceable where the model does what cannot be recorded
 */
export function compiledRunner(
  tf: TensorFlowApi,
  backend: NativeBackend,
  parts: Parts,
  start: State,
  sizes: readonly number[],
): Runner {
  const { model, seed } = parts
  const beta = ruleOf(parts.optimizer).fused.beta
  let known = [...sizes]
  let program = build(tf, backend, parts, known)
  fill(program, parts, start)

  function state(): State {
    const weightNames = [...program.weights.keys()]
    const held = [...program.weights.values(), ...[...program.slots.values()].flat()]
    const values = program.session.run(
      [],
      held.map(({ read }) => read),
    ) as Float32Array[]
    const rest = values.slice(weightNames.length)
    let at = 0
    return {
      weights: new Map(weightNames.map((name, i) => [name, values[i] as Float32Array])),
      slots: new Map([...program.slots].map(([name, own]) => [name, rest.slice(at, (at += own.length))])),
    }
  }

  /** A batch size that was not expected: everything is recorded again with it, and goes on where it stood. */
  function learnSize(size: number): void {
    if (known.includes(size)) return
    const now = state()
    known = [...known, size]
    program.session.dispose()
    program = build(tf, backend, parts, known)
    fill(program, parts, now)
  }

  function run(taken: number, order: Int32Array, size: number, rates: Float32Array): Float32Array {
    learnSize(size)
    const steps = rates.length
    const powers = (base: number): Float32Array => Float32Array.from(rates, (_, i) => base ** (taken + i + 1))
    const scalar = (name: string, value: number): Feed => ({ name, shape: [], values: Int32Array.of(value) })
    const list = (name: string, values: Numbers): Feed => ({ name, shape: [values.length], values })
    const feeds = [
      list('order', order),
      list('rates', rates),
      list('powers1', powers(beta?.[0] ?? 0)),
      list('powers2', powers(beta?.[1] ?? 0)),
      scalar('seed', seed | 0),
      scalar('taken', taken),
      scalar('steps', steps),
      list('losses', new Float32Array(steps).fill(NaN)),
    ]
    return program.session.run(feeds, [`losses-${String(size)}`])[0] as Float32Array
  }

  return {
    steps(taken, order, size, rates) {
      const full = Math.floor(order.length / size)
      const losses = new Float32Array(Math.ceil(order.length / size)).fill(NaN)
      if (full > 0) losses.set(run(taken, order.subarray(0, full * size), size, rates.subarray(0, full)))
      const rest = order.subarray(full * size)
      if (rest.length > 0 && losses.subarray(0, full).every(Number.isFinite)) {
        losses.set(run(taken + full, rest, rest.length, rates.subarray(full, full + 1)), full)
      }
      return losses
    },
    logits(inputs, from, to) {
      const feeds = model.inputs.map(({ shape }, i): Feed => {
        const width = sizeOf(shape)
        const values = (inputs[i] as Numbers).subarray(from * width, to * width)
        const padded = new (values instanceof Int32Array ? Int32Array : Float32Array)(rowsForward * width)
        padded.set(values)
        return { name: `input${String(i)}`, shape: [rowsForward, ...shape], values: padded }
      })
      return (program.session.run(feeds, ['logits'])[0] as Float32Array).subarray(
        0,
        (to - from) * model.outputs,
      )
    },
    state,
    restore(stored) {
      write(program, stored)
    },
    dispose() {
      program.session.dispose()
    },
  }
}

function write({ session, weights, slots }: Program, state: State): void {
  const feeds: Feed[] = []
  const put = ({ feed, shape }: Held, values: Numbers | undefined): void => {
    feeds.push({ name: feed, shape, values: values as Numbers })
  }
  for (const [name, held] of weights) put(held, state.weights.get(name))
  for (const [name, own] of slots) own.forEach((held, i) => put(held, state.slots.get(name)?.[i]))
  session.run(feeds, ['state-written'])
}

function fill(program: Program, parts: Parts, state: State): void {
  write(program, state)
  const feeds = dataOf(parts).map(({ values }, i): Feed => {
    const { feed, shape } = program.data[i] as Held
    return { name: feed, shape, values }
  })
  program.session.run(feeds, ['data-written'])
}
