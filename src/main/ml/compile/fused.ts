/*
 * TensorFlow wakes a thread for each small operation, which costs a small net more than its arithmetic. XLA makes one
 * piece of machine code of a whole step. It pays where a step is made of products of small matrices; convolutions,
 * look-ups and long recurrent nets stay with TensorFlow's own operations, which are faster or quicker to compile.
 */
import { FunctionBody, Unnamed } from './function-body'
import { flag, text, types, type Edge } from './graph'
import { Inside } from './inside'
import { sizeOf, type Model } from './model'
import { recordStep, type Recipe, type Step, type StepInputs } from './record'

/** Operations that a fused step may hold, and what TensorFlow calls their outputs. */
const outputNames: Readonly<Record<string, readonly string[]>> = {
  Abs: ['y'],
  Add: ['z'],
  AddN: ['sum'],
  AddV2: ['z'],
  AssignSubVariableOp: [],
  AssignVariableOp: [],
  BatchMatMulV2: ['output'],
  BiasAdd: ['output'],
  BiasAddGrad: ['output'],
  Cast: ['y'],
  ClipByValue: ['output'],
  ConcatV2: ['output'],
  Const: ['output'],
  Equal: ['z'],
  Exp: ['y'],
  ExpandDims: ['output'],
  Fill: ['output'],
  Greater: ['z'],
  GreaterEqual: ['z'],
  Identity: ['output'],
  IsNan: ['y'],
  Less: ['z'],
  LessEqual: ['z'],
  Log: ['y'],
  LogicalAnd: ['z'],
  LogicalNot: ['y'],
  LogicalOr: ['z'],
  MatMul: ['product'],
  Max: ['output'],
  Maximum: ['z'],
  Mean: ['output'],
  Minimum: ['z'],
  Mul: ['z'],
  Neg: ['y'],
  NotEqual: ['z'],
  OnesLike: ['y'],
  Pack: ['output'],
  Pow: ['z'],
  ReadVariableOp: ['value'],
  RealDiv: ['z'],
  Relu: ['activations'],
  ReluGrad: ['backprops'],
  Reshape: ['output'],
  ResourceApplyAdagradV2: [],
  ResourceApplyAdam: [],
  ResourceApplyGradientDescent: [],
  ResourceApplyKerasMomentum: [],
  ResourceApplyRMSProp: [],
  Rsqrt: ['y'],
  Select: ['output'],
  SelectV2: ['output'],
  Sigmoid: ['y'],
  SigmoidGrad: ['z'],
  Sign: ['y'],
  Slice: ['output'],
  Softplus: ['activations'],
  SparseSoftmaxCrossEntropyWithLogits: ['loss', 'backprop'],
  Sqrt: ['y'],
  Square: ['y'],
  Squeeze: ['output'],
  Sub: ['z'],
  Sum: ['output'],
  Tanh: ['y'],
  TanhGrad: ['z'],
  Tile: ['output'],
  Transpose: ['y'],
  ZerosLike: ['y'],
}

/** XLA draws other numbers than TensorFlow does: they are drawn beside the step. */
const lifted: ReadonlySet<string> = new Set(['StatelessRandomUniform'])

/** Rows × weights from which on the arithmetic outweighs the threads, and TensorFlow's own products win. */
const mostFused = 2 ** 25

export function worthFusing(model: Model, batch: number): boolean {
  return batch * model.weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0) < mostFused
}

/**
 * Writes a step as a function and calls it, compiled as one; null where the step holds what cannot be fused.
 * @throws Untraceable
 */
export function callFused(recipe: Recipe, size: number, given: StepInputs, turn: Inside): Step | null {
  const { graph, waits } = turn
  const { float32, int32 } = types
  const caller = {
    // A node without inputs belongs to the turn by waiting for it.
    node: (op: string, inputs: readonly Edge[], attributes: Parameters<typeof graph.node>[2]): Edge =>
      graph.node(op, inputs.length === 0 ? waits : inputs, attributes),
  }
  const body = new FunctionBody(caller, outputNames, lifted)
  const within = new Inside(body, {
    waits: [],
    outside: (edge, type) => body.argument(turn.outside(edge, type), type),
  })
  const bring = (edge: Edge): Edge => body.argument(edge, float32)
  const brought: StepInputs = {
    batch: given.batch.map((edge, i) => body.argument(edge, recipe.places.data[i]?.type ?? float32)),
    count: bring(given.count),
    seedAndStep: body.argument(given.seedAndStep, int32),
    rate: bring(given.rate),
    beta1Power: bring(given.beta1Power),
    beta2Power: bring(given.beta2Power),
  }
  try {
    const step = recordStep(recipe, size, brought, within)
    const name = `step_${String(size)}`
    recipe.graph.define(body.definition(name, step.loss, step.updates))
    const inputs = [...body.given.map(({ edge }) => edge), ...waits]
    const call = graph.node('StatefulPartitionedCall', inputs, {
      Tin: { kind: 'types', types: body.given.map(({ type }) => type) },
      Tout: { kind: 'types', types: [float32] },
      f: { kind: 'function', name },
      config: text(''),
      config_proto: text(''),
      executor_type: text(''),
      _XlaMustCompile: flag(true),
    })
    return { loss: call, updates: [call], wholeBatch: step.wholeBatch }
  } catch (error) {
    if (error instanceof Unnamed) return null
    throw error
  }
}
