/** Where a generator stands: JSON, stored with a checkpoint. */
export interface RandomState {
  root: number
  words: readonly [number, number, number, number]
}

/** A seeded generator. `Math.random` is never used: a run must be repeatable from its seed. */
export interface Random {
  /** Uniform in [0, 1) with 53 bits. */
  next(): number
  /** Uniform integer in [0, n), without bias. `n` from 1 to 2^32. */
  int(n: number): number
  /** Shuffles in place (Fisher–Yates) and returns the same array. */
  shuffle<T extends Int32Array | unknown[]>(items: T): T
  /** A generator of its own for a named purpose; it depends on the seed and the label, not on what was drawn. */
  fork(label: string): Random
  state(): RandomState
}

const TWO_32 = 4_294_967_296

/**
 * xoshiro128** 1.1 (Blackman and Vigna), its state filled by splitmix32 from the seed.
 * @param seed a 32-bit unsigned seed, or a state to go on from
 */
export function random(seed: number | RandomState): Random {
  const root = typeof seed === 'number' ? seed >>> 0 : seed.root
  let [a, b, c, d] = typeof seed === 'number' ? expand(root) : seed.words

  function word(): number {
    const times5 = Math.imul(b, 5)
    const result = Math.imul((times5 << 7) | (times5 >>> 25), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d << 11) | (d >>> 21)
    return result
  }

  const self: Random = {
    next: () => ((word() >>> 5) * 67_108_864 + (word() >>> 6)) / 9_007_199_254_740_992,
    int(n) {
      // The last, incomplete stretch of 2^32 is drawn again: every value is equally likely.
      const complete = TWO_32 - (TWO_32 % n)
      let drawn = word()
      while (drawn >= complete) drawn = word()
      return drawn % n
    },
    shuffle(items) {
      for (let i = items.length - 1; i > 0; i--) {
        const j = self.int(i + 1)
        const held = items[i]
        items[i] = items[j]
        items[j] = held
      }
      return items
    },
    fork: (label) => random(hashLabel(root, label)),
    state: () => ({ root, words: [a >>> 0, b >>> 0, c >>> 0, d >>> 0] }),
  }
  return self
}

function expand(seed: number): [number, number, number, number] {
  let state = seed
  const next = () => {
    state = (state + 0x9e3779b9) | 0
    return mix(state)
  }
  return [next(), next(), next(), next()]
}

/** The finaliser of MurmurHash3: every bit of the input changes about half the bits of the output. */
function mix(value: number): number {
  let z = value
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
  return (z ^ (z >>> 16)) >>> 0
}

function hashLabel(root: number, label: string): number {
  let hash = mix(root ^ 0x5bd1e995)
  for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193)
  return mix(hash ^ label.length)
}
