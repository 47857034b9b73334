import { after, flag, int, outputOf, text, typed, type Edge, type Graph } from './graph'

/** The inside of a loop, while it is written down. */
export interface Turn {
  /** What nodes without inputs wait for, so that they belong to this turn. */
  readonly waits: readonly Edge[]
  /** An edge from outside, the same in every turn. */
  outside(edge: Edge, type: number): Edge
}

/**
 * A loop in TensorFlow's own control flow, one turn at a time: `state` (edges and their types) goes through `body`
 * while `going` says so. Gives the state as the last turn left it.
 */
export function loop<Name extends string>(
  graph: Graph,
  frame: string,
  state: Record<Name, { start: Edge; type: number }>,
  going: (now: Record<Name, Edge>, outside: Turn['outside']) => Edge,
  body: (now: Record<Name, Edge>, turn: Turn) => { next: Record<Name, Edge>; first: readonly Edge[] },
): Record<Name, Edge> {
  const names = Object.keys(state) as Name[]
  const enter = (edge: Edge, type: number, constant: boolean): Edge =>
    graph.node('Enter', [edge], {
      T: typed(type),
      frame_name: text(frame),
      is_constant: flag(constant),
      parallel_iterations: int(1),
    })
  const entered = new Map<Edge, Edge>()
  const outside = (edge: Edge, type: number): Edge => {
    const known = entered.get(edge) ?? enter(edge, type, true)
    entered.set(edge, known)
    return known
  }
  const each = (make: (name: Name) => Edge): Record<Name, Edge> =>
    Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, Edge>

  const nextName = (name: Name): string => `${frame}/next-${name}`
  const merged = each((name) => {
    const { start, type } = state[name]
    return graph.node('Merge', [enter(start, type, false), nextName(name)], { T: typed(type), N: int(2) })
  })
  const condition = graph.node('LoopCond', [going(merged, outside)], {})
  const switched = each((name) =>
    graph.node('Switch', [merged[name], condition], { T: typed(state[name].type) }),
  )
  const now = each((name) =>
    graph.node('Identity', [outputOf(switched[name], 1)], { T: typed(state[name].type) }),
  )
  const turn: Turn = { waits: names.slice(0, 1).map((name) => after(now[name])), outside }
  const { next, first } = body(now, turn)
  // The next turn begins when everything that this one had to do first is done.
  const done = graph.node('NoOp', first.map(after), {})
  for (const name of names) {
    const type = state[name].type
    const waited = graph.node('Identity', [next[name], after(done)], { T: typed(type) })
    graph.node('NextIteration', [waited], { T: typed(type) }, nextName(name))
  }
  return each((name) => graph.node('Exit', [outputOf(switched[name], 0)], { T: typed(state[name].type) }))
}
