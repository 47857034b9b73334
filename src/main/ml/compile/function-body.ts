import { Message, nodeMessage, Nodes, outputOf, splitEdge, types, type Edge, type Value } from './graph'

/** Where a function is called: what it can be given. */
export interface Caller {
  /** Writes a node beside the call. */
  node(op: string, inputs: readonly Edge[], attributes: Readonly<Record<string, Value>>): Edge
}

/** An operation that a function cannot hold, in words for a log. */
export class Unnamed extends Error {}

interface Written {
  op: string
  inputs: readonly Edge[]
  attributes: Readonly<Record<string, Value>>
}

/**
 * The body of a function with one number as result, written before it is known what it is given: an edge of the
 * caller's becomes an argument when it is first used. Inside a function TensorFlow names an output by its node and by
 * the name that its operation gives it, so only operations in `outputNames` can be held.
 */
export class FunctionBody extends Nodes {
  private readonly written = new Map<string, Written>()
  private readonly byName = new Map<string, { edge: Edge; type: number }>()
  private readonly byEdge = new Map<Edge, string>()

  /**
   * @param lifted operations that the caller does instead, where they need nothing that the body computes from data:
   * what they give is an argument
   */
  constructor(
    private readonly caller: Caller,
    private readonly outputNames: Readonly<Record<string, readonly string[]>>,
    private readonly lifted: ReadonlySet<string>,
  ) {
    super()
  }

  /** What the caller hands over, in order. */
  get given(): readonly { edge: Edge; type: number }[] {
    return [...this.byName.values()]
  }

  /** Stands for an edge of the caller's. */
  argument(edge: Edge, type: number): Edge {
    const name = this.byEdge.get(edge) ?? `given${String(this.byEdge.size)}`
    this.byEdge.set(edge, name)
    this.byName.set(name, { edge, type })
    return name
  }

  /** @throws Unnamed */
  node(op: string, inputs: readonly Edge[], attributes: Readonly<Record<string, Value>>): Edge {
    if (this.lifted.has(op)) return this.argument(this.lift({ op, inputs, attributes }), types.float32)
    if (this.outputNames[op] === undefined) throw new Unnamed(op)
    const own = `n${String(this.nodes++)}`
    this.written.set(own, { op, inputs, attributes })
    return own
  }

  /** Writes a node, and what it needs, beside the call. */
  private lift({ op, inputs, attributes }: Written): Edge {
    const brought = inputs.map((input): Edge => {
      const given = this.byName.get(input)
      if (given !== undefined) return given.edge
      const { node, index } = splitEdge(input)
      const written = this.written.get(node)
      if (written === undefined) throw new Unnamed(`${op} of ${input}`)
      return outputOf(this.lift(written), index)
    })
    return this.caller.node(op, brought, attributes)
  }

  private named(edge: Edge): string {
    const { node, index } = splitEdge(edge)
    const written = this.written.get(node)
    return written === undefined ? edge : `${node}:${this.outputNames[written.op]?.[index] ?? ''}:0`
  }

  /** As TensorFlow's FunctionDef: `effects` are nodes that must run whoever asks for the result. */
  definition(name: string, result: Edge, effects: readonly Edge[]): Message {
    const signature = new Message().text(1, name)
    for (const [own, { type }] of this.byName) {
      signature.message(2, new Message().text(1, own).number(3, type))
    }
    signature.message(3, new Message().text(1, 'result').number(3, types.float32)).number(17, 1)
    const effectNames = effects.map((edge, i) => ({ effect: `effect${String(i)}`, ...splitEdge(edge) }))
    for (const { effect } of effectNames) signature.text(20, effect)
    const definition = new Message().message(1, signature)
    for (const [own, { op, inputs, attributes }] of this.written) {
      definition.message(
        3,
        nodeMessage(
          own,
          op,
          inputs.map((input) => this.named(input)),
          attributes,
        ),
      )
    }
    definition.message(4, new Message().text(1, 'result').text(2, this.named(result)))
    for (const { effect, node } of effectNames) {
      definition.message(6, new Message().text(1, effect).text(2, node))
    }
    return definition
  }
}
