import {
  add,
  addPair,
  assemble,
  get,
  int,
  lessThan,
  load,
  load8,
  loadFloats,
  loadPair,
  mul,
  repeatWhile,
  seq,
  set,
  shl,
  store,
  storePair,
  sub,
  subPair,
  type Code,
  type Kernel,
} from './wasm.ts'

/** What each group of columns adds to the module: its width, and where each column's histogram begins, in bytes. */
export interface GroupShape {
  width: number
  offsets: readonly number[]
}

/** Functions of the module; every argument is an address or a count in bytes, rows or columns. */
export interface Kernels {
  /** Histograms of the rows that lie at [from, end) of the index, for group g: `build<g>`. */
  build(group: number, from: number, end: number, bins: number, gradients: number, histogram: number): void
  /** The same for rows in their order: `bins` and `gradients` point at the first, `end` behind the last gradient. */
  buildAll(group: number, bins: number, gradients: number, end: number, histogram: number): void
  /** histogram −= other over so many bytes. */
  subtract(histogram: number, other: number, bytes: number): void
  /**
   * Parts the index at [from, end): rows whose table entry is 1 stay in front, in order; the others go to `right`.
   * Returns where the front part ends.
   */
  part(from: number, end: number, column: number, width: number, table: number, right: number): number
}

/** Adds one row's gradient and hessian to a bin of each column of its group, with every offset a constant. */
function addRow({ width, offsets }: GroupShape, row: Code, histogram: number, bin: number, pair: Code): Code {
  const columns = Array.from({ length: width }, (_, k): Code => {
    const offset = offsets[k] ?? 0
    return seq(
      set(bin, add(get(histogram), shl(load8(row, k), 4))),
      storePair(get(bin), addPair(loadPair(get(bin), offset), pair), offset),
    )
  })
  return seq(...columns)
}

function buildKernel(shape: GroupShape, group: number): Kernel {
  const [from, end, bins, gradients, histogram, row, at, bin, pair] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const
  const body = repeatWhile(
    lessThan(get(from), get(end)),
    seq(
      set(row, load(get(from))),
      set(pair, loadFloats(add(get(gradients), shl(get(row), 3)))),
      set(at, add(get(bins), mul(get(row), int(shape.width)))),
      addRow(shape, get(at), histogram, bin, get(pair)),
      set(from, add(get(from), int(4))),
    ),
  )
  return { name: `build${String(group)}`, params: 5, locals: 3, pairs: 1, returns: false, body }
}

function buildAllKernel(shape: GroupShape, group: number): Kernel {
  const [bins, gradients, end, histogram, bin, pair] = [0, 1, 2, 3, 4, 5] as const
  const body = repeatWhile(
    lessThan(get(gradients), get(end)),
    seq(
      set(pair, loadFloats(get(gradients))),
      addRow(shape, get(bins), histogram, bin, get(pair)),
      set(bins, add(get(bins), int(shape.width))),
      set(gradients, add(get(gradients), int(8))),
    ),
  )
  return { name: `all${String(group)}`, params: 4, locals: 1, pairs: 1, returns: false, body }
}

function subtractKernel(): Kernel {
  const [histogram, other, bytes, end] = [0, 1, 2, 3] as const
  const body = seq(
    set(end, add(get(histogram), get(bytes))),
    repeatWhile(
      lessThan(get(histogram), get(end)),
      seq(
        storePair(get(histogram), subPair(loadPair(get(histogram)), loadPair(get(other)))),
        set(histogram, add(get(histogram), int(16))),
        set(other, add(get(other), int(16))),
      ),
    ),
  )
  return { name: 'subtract', params: 3, locals: 1, pairs: 0, returns: false, body }
}

/** Without a branch on the data: both sides are written, and only one of the two pointers moves. */
function partKernel(): Kernel {
  const [from, end, column, width, table, right, left, row, step] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const
  const body = seq(
    set(left, get(from)),
    repeatWhile(
      lessThan(get(from), get(end)),
      seq(
        set(row, load(get(from))),
        store(get(left), get(row)),
        store(get(right), get(row)),
        set(step, load8(add(get(column), mul(get(row), get(width))))),
        set(step, shl(load8(add(get(table), get(step))), 2)),
        set(left, add(get(left), get(step))),
        set(right, add(get(right), sub(int(4), get(step)))),
        set(from, add(get(from), int(4))),
      ),
    ),
    get(left),
  )
  return { name: 'part', params: 6, locals: 3, pairs: 0, returns: true, body }
}

/** The module for a table of this shape. Assembled when a fit begins: its constants are the table's own. */
export function kernelModule(groups: readonly GroupShape[], pages: number): WebAssembly.Module {
  const kernels = groups.flatMap((shape, group) => [buildKernel(shape, group), buildAllKernel(shape, group)])
  return new WebAssembly.Module(assemble([...kernels, subtractKernel(), partKernel()], pages))
}

type Fn = (...args: number[]) => number

/** The module's functions on this memory, with their types. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory, groups: number): Kernels {
  const exported = new WebAssembly.Instance(module, { env: { memory } }).exports as Record<string, Fn>
  const named = (name: string): Fn => {
    const found = exported[name]
    if (!found) throw new Error(`the module has no ${name}`)
    return found
  }
  const build = Array.from({ length: groups }, (_, group) => named(`build${String(group)}`))
  const all = Array.from({ length: groups }, (_, group) => named(`all${String(group)}`))
  const subtract = named('subtract')
  const part = named('part')
  return {
    build: (group, from, end, bins, gradients, histogram) => {
      build[group]?.(from, end, bins, gradients, histogram)
    },
    buildAll: (group, bins, gradients, end, histogram) => {
      all[group]?.(bins, gradients, end, histogram)
    },
    subtract: (histogram, other, bytes) => {
      subtract(histogram, other, bytes)
    },
    part: (from, end, column, width, table, right) => part(from, end, column, width, table, right),
  }
}
