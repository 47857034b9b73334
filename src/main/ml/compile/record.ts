import type { Tensor, Tensor1D, Variable } from '@tensorflow/tfjs'
import type { TensorFlowApi } from '../tensorflow'
import { asTensor } from './forward'
import { after, flag, typed, types, type Edge, type Graph, type Value } from './graph'
import type { Inside } from './inside'
import { sizeOf } from './model'
import type { NativeBackend } from './native'
import type { Rule } from './optimizers'
import { dataOf, type Parts, type Places } from './parts'
import { gradientsOf } from './step'
import { trace } from './trace'

const { float32, resource } = types

/** What changes from step to step. */
export interface StepInputs {
  /** Inputs, targets, and one weight a row. */
  batch: readonly Edge[]
  /** Rows that are not filling. */
  count: Edge
  seedAndStep: Edge
  rate: Edge
  beta1Power: Edge
  beta2Power: Edge
}

export interface Step {
  /** Mean loss of the batch. */
  loss: Edge
  /** What must be done before the next step begins. */
  updates: Edge[]
  /** It uses the batch as a whole (batch normalisation). */
  wholeBatch: boolean
}

/** What a step is made of, whatever its batch. */
export interface Recipe {
  tf: TensorFlowApi
  backend: NativeBackend
  parts: Parts
  rule: Rule
  graph: Graph
  places: Places
}

/**
 * Takes one step on real rows and writes it down where `inside` stands: forward, loss, gradients, updates.
 * @throws Untraceable, and whatever a place refuses to hold
 */
export function recordStep(recipe: Recipe, size: number, given: StepInputs, inside: Inside): Step {
  const { tf, backend, parts, places } = recipe
  const { model, rows } = parts
  const reads = new Map<string, Edge>()
  for (const [name, handle] of places.weights) {
    const inputs = [inside.outside(handle, resource), ...inside.waits]
    reads.set(name, inside.graph.node('ReadVariableOp', inputs, { dtype: typed(float32) }))
  }
  return tf.tidy(() => {
    // Real rows, so that whatever is recorded has been computed once without trouble.
    const order = Int32Array.from({ length: size }, (_, i) => i % rows.count)
    const tensors = dataOf(parts).map(({ values, width }) => {
      const each = sizeOf(width)
      const taken = values instanceof Int32Array ? new Int32Array(size * each) : new Float32Array(size * each)
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
      ...tensors.map((tensor, i) => [tensor, given.batch[i] as Edge] as const),
      ...[...variables].map(([name, variable]) => [variable, reads.get(name) as Edge] as const),
      [count, given.count],
      [seed, given.seedAndStep],
    ]
    const inputs = tensors.slice(0, model.inputs.length)
    const [targets, weights] = tensors.slice(model.inputs.length) as [Tensor, Tensor1D]
    try {
      return trace(tf, backend, { graph: inside.graph, leaves, waits: inside.waits }, (edgeOf) => {
        const found = gradientsOf(tf, parts, variables, { inputs, targets, weights, count }, seed)
        const assigned = new Map([...found.assigned].map(([name, tensor]) => [name, edgeOf(tensor)]))
        tf.dispose([...found.assigned.values()])
        const gradients = new Map([...found.gradients].map(([name, tensor]) => [name, edgeOf(tensor)]))
        return {
          loss: edgeOf(found.loss),
          updates: updatesOf(recipe, given, inside, { reads, gradients, assigned }),
          wholeBatch: assigned.size > 0,
        }
      })
    } finally {
      tf.dispose([...variables.values()])
    }
  })
}

/** The optimizer's fused operations, and what the step itself assigns. Each waits until its weight has been read. */
function updatesOf(
  { places, rule, parts }: Recipe,
  now: StepInputs,
  inside: Inside,
  edges: Record<'reads' | 'gradients' | 'assigned', ReadonlyMap<string, Edge>>,
): Edge[] {
  const { graph } = inside
  const attributes: Record<string, Value> = { T: typed(float32), use_locking: flag(false) }
  for (const [name, on] of Object.entries(rule.fused.attributes)) attributes[name] = flag(on)

  return parts.model.weights.flatMap(({ name, decays }) => {
    const read = edges.reads.get(name) as Edge
    const handle = inside.outside(places.weights.get(name) as Edge, resource)
    const state = edges.assigned.get(name)
    if (state !== undefined) {
      return [graph.node('AssignVariableOp', [handle, state, after(read)], { dtype: typed(float32) })]
    }
    const gradient = edges.gradients.get(name)
    if (gradient === undefined) return []
    const waits = [after(read)]
    const decay = decays ? (parts.optimizer.weightDecay ?? 0) : 0
    if (decay !== 0) {
      const share = graph.node('Mul', [now.rate, inside.number(decay)], { T: typed(float32) })
      const lost = graph.node('Mul', [read, share], { T: typed(float32) })
      const decayed = graph.node('AssignSubVariableOp', [handle, lost], { dtype: typed(float32) })
      waits.push(after(decayed))
    }
    const slots = (places.slots.get(name) ?? []).map((slot) => inside.outside(slot, resource))
    const given = rule.fused.inputs.map((input) => {
      if (input === 'gradient') return gradient
      return typeof input === 'number' ? inside.number(input) : now[input]
    })
    return [graph.node(rule.fused.op, [handle, ...slots, ...given, ...waits], attributes)]
  })
}
