import { readFileSync } from 'node:fs'

/** One counter or sensor. */
export interface Source {
  /** For the log: `package-0`, `amdgpu`. */
  name: string
  /** Joules since the last time it was asked, or since it was opened. @throws Error where it cannot be read */
  more(): number
  stop?(): void
}

/** What a kind of device gives, and why it gives nothing; null where there is no such device, or nothing is missing. */
export interface Found {
  sources: Source[]
  reason: string | null
}

/** A file that holds one number. @throws Error where it is missing, forbidden, or holds something else */
export function readNumber(path: string): number {
  const text = readFileSync(path, 'utf8').trim()
  const number = Number(text)
  if (text === '' || !Number.isFinite(number)) throw new Error(`${path} holds no number`)
  return number
}

export const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/**
 * A counter of microjoules that begins again at 0 after `range`. Asked at least once in each round it misses none:
 * at 300 W the usual range of 262 kJ lasts a quarter of an hour.
 */
export function microjouleCounter(name: string, file: string, range: number | null): Source {
  let last = readNumber(file)
  return {
    name,
    more() {
      const now = readNumber(file)
      const passed = now >= last ? now - last : range === null ? 0 : now + range - last
      last = now
      return passed / 1e6
    },
  }
}

/** A sensor of power in watts, integrated over time between two looks (trapezoids). */
export function powerSensor(name: string, watts: () => number): Source {
  let last = { at: performance.now(), watts: watts() }
  return {
    name,
    more() {
      const now = { at: performance.now(), watts: watts() }
      const passed = ((now.at - last.at) / 1000) * ((now.watts + last.watts) / 2)
      last = now
      return passed
    },
  }
}
