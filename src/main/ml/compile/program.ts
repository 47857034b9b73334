import type { Tensor } from '@tensorflow/tfjs'
import type { TensorFlowApi } from '../tensorflow'
import { after, Graph, typed, types, type Edge } from './graph'
import type { Model } from './model'
import type { NativeBackend } from './native'
import { ruleOf } from './optimizers'
import { dataOf, fedTypes, type FedName, type Parts, type Places } from './parts'
import { load, type Session } from './session'
import { inferencePass } from './step'
import { StepWriter } from './steps'
import { trace } from './trace'

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
  /** Steps run as one piece of code, which is made at the first. */
  fused: boolean
}

const { float32, int32 } = types

/**
 * Writes a session's graph: variables, a loop of steps for each batch size, a forward pass over `forwardRows` rows.
 * `mayFuse`: XLA may make one piece of code of a step. `breathe` lets others in between: recording a long recurrent net takes a good part of a second.
 * @throws Untraceable
 */
export async function build(
  tf: TensorFlowApi,
  backend: NativeBackend,
  parts: Parts,
  sizes: { batch: number; others: readonly number[]; forwardRows: number },
  mayFuse: boolean,
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
  const step = new StepWriter({ tf, backend, parts, rule, graph, places }, mayFuse)
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
  const { wholeBatch, fused } = step
  return { session: load(backend, graph), weights, slots, data, wholeBatch, fused }
}

/** A node that can be asked for and waits for others: running it runs them. */
function sentinel(graph: Graph, name: string, waits: readonly Edge[]): void {
  const one = graph.constant(float32, [], Float32Array.of(1), waits.map(after))
  graph.node('Identity', [one], { T: typed(float32) }, name)
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
