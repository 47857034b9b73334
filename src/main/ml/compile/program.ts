import type { Tensor, Tensor1D, Variable } from '@tensorflow/tfjs'
import type { TensorFlowApi } from '../tensorflow'
import { asTensor } from './forward'
import { after, flag, Graph, int, shaped, typed, types, type Edge, type Value } from './graph'
import { loop, type Turn } from './loop'
import { sizeOf, type Loss, type Model, type Numbers, type Rows } from './model'
import type { NativeBackend } from './native'
import { ruleOf, type Optimizer, type Rule } from './optimizers'
import { load, type Session } from './session'
import { gradientsOf, inferencePass } from './step'
import { trace } from './trace'

export interface Parts {
  model: Model
  loss: Loss
  optimizer: Optimizer
  seed: number
  rows: Rows
}

/** A variable of the session: what is fed to fill it, and what is asked for to read it. */
export interface Held {
  feed: string
  read: string
}

/** Everything one session holds. Its outputs are `state-written`, `data-written`, `losses-<size>` and `logits`. */
export interface Program {
  session: Session
  weights: ReadonlyMap<string, Held>
  slots: ReadonlyMap<string, readonly Held[]>
  data: readonly Held[]
  /** The step uses the batch as a whole (batch normalisation), so that a smaller batch cannot be filled up. */
  wholeBatch: boolean
}

/** What the loop of steps is fed, by name. `powers…`: of Adam's two rates of forgetting, step by step. */
const fedTypes = {
  order: types.int32,
  rates: types.float32,
  powers1: types.float32,
  powers2: types.float32,
  losses: types.float32,
  seed: types.int32,
  taken: types.int32,
  steps: types.int32,
} as const
export type FedName = keyof typeof fedTypes

const { float32, int32, resource } = types

/** What training reads, one array each: inputs, targets, and weights of rows where they differ. */
export function dataOf({ model, loss, rows }: Parts): { values: Numbers; width: readonly number[] }[] {
  const inputs = model.inputs.map(({ shape }, i) => ({ values: rows.inputs[i] as Numbers, width: shape }))
  const targets = { values: rows.targets, width: [loss.targetWidth(model.outputs)] }
  return [...inputs, targets, ...(rows.weights ? [{ values: rows.weights, width: [] }] : [])]
}

/** Where things stand in the graph while it is written. */
interface Places {
  weights: ReadonlyMap<string, Edge>
  slots: ReadonlyMap<string, readonly Edge[]>
  data: readonly { handle: Edge; type: number; width: readonly number[] }[]
  fed: Readonly<Record<FedName, Edge>>
}

/**
 * Writes a session's graph: variables, a loop of steps for each batch size, a forward pass over `forwardRows` rows.
 * `breathe` lets others in between: recording a long recurrent net takes a good part of a second.
 * @throws Untraceable
 */
export async function build(
  tf: TensorFlowApi,
  backend: NativeBackend,
  parts: Parts,
  sizes: { batch: number; others: readonly number[]; forwardRows: number },
  breathe: () => Promise<void>,
): Promise<Program> {
  const { model } = parts
  const graph = new Graph()
  const rule = ruleOf(parts.optimizer)
  const writes = { state: [] as Edge[], data: [] as Edge[] }

  const hold = (
    name: string,
    type: number,
    shape: readonly number[] | null,
    into: Edge[],
  ): Held & { handle: Edge } => {
    const handle = graph.variable(name, type, shape)
    const feed = graph.placeholder(`${name}-fed`, type, shape)
    into.push(graph.node('AssignVariableOp', [handle, feed], { dtype: typed(type) }))
    const read = graph.node('ReadVariableOp', [handle], { dtype: typed(type) }, `${name}-read`)
    return { handle, feed, read }
  }
  const weights = new Map(
    model.weights.map(({ name, shape }, i) => [name, hold(`w${String(i)}`, float32, shape, writes.state)]),
  )
  const trained = model.weights.filter((spec) => spec.trained)
  const slots = new Map(
    trained.map(({ name, shape }, i) => [
      name,
      rule.slots.map((_, k) => hold(`s${String(i)}-${String(k)}`, float32, shape, writes.state)),
    ]),
  )
  const data = dataOf(parts).map(({ values, width }, i) => {
    const type = values instanceof Int32Array ? int32 : float32
    // Of any number of rows, so that the same net on other data is the same graph.
    return { ...hold(`d${String(i)}`, type, null, writes.data), type, width }
  })
  sentinel(graph, 'state-written', writes.state)
  sentinel(graph, 'data-written', writes.data)
  const names = Object.keys(fedTypes) as FedName[]
  const places: Places = {
    weights: new Map([...weights].map(([name, { handle }]) => [name, handle])),
    slots: new Map([...slots].map(([name, own]) => [name, own.map(({ handle }) => handle)])),
    data,
    fed: Object.fromEntries(
      names.map((name) => [name, graph.placeholder(name, fedTypes[name], null)]),
    ) as Record<FedName, Edge>,
  }
  const step = new StepWriter(tf, backend, parts, rule, graph, places)
  step.write(sizes.batch)
  await breathe()
  if (step.wholeBatch) for (const size of sizes.others) step.write(size)
  forwardPass(
    tf,
    backend,
    model,
    graph,
    new Map([...weights].map(([name, { read }]) => [name, read])),
    sizes.forwardRows,
  )
  await breathe()
  return { session: load(backend, graph), weights, slots, data, wholeBatch: step.wholeBatch }
}

