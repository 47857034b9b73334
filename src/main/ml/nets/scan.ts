import type { Tensor } from '@tensorflow/tfjs'
import type { TensorFlowApi } from '../tensorflow'
import { product as multiply, sigmoidGradient, tanhGradient } from '../compile'

/*
 * Recurrent loops with their gradients written out. The input projection of all steps is already done (one matrix
 * product before the loop), and the recurrent kernel's gradient is one product after it: what is left in the loop
 * is small. TensorFlow.js's own cells multiply input and state at every step and record every slice on the tape,
 * which took 355 ms a step where this takes a tenth.
 */

/** One matrix (batch × anything) for each time step. */
type Sequence = Tensor[]

/** What a loop gives: the state after every step. */
interface Scanned {
  states: Sequence
  /** For the gradient: what each step computed on its way; last the state that entered its matrix product. */
  kept: Sequence[]
}

/** The gradient of a sequence of states, back through the loop. */
interface Returned {
  projected: Sequence
  /** What reached the recurrent product at each step. */
  recurrent: Sequence
}

interface Cell {
  /** Gates × units wide is what the loop reads and the recurrent kernel gives. */
  gates: number
  forward(
    tf: TensorFlowApi,
    projected: Sequence,
    kernel: Tensor,
    bias: Tensor | null,
    mask: Tensor | null,
  ): Scanned
  /** `incoming[t]` is the gradient of state t from outside the loop; null where there is none. */
  backward(
    tf: TensorFlowApi,
    kernel: Tensor,
    mask: Tensor | null,
    kept: readonly Sequence[],
    incoming: readonly (Tensor | null)[],
  ): Returned
}

const column = 1

const masked = (state: Tensor, mask: Tensor | null): Tensor => (mask === null ? state : state.mul(mask))

/** Hochreiter & Schmidhuber 1997 with forget gates (Gers et al. 2000). Columns: input, forget, output, candidate. */
export const lstmCell: Cell = {
  gates: 4,
  forward(tf, projected, kernel, _bias, mask) {
    const units = kernel.shape[0]
    const first = projected[0] as Tensor
    let state = tf.zeros([first.shape[0], units])
    let cell = state
    const states: Sequence = []
    const kept: Sequence[] = []
    for (const input of projected) {
      const entering = masked(state, mask)
      const sum = input.add(multiply(tf, entering, kernel))
      const [squashed, raw] = tf.split(sum, [3 * units, units], column) as [Tensor, Tensor]
      const gates = tf.sigmoid(squashed)
      const candidate = tf.tanh(raw)
      const [write, keep, show] = tf.split(gates, 3, column) as [Tensor, Tensor, Tensor]
      const cellBefore = cell
      cell = keep.mul(cell).add(write.mul(candidate))
      const cellTanh = tf.tanh(cell)
      state = show.mul(cellTanh)
      states.push(state)
      kept.push([gates, candidate, cellBefore, cellTanh, entering])
    }
    return { states, kept }
  },
  backward(tf, kernel, mask, kept, incoming) {
    const projected: Sequence = []
    const backwards = tf.transpose(kernel)
    let fromState: Tensor | null = null
    let fromCell: Tensor | null = null
    for (let t = kept.length - 1; t >= 0; t--) {
      const [gates, candidate, cellBefore, cellTanh] = kept[t] as [Tensor, Tensor, Tensor, Tensor]
      const [write, keep, show] = tf.split(gates, 3, column) as [Tensor, Tensor, Tensor]
      const state = sum(fromState, incoming[t] ?? null) ?? tf.zerosLike(show)
      const cell = sum(tanhGradient(tf, cellTanh, state.mul(show)), fromCell) as Tensor
      const toGates = tf.concat([cell.mul(candidate), cell.mul(cellBefore), state.mul(cellTanh)], column)
      const toSum = tf.concat(
        [sigmoidGradient(tf, gates, toGates), tanhGradient(tf, candidate, cell.mul(write))],
        column,
      )
      projected[t] = toSum
      if (t > 0) {
        fromState = masked(multiply(tf, toSum, backwards), mask)
        fromCell = cell.mul(keep)
      }
    }
    return { projected, recurrent: projected }
  },
}

