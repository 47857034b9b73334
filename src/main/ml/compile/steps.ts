import { callFused, worthFusing } from './fused'
import { flag, int, shaped, typed, types, type Edge } from './graph'
import { Inside } from './inside'
import { loop } from './loop'
import { recordStep, type Recipe, type Step, type StepInputs } from './record'

const { float32, int32, resource } = types

/** Writes the loop of steps of one batch size. */
export class StepWriter {
  wholeBatch = false
  /** A step of any size runs as one piece of code. */
  fused = false

  /** @param mayFuse false where XLA is known to be missing */
  constructor(
    private readonly recipe: Recipe,
    private readonly mayFuse: boolean,
  ) {}

  write(size: number): void {
    const { graph, places } = this.recipe
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
  private turn(size: number, index: Edge, inside: Inside): Step {
    const { recipe } = this
    const { graph, places, parts } = recipe
    const before = graph.node('AddV2', [inside.outside(places.fed.taken, int32), index], { T: typed(int32) })
    const step = graph.node('AddV2', [before, inside.whole(1)], { T: typed(int32) })
    const pack = { T: typed(int32), N: int(2), axis: int(0) }
    const given: StepInputs = {
      ...this.rowsOf(size, index, inside),
      seedAndStep: graph.node('Pack', [inside.outside(places.fed.seed, int32), step], pack),
      rate: inside.at(places.fed.rates, index),
      beta1Power: inside.at(places.fed.powers1, index),
      beta2Power: inside.at(places.fed.powers2, index),
    }
    const fused =
      this.mayFuse && worthFusing(parts.model, size) ? callFused(recipe, size, given, inside) : null
    if (fused !== null) this.fused = true
    const taken = fused ?? recordStep(recipe, size, given, inside)
    if (taken.wholeBatch) this.wholeBatch = true
    return taken
  }

  /** The rows that `order[index · size …]` names. Numbers below 0 name no row: row 0 stands in with weight 0. */
  private rowsOf(size: number, index: Edge, inside: Inside): Pick<StepInputs, 'batch' | 'count'> {
    const { graph, places, parts } = this.recipe
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
    if (!parts.rows.weights) return { batch: [...edges, ones], count }
    const weights = graph.node('Mul', [edges.pop() as Edge, ones], { T: typed(float32) })
    return { batch: [...edges, weights], count }
  }
}