/** A node that can be asked for and waits for others: running it runs them. */
function sentinel(graph: Graph, name: string, waits: readonly Edge[]): void {
  const one = graph.constant(float32, [], Float32Array.of(1), waits.map(after))
  graph.node('Identity', [one], { T: typed(float32) }, name)
}

/** Writes the loop of steps of one batch size. */
class StepWriter {
  wholeBatch = false

  constructor(
    private readonly tf: TensorFlowApi,
    private readonly backend: NativeBackend,
    private readonly parts: Parts,
    private readonly rule: Rule,
    private readonly graph: Graph,
    private readonly places: Places,
  ) {}

  write(size: number): void {
    const { graph, places } = this
    const { fed } = places
    const state = {
      index: { start: graph.constant(int32, [], Int32Array.of(0)), type: int32 },
      last: { start: graph.constant(float32, [], Float32Array.of(0)), type: float32 },
      losses: { start: fed.losses, type: float32 },
    }
    const left = loop(
      graph,
      `steps-${String(size)}`,
      state,
      // A loss that is no number ends it: nothing useful can follow.
      (now, outside) => {
        const more = graph.node('Less', [now.index, outside(fed.steps, int32)], { T: typed(int32) })
        const finite = graph.node('IsFinite', [now.last], { T: typed(float32) })
        return graph.node('LogicalAnd', [more, finite], {})
      },
      (now, turn) => {
        const inside = new Inside(graph, turn)
        const { loss, updates } = this.turn(size, now.index, inside)
        const at = inside.reshape(now.index, int32, [1, 1])
        const value = inside.reshape(loss, float32, [1])
        const types = { T: typed(float32), Tindices: typed(int32) }
        return {
          next: {
            index: graph.node('AddV2', [now.index, inside.whole(1)], { T: typed(int32) }),
            last: loss,
            losses: graph.node('TensorScatterUpdate', [now.losses, at, value], types),
          },
          first: updates,
        }
      },
    )
    graph.node('Identity', [left.losses], { T: typed(float32) }, `losses-${String(size)}`)
  }

