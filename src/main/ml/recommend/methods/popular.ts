import { behind } from './linear'
import type { Log } from '../log'
import type { Method } from '../method'

/** By how many users of train know an item. */
export function popularScores({ catalogue }: Log): Float32Array {
  return Float32Array.from(catalogue.users, (users, item) => (item < catalogue.learnt ? users : behind))
}

const day = 86_400_000

/**
 * By events whose weight halves with every so many days before the last event of train; events without a time weigh
 * nothing beside those with one.
 */
export function recentScores({ catalogue, sequences, times }: Log, halfLife: number): Float32Array {
  const last = times.reduce((most, time) => (time > most ? time : most), -Infinity)
  const scores = new Float32Array(catalogue.ids.length).fill(behind)
  scores.fill(0, 0, catalogue.learnt)
  for (let at = 0; at < times.length; at++) {
    const time = times[at] as number
    if (Number.isNaN(time)) continue
    const item = sequences.values[at] as number
    scores[item] = (scores[item] as number) + 2 ** ((time - last) / (halfLife * day))
  }
  return scores
}

/** The same list for everybody. */
export function sameForAll(scores: Float32Array, facts: Record<string, string | number>): Method {
  return {
    scores(pasts) {
      const all = new Float32Array(pasts.length * scores.length)
      pasts.forEach((_, i) => {
        all.set(scores, i * scores.length)
      })
      return Promise.resolve(all)
    },
    describe: () => facts,
    save: (writer) =>
      writer.bytes('popularity.bin', new Uint8Array(scores.buffer, scores.byteOffset, scores.byteLength)),
    dispose: () => undefined,
  }
}