/** Cho et al. 2014 with the reset gate after the product, as cuDNN and Keras have it. Columns: update, reset, candidate. */
export const gruCell: Cell = {
  gates: 3,
  forward(tf, projected, kernel, bias, mask) {
    const units = kernel.shape[0]
    const first = projected[0] as Tensor
    let state = tf.zeros([first.shape[0], units])
    const states: Sequence = []
    const kept: Sequence[] = []
    for (const input of projected) {
      const before = state
      const entering = masked(state, mask)
      const sizes = [2 * units, units]
      const [inputGates, inputCandidate] = tf.split(input, sizes, column) as [Tensor, Tensor]
      const [stateGates, raw] = tf.split(multiply(tf, entering, kernel), sizes, column) as [Tensor, Tensor]
      const gates = tf.sigmoid(inputGates.add(stateGates))
      const [keep, reset] = tf.split(gates, 2, column) as [Tensor, Tensor]
      const product = bias === null ? raw : raw.add(bias)
      const candidate = tf.tanh(inputCandidate.add(reset.mul(product)))
      // Exactly the old state where `keep` is 1, which is what padding relies on.
      state = keep.mul(before).add(tf.scalar(1).sub(keep).mul(candidate))
      states.push(state)
      kept.push([gates, candidate, before, product, entering])
    }
    return { states, kept }
  },
  backward(tf, kernel, mask, kept, incoming) {
    const projected: Sequence = []
    const recurrent: Sequence = []
    const backwards = tf.transpose(kernel)
    let fromState: Tensor | null = null
    for (let t = kept.length - 1; t >= 0; t--) {
      const [gates, candidate, before, product] = kept[t] as [Tensor, Tensor, Tensor, Tensor]
      const [keep, reset] = tf.split(gates, 2, column) as [Tensor, Tensor]
      const state: Tensor = sum(fromState, incoming[t] ?? null) ?? tf.zerosLike(keep)
      const toCandidate = tanhGradient(tf, candidate, state.mul(tf.scalar(1).sub(keep)))
      const toGates = tf.concat([state.mul(before.sub(candidate)), toCandidate.mul(product)], column)
      const toSums = sigmoidGradient(tf, gates, toGates)
      projected[t] = tf.concat([toSums, toCandidate], column)
      recurrent[t] = tf.concat([toSums, toCandidate.mul(reset)], column)
      if (t > 0) {
        const throughKernel = masked(multiply(tf, recurrent[t] as Tensor, backwards), mask)
        fromState = throughKernel.add(state.mul(keep))
      }
    }
    return { projected, recurrent }
  },
}

function sum(a: Tensor | null, b: Tensor | null): Tensor | null {
  if (a === null) return b
  return b === null ? a : a.add(b)
}

/**
 * Runs a cell over `projected` (time × batch × gates·units). Gives the state after the last step (batch × units), or
 * all states (time × batch × units). `bias` acts inside the loop (GRU only); `mask` is recurrent dropout's, the same
 * at every step (Gal & Ghahramani 2016).
 */
export function scan(
  tf: TensorFlowApi,
  cell: Cell,
  inputs: { projected: Tensor; kernel: Tensor; bias: Tensor | null; mask: Tensor | null },
  result: 'last' | 'all',
): Tensor {
  const { projected, kernel, bias, mask } = inputs
  const loop = tf.customGrad((...given: unknown[]) => {
    const save = given.at(-1) as (tensors: Tensor[]) => void
    const { states, kept } = cell.forward(tf, tf.unstack(projected), kernel, bias, mask)
    // Saved, not only captured: what the forward pass made is gone by the time the gradient is asked for.
    save([kernel, ...(mask === null ? [] : [mask]), ...kept.flat()])
    const width = kept[0]?.length ?? 1
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const savedKernel = saved[0] as Tensor
      const savedMask = mask === null ? null : (saved[1] as Tensor)
      const flat = saved.slice(mask === null ? 1 : 2)
      const steps = kept.map((_, t) => flat.slice(t * width, (t + 1) * width))
      const last = steps.length - 1
      const incoming = result === 'all' ? tf.unstack(dy) : steps.map((_, t) => (t === last ? dy : null))
      const back = cell.backward(tf, savedKernel, savedMask, steps, incoming)
      const entered = tf.concat(steps.map((step) => step.at(-1) as Tensor))
      const toProjected = tf.stack(back.projected)
      const recurrent =
        back.recurrent === back.projected
          ? toProjected.reshape([-1, toProjected.shape[2] as number])
          : tf.concat(back.recurrent)
      const toKernel = multiply(tf, entered, recurrent, true, false)
      const gradients = [toProjected, toKernel]
      if (bias !== null)
        gradients.push(recurrent.slice([0, (recurrent.shape[1] as number) - bias.size]).sum(0))
      return gradients
    }
    return { value: result === 'all' ? tf.stack(states) : (states.at(-1) as Tensor).clone(), gradFunc }
  })
  return bias === null ? loop(projected, kernel) : loop(projected, kernel, bias)
}