  /** One step: rows by number, forward, gradients, updates. */
  private turn(size: number, index: Edge, inside: Inside): { loss: Edge; updates: Edge[] } {
    const { graph, places, parts, tf } = this
    const { model, rows } = parts
    const { outside } = inside
    const batch = this.rowsOf(size, index, inside)
    const reads = new Map<string, Edge>()
    for (const [name, handle] of places.weights) {
      const inputs = [outside(handle, resource), ...inside.waits]
      reads.set(name, graph.node('ReadVariableOp', inputs, { dtype: typed(float32) }))
    }
    const before = graph.node('AddV2', [outside(places.fed.taken, int32), index], { T: typed(int32) })
    const step = graph.node('AddV2', [before, inside.whole(1)], { T: typed(int32) })
    const pack = { T: typed(int32), N: int(2), axis: int(0) }
    const seedAndStep = graph.node('Pack', [outside(places.fed.seed, int32), step], pack)

    return tf.tidy(() => {
      // Real rows, so that whatever is recorded has been computed once without trouble.
      const order = Int32Array.from({ length: size }, (_, i) => i % rows.count)
      const tensors = dataOf(parts).map(({ values, width }) => {
        const each = sizeOf(width)
        const taken =
          values instanceof Int32Array ? new Int32Array(size * each) : new Float32Array(size * each)
        order.forEach((row, i) => {
          taken.set(values.subarray(row * each, (row + 1) * each), i * each)
        })
        return asTensor(tf, taken, [size, ...width])
      })
      if (!rows.weights) tensors.push(tf.ones([size]))
      const count = tf.scalar(size)
      const seed = tf.tensor1d([0, 0], 'int32')
      const variables = new Map<string, Variable>()
      for (const { name, shape } of model.weights) variables.set(name, tf.variable(tf.zeros([...shape])))
      const leaves: (readonly [Tensor, Edge])[] = [
        ...tensors.map((tensor, i) => [tensor, batch.edges[i] as Edge] as const),
        ...[...variables].map(([name, variable]) => [variable, reads.get(name) as Edge] as const),
        [count, batch.count],
        [seed, seedAndStep],
      ]
      const inputs = tensors.slice(0, model.inputs.length)
      const [targets, weights] = tensors.slice(model.inputs.length) as [Tensor, Tensor1D]
      try {
        return trace(tf, this.backend, { graph, leaves, waits: inside.waits }, (edgeOf) => {
          const found = gradientsOf(tf, parts, variables, { inputs, targets, weights, count }, seed)
          if (found.assigned.size > 0) this.wholeBatch = true
          const assigned = new Map([...found.assigned].map(([name, tensor]) => [name, edgeOf(tensor)]))
          tf.dispose([...found.assigned.values()])
          const gradients = new Map([...found.gradients].map(([name, tensor]) => [name, edgeOf(tensor)]))
          return {
            loss: edgeOf(found.loss),
            updates: this.updates(index, inside, reads, gradients, assigned),
          }
        })
      } finally {
        tf.dispose([...variables.values()])
      }
    })
  }

  /** The rows that `order[index · size …]` names. Numbers below 0 name no row: row 0 stands in with weight 0. */
  private rowsOf(size: number, index: Edge, inside: Inside): { edges: Edge[]; count: Edge } {
    const { graph, places } = this
    const { outside } = inside
    const first = graph.node('Mul', [index, inside.whole(size)], { T: typed(int32) })
    const begin = inside.reshape(first, int32, [1])
    const slice = { T: typed(int32), Index: typed(int32) }
    const named = graph.node('Slice', [outside(places.fed.order, int32), begin, inside.wholes([size])], slice)
    const chosen = graph.node('Maximum', [named, inside.whole(0)], { T: typed(int32) })
    const real = graph.node('GreaterEqual', [named, inside.whole(0)], { T: typed(int32) })
    const ones = graph.node('Cast', [real], { SrcT: typed(types.bool), DstT: typed(float32) })
    const sum = { T: typed(float32), Tidx: typed(int32), keep_dims: flag(false) }
    const count = graph.node('Sum', [ones, inside.wholes([0])], sum)
    const edges = places.data.map(({ handle, type, width }) => {
      const taken = graph.node('ResourceGather', [outside(handle, resource), chosen], {
        dtype: typed(type),
        Tindices: typed(int32),
        batch_dims: int(0),
        validate_indices: flag(true),
      })
      return graph.node('EnsureShape', [taken], { T: typed(type), shape: shaped([size, ...width]) })
    })
    if (!this.parts.rows.weights) return { edges: [...edges, ones], count }
    const weights = graph.node('Mul', [edges.pop() as Edge, ones], { T: typed(float32) })
    return { edges: [...edges, weights], count }
  }

