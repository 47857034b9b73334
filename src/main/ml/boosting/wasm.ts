/**
 * A WebAssembly assembler, as small as the kernels need: 32-bit integers, loads and stores, pairs of 64-bit floats, one
 * loop at a time. Encodings follow the WebAssembly core specification 2.0, chapter 5.
 */
export type Code = readonly number[]

const unsigned = (value: number): Code => {
  const bytes: number[] = []
  let rest = value >>> 0
  do {
    const low = rest & 0x7f
    rest >>>= 7
    bytes.push(rest === 0 ? low : low | 0x80)
  } while (rest !== 0)
  return bytes
}

const signed = (value: number): Code => {
  const bytes: number[] = []
  let rest = value | 0
  for (;;) {
    const low = rest & 0x7f
    rest >>= 7
    const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)
    bytes.push(isLast ? low : low | 0x80)
    if (isLast) return bytes
  }
}

export const seq = (...parts: readonly Code[]): Code => parts.flat()

export const get = (local: number): Code => [0x20, ...unsigned(local)]
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)]
export const int = (value: number): Code => [0x41, ...signed(value)]
export const add = (a: Code, b: Code): Code => [...a, ...b, 0x6a]
export const sub = (a: Code, b: Code): Code => [...a, ...b, 0x6b]
export const mul = (a: Code, b: Code): Code => [...a, ...b, 0x6c]
export const shl = (a: Code, bits: number): Code => [...a, ...int(bits), 0x74]
export const lessThan = (a: Code, b: Code): Code => [...a, ...b, 0x49]

const at = (align: number, offset: number): Code => [align, ...unsigned(offset)]
export const load = (address: Code, offset = 0): Code => [...address, 0x28, ...at(2, offset)]
export const load8 = (address: Code, offset = 0): Code => [...address, 0x2d, ...at(0, offset)]
export const store = (address: Code, value: Code): Code => [...address, ...value, 0x36, ...at(2, 0)]

/** Two 64-bit floats. */
export const loadPair = (address: Code, offset = 0): Code => [...address, 0xfd, 0x00, ...at(4, offset)]
export const storePair = (address: Code, value: Code, offset = 0): Code => [
  ...address,
  ...value,
  0xfd,
  0x0b,
  ...at(4, offset),
]
/** Two 32-bit floats, widened. */
export const loadFloats = (address: Code): Code => [...address, 0xfd, 0x5d, ...at(3, 0), 0xfd, 0x5f]
export const addPair = (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0xf0, 0x01]
export const subPair = (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0xf1, 0x01]

/** Runs the body, and again as long as the condition holds. */
export const repeatWhile = (condition: Code, body: Code): Code => [
  0x03,
  0x40,
  ...body,
  ...condition,
  0x0d,
  0x00,
  0x0b,
]

export interface Kernel {
  name: string
  /** All 32-bit integers. */
  params: number
  /** Further 32-bit integers, numbered after the parameters; then pairs. */
  locals: number
  pairs: number
  /** Whether it leaves one integer on the stack. */
  returns: boolean
  body: Code
}

const i32 = 0x7f
const v128 = 0x7b
const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()]
const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content]
const text = (value: string): Code => [...unsigned(value.length), ...Buffer.from(value, 'latin1')]

/** A module with these functions on an imported shared memory `env.memory` of exactly so many 64 KiB pages. */
export function assemble(kernels: readonly Kernel[], pages: number): Uint8Array<ArrayBuffer> {
  const types = kernels.map(({ params, returns }) => [
    0x60,
    ...vector(Array.from({ length: params }, () => [i32])),
    ...vector(returns ? [[i32]] : []),
  ])
  const memory = [...text('env'), ...text('memory'), 0x02, 0x03, ...unsigned(pages), ...unsigned(pages)]
  const bodies = kernels.map(({ locals, pairs, body }) => {
    const declared = vector([
      [...unsigned(locals), i32],
      [...unsigned(pairs), v128],
    ])
    return [...unsigned(declared.length + body.length + 1), ...declared, ...body, 0x0b]
  })
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(types)),
    ...section(2, vector([memory])),
    ...section(3, vector(kernels.map((_, index) => unsigned(index)))),
    ...section(7, vector(kernels.map(({ name }, index) => [...text(name), 0x00, ...unsigned(index)]))),
    ...section(10, vector(bodies)),
  ])
}
