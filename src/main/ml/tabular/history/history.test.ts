import { describe, expect, it } from 'vitest'
import { random } from '#shared/random'
import { pastColumns, type PastEvents } from '.'

const hour = 3_600_000

/** Events of a few cards at a few terminals, several in one moment, one in twenty without a time. */
function someEvents(rows: number, seed: number): PastEvents & { amounts: Float64Array } {
  const source = random(seed)
  const times = Float64Array.from({ length: rows }, () => hour * source.int(24 * 70))
  for (let row = 0; row < rows; row += 20) times[row] = Number.NaN
  const codes = (kinds: number) => Int32Array.from({ length: rows }, () => source.int(kinds + 1) - 1)
  return {
    times,
    amounts: Float64Array.from({ length: rows }, () => Math.round(1000 * source.next()) / 10),
    keys: [
      { name: 'card', codes: codes(7) },
      { name: 'terminal', codes: codes(4) },
    ],
  }
}

/** The definition, event by event: slow, and without anything to get wrong. */
function byDefinition(events: PastEvents & { amounts: Float64Array }, row: number, key: number, ms: number) {
  const codes = events.keys[key]?.codes ?? new Int32Array()
  const others = events.keys[1 - key]?.codes ?? new Int32Array()
  const time = events.times[row] ?? Number.NaN
  const past = [...codes.keys()].filter((other) => {
    const at = events.times[other] ?? Number.NaN
    return codes[row] !== -1 && codes[other] === codes[row] && at < time && at > time - ms
  })
  const sum = past.reduce((total, other) => total + (events.amounts[other] ?? 0), 0)
  const known = past.map((other) => others[other] ?? -1).filter((code) => code >= 0)
  return {
    count: past.length,
    sum,
    mean: past.length === 0 ? Number.NaN : sum / past.length,
    distinct: new Set(known).size,
  }
}

/** Equal to six digits after the point; nothing known equals nothing known. */
function expectSame(value: number | undefined, expected: number | undefined): void {
  if (Number.isNaN(expected)) expect(value).toBeNaN()
  else expect(value).toBeCloseTo(expected ?? Number.NaN, 6)
}

describe('columns of the past', () => {
  const events = someEvents(600, 3)
  const columns = new Map(pastColumns(events, null).map(({ name, values }) => [name, values]))

  it('are what their definition says', () => {
    for (const [key, name] of ['card', 'terminal'].entries()) {
      for (const [window, ms] of [
        ['1h', hour],
        ['1d', 24 * hour],
        ['7d', 168 * hour],
        ['30d', 720 * hour],
      ] as const) {
        for (let row = 0; row < 600; row += 1) {
          const expected = byDefinition(events, row, key, ms)
          for (const what of ['count', 'sum', 'mean', 'distinct'] as const) {
            expectSame(columns.get(`${name}:${what}:${window}`)?.[row], expected[what])
          }
        }
      }
    }
  })

  it('do not change when the future does', () => {
    const middle = 35 * 24 * hour
    const isPast = (row: number): boolean => (events.times[row] ?? Number.NaN) <= middle
    const source = random(8)
    const later = Int32Array.from(events.times.keys()).filter((row) => !isPast(row))
    const shuffled = source.shuffle(later.slice())
    const swap = <T extends Float64Array | Int32Array>(values: T): T => {
      const made = values.slice() as T
      later.forEach((row, i) => {
        made[row] = values[shuffled[i] ?? 0] ?? 0
      })
      return made
    }
    const other = {
      times: events.times,
      amounts: swap(events.amounts).map((amount, row) => (isPast(row) ? amount : 10 * amount)),
      keys: events.keys.map(({ name, codes }) => ({ name, codes: swap(codes) })),
    }
    const changed = pastColumns(other, null)
    expect(changed.map(({ name }) => name)).toEqual([...columns.keys()])
    let differs = false
    for (const { name, values } of changed) {
      const before = columns.get(name) ?? new Float64Array()
      for (let row = 0; row < values.length; row += 1) {
        if (isPast(row)) expect(values[row]).toBe(before[row])
        else differs ||= !Object.is(values[row], before[row])
      }
    }
    expect(differs).toBe(true)
  })

  it('do not depend on the order of the rows in the file', () => {
    const order = random(5).shuffle(Int32Array.from(events.times.keys()))
    const move = <T extends Float64Array | Int32Array>(values: T): T =>
      values.map((_, i) => values[order[i] ?? 0] ?? 0) as T
    const moved = pastColumns(
      {
        times: move(events.times),
        amounts: move(events.amounts),
        keys: events.keys.map(({ name, codes }) => ({ name, codes: move(codes) })),
      },
      null,
    )
    for (const { name, values } of moved) {
      values.forEach((value, i) => {
        expectSame(value, columns.get(name)?.[order[i] ?? 0])
      })
    }
  })

  it('leave out windows that the events do not span twice, unless they are asked for', () => {
    const short = { ...events, times: events.times.map((time) => time / 4) }
    const names = pastColumns(short, null).map(({ name }) => name)
    expect(names).toContain('card:count:7d')
    expect(names).not.toContain('card:count:30d')
    expect(pastColumns(short, ['card:count:30d']).map(({ name }) => name)).toEqual(['card:count:30d'])
  })
})
