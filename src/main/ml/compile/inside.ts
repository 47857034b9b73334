import { typed, types, type Edge, type Nodes } from './graph'
import type { Turn } from './loop'

const { float32, int32 } = types

/** Small nodes inside a loop's turn, or inside a function that a turn calls. */
export class Inside {
  readonly waits: readonly Edge[]
  readonly outside: Turn['outside']

  constructor(
    readonly graph: Nodes,
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
