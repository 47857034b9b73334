import type { Attribute, Binding } from './native'

/*
 * TensorFlow graphs as bytes. Only the few fields of tensorflow/core's GraphDef, MetaGraphDef and SavedModel that a
 * graph of ours needs: a protobuf message is a run of (field number, wire type, value), which takes less code than
 * a library and writes weights without a detour over base64.
 */

/** Element types by TensorFlow's own numbers. */
export const types = { float32: 1, int32: 3, bool: 10, resource: 20 } as const

export type Value =
  | { kind: 'type'; type: number }
  | { kind: 'shape'; shape: readonly number[] | null }
  | { kind: 'string'; text: string }
  | { kind: 'bool'; on: boolean }
  | { kind: 'int'; int: number }
  | { kind: 'ints'; ints: readonly number[] }
  | { kind: 'float'; float: number }
  | { kind: 'types'; types: readonly number[] }
  | { kind: 'function'; name: string }
  | { kind: 'tensor'; type: number; shape: readonly number[]; content: Uint8Array }

export const typed = (type: number): Value => ({ kind: 'type', type })
/** A shape; null stands for any. */
export const shaped = (shape: readonly number[] | null): Value => ({ kind: 'shape', shape })
export const text = (value: string): Value => ({ kind: 'string', text: value })
export const flag = (on: boolean): Value => ({ kind: 'bool', on })
export const int = (value: number): Value => ({ kind: 'int', int: value })

const encoder = new TextEncoder()

/** Writes one protobuf message. */
export class Message {
  private bytes = new Uint8Array(64)
  private length = 0

  private room(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(2 * this.bytes.length, this.length + more))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
  }

  /** Integers up to 2⁵³ either way; negative ones as protobuf's ten bytes. */
  private varint(value: number): void {
    this.room(10)
    if (value >= 0) {
      let rest = value
      while (rest >= 0x80) {
        this.bytes[this.length++] = (rest % 0x80) | 0x80
        rest = Math.floor(rest / 0x80)
      }
      this.bytes[this.length++] = rest
      return
    }
    let rest = BigInt.asUintN(64, BigInt(value))
    while (rest >= 0x80n) {
      this.bytes[this.length++] = Number(rest & 0x7fn) | 0x80
      rest >>= 7n
    }
    this.bytes[this.length++] = Number(rest)
  }

  number(field: number, value: number): this {
    this.varint(field * 8)
    this.varint(value)
    return this
  }

  float(field: number, value: number): this {
    this.varint(field * 8 + 5)
    this.room(4)
    new DataView(this.bytes.buffer).setFloat32(this.length, value, true)
    this.length += 4
    return this
  }

  raw(field: number, value: Uint8Array): this {
    this.varint(field * 8 + 2)
    this.varint(value.length)
    this.room(value.length)
    this.bytes.set(value, this.length)
    this.length += value.length
    return this
  }

  text(field: number, value: string): this {
    return this.raw(field, encoder.encode(value))
  }

  message(field: number, value: Message): this {
    return this.raw(field, value.done())
  }

  done(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }
}

function shapeMessage(shape: readonly number[] | null): Message {
  const message = new Message()
  if (shape === null) return message.number(3, 1)
  for (const side of shape) message.message(2, new Message().number(1, side))
  return message
}

function valueMessage(value: Value): Message {
  const message = new Message()
  switch (value.kind) {
    case 'type':
      return message.number(6, value.type)
    case 'shape':
      return message.message(7, shapeMessage(value.shape))
    case 'string':
      return message.text(2, value.text)
    case 'bool':
      return message.number(5, value.on ? 1 : 0)
    case 'int':
      return message.number(3, value.int)
    case 'float':
      return message.float(4, value.float)
    case 'ints': {
      const list = new Message()
      for (const each of value.ints) list.number(3, each)
      return message.message(1, list)
    }
    case 'types': {
      const list = new Message()
      for (const each of value.types) list.number(6, each)
      return message.message(1, list)
    }
    case 'function':
      return message.message(10, new Message().text(1, value.name))
    case 'tensor': {
      const tensor = new Message().number(1, value.type).message(2, shapeMessage(value.shape))
      return message.message(8, tensor.raw(4, value.content))
    }
  }
}

