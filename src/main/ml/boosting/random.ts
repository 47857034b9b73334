/** Uniform numbers in [0, 1) from whole-number keys: the same keys give the same stream, with no state to save. */
export function randomOf(...keys: readonly number[]): () => number {
  // The keys are mixed and the stream drawn with the finaliser of MurmurHash3 over a Weyl sequence (SplitMix32).
  let state = 0x9e3779b9
  const mix = (value: number): number => {
    let z = value
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return (z ^ (z >>> 16)) >>> 0
  }
  for (const key of keys) state = mix((state ^ (key >>> 0)) + 0x9e3779b9)
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    return mix(state) / 4294967296
  }
}

/** `count` of the numbers 0 … total − 1, ascending, each subset as likely (Knuth's algorithm S). */
export function sampleOf(total: number, count: number, random: () => number): Int32Array {
  const chosen = new Int32Array(Math.min(count, total))
  let found = 0
  for (let at = 0; at < total && found < chosen.length; at++) {
    if (random() * (total - at) < chosen.length - found) chosen[found++] = at
  }
  return chosen
}