  /** The optimizer's fused operations, and what the step itself assigns. Each waits until its weight has been read. */
  private updates(
    index: Edge,
    inside: Inside,
    reads: ReadonlyMap<string, Edge>,
    gradients: ReadonlyMap<string, Edge>,
    assigned: ReadonlyMap<string, Edge>,
  ): Edge[] {
    const { graph, places, rule, parts } = this
    const { outside } = inside
    const now = {
      rate: inside.at(places.fed.rates, index),
      beta1Power: inside.at(places.fed.powers1, index),
      beta2Power: inside.at(places.fed.powers2, index),
    }
    const attributes: Record<string, Value> = { T: typed(float32), use_locking: flag(false) }
    for (const [name, on] of Object.entries(rule.fused.attributes)) attributes[name] = flag(on)

    return parts.model.weights.flatMap(({ name, decays }) => {
      const read = reads.get(name) as Edge
      const handle = outside(places.weights.get(name) as Edge, resource)
      const state = assigned.get(name)
      if (state !== undefined) {
        return [graph.node('AssignVariableOp', [handle, state, after(read)], { dtype: typed(float32) })]
      }
      const gradient = gradients.get(name)
      if (gradient === undefined) return []
      const waits = [after(read)]
      const decay = decays ? (parts.optimizer.weightDecay ?? 0) : 0
      if (decay !== 0) {
        const share = graph.node('Mul', [now.rate, inside.number(decay)], { T: typed(float32) })
        const lost = graph.node('Mul', [read, share], { T: typed(float32) })
        const decayed = graph.node('AssignSubVariableOp', [handle, lost], { dtype: typed(float32) })
        waits.push(after(decayed))
      }
      const slots = (places.slots.get(name) ?? []).map((slot) => outside(slot, resource))
      const given = rule.fused.inputs.map((input) => {
        if (input === 'gradient') return gradient
        return typeof input === 'number' ? inside.number(input) : now[input]
      })
      return [graph.node(rule.fused.op, [handle, ...slots, ...given, ...waits], attributes)]
    })
  }
}

/** Small nodes inside a loop's turn. */
class Inside {
  readonly waits: readonly Edge[]
  readonly outside: Turn['outside']

  constructor(
    private readonly graph: Graph,
    turn: Turn,
  ) {
    this.waits = turn.waits
    this.outside = (edge, type) => turn.outside(edge, type)
  }

  whole(value: number): Edge {
    return this.graph.constant(int32, [], Int32Array.of(value), this.waits)
  }

  wholes(values: readonly number[]): Edge {
    return this.graph.constant(int32, [values.length], Int32Array.from(values), this.waits)
  }

  number(value: number): Edge {
    return this.graph.constant(float32, [], Float32Array.of(value), this.waits)
  }

  reshape(edge: Edge, type: number, shape: readonly number[]): Edge {
    return this.graph.node('Reshape', [edge, this.wholes(shape)], { T: typed(type), Tshape: typed(int32) })
  }

  /** Element `index` of a vector of numbers from outside. */
  at(vector: Edge, index: Edge): Edge {
    const attributes = { Tparams: typed(float32), Tindices: typed(int32), Taxis: typed(int32) }
    return this.graph.node('GatherV2', [this.outside(vector, float32), index, this.whole(0)], attributes)
  }
}

/** The net without training: `input0` … → `logits`. */
function forwardPass(
  tf: TensorFlowApi,
  backend: NativeBackend,
  model: Model,
  graph: Graph,
  reads: ReadonlyMap<string, Edge>,
  rows: number,
): void {
  tf.tidy(() => {
    const inputs = model.inputs.map(({ shape, dtype }) => tf.zeros([rows, ...shape], dtype))
    const weights = new Map(model.weights.map(({ name, shape }) => [name, tf.zeros([...shape])]))
    const leaves: (readonly [Tensor, Edge])[] = [
      ...inputs.map((tensor, i) => {
        const type = tensor.dtype === 'int32' ? int32 : float32
        return [tensor, graph.placeholder(`input${String(i)}`, type, tensor.shape)] as const
      }),
      ...[...weights].map(([name, tensor]) => [tensor, reads.get(name) as Edge] as const),
    ]
    const logits = trace(tf, backend, { graph, leaves, waits: [] }, (edgeOf) =>
      edgeOf(model.apply(inferencePass(tf, weights), inputs)),
    )
    graph.node('Identity', [logits], { T: typed(float32) }, 'logits')
  })
}