/** An attribute as the binding was given it. */
export function attributeValue(binding: Binding, { name, type, value }: Attribute): Value {
  if (type === binding.TF_ATTR_SHAPE) return shaped(value as readonly number[])
  if (type === binding.TF_ATTR_INT && Array.isArray(value)) return { kind: 'ints', ints: value as number[] }
  if (Array.isArray(value)) throw new Error(`the attribute ${name} is a list that is not known here`)
  if (type === binding.TF_ATTR_TYPE) return typed(value as number)
  if (type === binding.TF_ATTR_INT) return int(value as number)
  if (type === binding.TF_ATTR_FLOAT) return { kind: 'float', float: value as number }
  if (type === binding.TF_ATTR_BOOL) return flag(value as boolean)
  if (type === binding.TF_ATTR_STRING) return text(value as string)
  throw new Error(`the attribute ${name} is of an unknown kind`)
}

/** An output of a node: its name, and `:index` beyond the first. `^name` waits for a node without taking anything. */
export type Edge = string

export const after = (edge: Edge): Edge => `^${splitEdge(edge).node}`
export const outputOf = (node: string, index: number): Edge =>
  index === 0 ? node : `${node}:${String(index)}`

export const splitEdge = (edge: Edge): { node: string; index: number } => {
  const [node = edge, index = '0'] = edge.split(':')
  return { node, index: Number(index) }
}

/** Version of the graph format that this was written for: TensorFlow 2.16 to 2.21 read it. */
const graphVersion = 1645

export function nodeMessage(
  name: string,
  op: string,
  inputs: readonly Edge[],
  attributes: Readonly<Record<string, Value>>,
): Message {
  const node = new Message().text(1, name).text(2, op)
  for (const input of inputs) node.text(3, input)
  for (const [key, value] of Object.entries(attributes)) {
    node.message(5, new Message().text(1, key).message(2, valueMessage(value)))
  }
  return node
}

/** Where nodes are written: a graph, or the body of a function in it. */
export abstract class Nodes {
  protected nodes = 0

  abstract node(
    op: string,
    inputs: readonly Edge[],
    attributes: Readonly<Record<string, Value>>,
    name?: string,
  ): string

  constant(
    type: number,
    shape: readonly number[],
    values: ArrayBufferView,
    waits: readonly Edge[] = [],
  ): string {
    const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    return this.node('Const', waits, { dtype: typed(type), value: { kind: 'tensor', type, shape, content } })
  }
}

/** A graph under construction. */
export class Graph extends Nodes {
  private readonly message = new Message()
  private readonly library = new Message()

  node(
    op: string,
    inputs: readonly Edge[],
    attributes: Readonly<Record<string, Value>>,
    name?: string,
  ): string {
    const own = name ?? `${op}_${String(this.nodes)}`
    this.message.message(1, nodeMessage(own, op, inputs, attributes))
    this.nodes++
    return own
  }

  /** Makes a function known, to be called by the name in its definition. */
  define(definition: Message): void {
    this.library.message(1, definition)
  }

  /** Something to be fed. */
  placeholder(name: string, type: number, shape: readonly number[] | null): string {
    return this.node('Placeholder', [], { dtype: typed(type), shape: shaped(shape) }, name)
  }

  variable(name: string, type: number, shape: readonly number[] | null): string {
    const attributes = {
      dtype: typed(type),
      shape: shaped(shape),
      shared_name: text(name),
      container: text(''),
    }
    return this.node('VarHandleOp', [], attributes, name)
  }

  /** The graph as the contents of a SavedModel's `saved_model.pb`, tagged `serve`. */
  savedModel(): Uint8Array {
    const versions = new Message().number(1, graphVersion)
    const graph = this.message.message(4, versions).message(2, this.library)
    const meta = new Message().message(1, new Message().text(4, 'serve')).message(2, graph)
    return new Message().number(1, 1).message(2, meta).done()
  }
}
