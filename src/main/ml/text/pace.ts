import { setImmediate } from 'node:timers/promises'

/** Longest stretch of computing between two breaths, ms: cancel is heard within it, and messages pass. */
const stretch = 40

/** Says when a long loop must let others in, so that loops stay plain and fast: `if (pace.due()) await pace.rest()`. */
export interface Pace {
  due(): boolean
  rest(): Promise<void>
}

/** @param breathe waits while paused and throws when cancelled */
export function paceOf(breathe: () => Promise<void>): Pace {
  let next = performance.now() + stretch
  return {
    due: () => performance.now() >= next,
    rest: async () => {
      await breathe()
      next = performance.now() + stretch
    },
  }
}

/** For work that is only ever cancelled. */
export function paceUntil(signal: AbortSignal | undefined): Pace {
  return paceOf(async () => {
    await setImmediate()
    signal?.throwIfAborted()
  })
}
