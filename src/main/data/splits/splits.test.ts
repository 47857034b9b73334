import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { random } from '#shared/random'
import { PART, makeSplit, mergeClusters, proposeSplit, type SplitInput } from '..'
import { FOLDS, shares } from './make-split'

const alone = (rows: number) => Int32Array.from({ length: rows }, (_, row) => row)

function input(rows: number, change: Partial<SplitInput> = {}): SplitInput {
  const rng = random(rows)
  return {
    kind: 'stratified',
    labels: Int32Array.from({ length: rows }, () => (rng.next() < 0.2 ? 1 : 0)),
    clusters: alone(rows),
    groups: null,
    times: null,
    gapDays: 0,
    seed: 1,
    sealed: null,
    ...change,
  }
}

const countOf = (part: Int8Array | Int16Array, which: number, labels?: Int32Array, label?: number) =>
  Array.from(part).reduce(
    (sum, at, row) => sum + Number(at === which && (label === undefined || labels?.[row] === label)),
    0,
  )

/** Every id lies in one place only. */
function expectWhole(ids: Int32Array, place: Int8Array | Int16Array): void {
  const seen = new Map<number, number>()
  ids.forEach((id, row) => {
    if (id < 0) return
    const known = seen.get(id)
    if (known === undefined) seen.set(id, place[row]!)
    else expect(place[row]).toBe(known)
  })
}

describe('splits', () => {
  it.each([2000, 2001, 7766, 20_000])(
    'keeps 60, 10, 15 and 15 %% of each class within rounding: %i rows',
    (rows) => {
      const given = input(rows)
      const { part, counts, leftOut } = makeSplit(given)
      for (const label of [0, 1]) {
        const all = given.labels.filter((one) => one === label).length
        expect(
          Math.abs(countOf(part, PART.train, given.labels, label) - shares.train * all),
        ).toBeLessThanOrEqual(2)
        expect(
          Math.abs(countOf(part, PART.validation, given.labels, label) - shares.validation * all),
        ).toBeLessThanOrEqual(2)
        expect(
          Math.abs(countOf(part, PART.test, given.labels, label) - shares.test * all),
        ).toBeLessThanOrEqual(2)
        expect(
          Math.abs(countOf(part, PART.vault, given.labels, label) - shares.vault * all),
        ).toBeLessThanOrEqual(1)
      }
      expect(counts.train + counts.validation + counts.test + counts.vault).toBe(rows)
      expect(leftOut).toBe(0)
    },
  )

  it('is the same for the same seed and another for another', () => {
    expect(makeSplit(input(3000))).toEqual(makeSplit(input(3000)))
    expect(makeSplit(input(3000, { seed: 2 })).part).not.toEqual(makeSplit(input(3000)).part)
  })

  it('never lets a cluster or a group straddle, whatever they look like', () => {
    const arbitrary = fc.record({
      rows: fc.integer({ min: 50, max: 600 }),
      clusterSize: fc.integer({ min: 1, max: 40 }),
      groupSize: fc.integer({ min: 1, max: 30 }),
      kind: fc.constantFrom(
        'stratified' as const,
        'grouped' as const,
        'cross-validation' as const,
        'time' as const,
      ),
      seed: fc.nat(),
    })
    fc.assert(
      fc.property(arbitrary, ({ rows, clusterSize, groupSize, kind, seed }) => {
        const rng = random(seed)
        const clusters = Int32Array.from({ length: rows }, () => rng.int(Math.ceil(rows / clusterSize)))
        const groups = Int32Array.from({ length: rows }, () => rng.int(Math.ceil(rows / groupSize) + 1) - 1)
        const times =
          kind === 'time' ? Float64Array.from({ length: rows }, () => rng.int(90) * 86_400_000) : null
        const split = makeSplit(input(rows, { kind, clusters, groups, times, seed }))
        const place = split.part.map((part, row) => (split.fold[row]! >= 0 ? 10 + split.fold[row]! : part))
        if (kind === 'time') {
          // Rows left out are in no part; the others of a cluster are together.
          expectWhole(
            clusters.map((id, row) => (split.part[row] === PART.leftOut ? -1 : id)),
            place,
          )
        } else {
          expectWhole(clusters, place)
          expectWhole(groups, place)
          expectWhole(split.cluster, place)
          expect(split.leftOut).toBe(0)
        }
        expect(makeSplit(input(rows, { kind, clusters, groups, times, seed })).part).toEqual(split.part)
      }),
      { numRuns: 300 },
    )
  })

  it('still holds the proportions when a third of the rows come in groups', () => {
    const rows = 6000
    const rng = random(3)
    const groups = Int32Array.from({ length: rows }, (_, row) => (row % 3 === 0 ? rng.int(150) : -1))
    const { counts } = makeSplit(input(rows, { kind: 'grouped', groups }))
    expect(Math.abs(counts.train / rows - shares.train)).toBeLessThan(0.005)
    expect(Math.abs(counts.vault / rows - shares.vault)).toBeLessThan(0.005)
    expect(Math.abs(counts.test / rows - shares.test)).toBeLessThan(0.005)
  })

  it('puts one giant cluster into training, not into the vault', () => {
    const clusters = Int32Array.from({ length: 3000 }, (_, row) => (row < 1200 ? 0 : row))
    const { part } = makeSplit(input(3000, { clusters }))
    expect(part[0]).toBe(PART.train)
  })

  it('orders a split by time strictly, with the latest rows in the vault and a gap before each part', () => {
    const rows = 4000
    const rng = random(8)
    const day = 86_400_000
    const times = Float64Array.from({ length: rows }, () => rng.int(400) * day)
    const { part, counts, leftOut } = makeSplit(input(rows, { kind: 'time', times, gapDays: 7 }))
    const ends = [PART.train, PART.validation, PART.test, PART.vault].map((which) => {
      const own = times.filter((_, row) => part[row] === which)
      return { first: Math.min(...own), last: Math.max(...own) }
    })
    for (const [i, later] of ends.slice(1).entries())
      expect(later.first - ends[i]!.last).toBeGreaterThan(7 * day)
    expect(ends[3]!.last).toBe(Math.max(...times))
    expect(Math.abs(counts.vault / rows - shares.vault)).toBeLessThan(0.01)
    expect(leftOut).toBeGreaterThan(0)
    expect(counts.train + counts.validation + counts.test + counts.vault + leftOut).toBe(rows)
  })

  it('leaves rows without a time out of a split by time', () => {
    const times = Float64Array.from({ length: 3000 }, (_, row) => (row % 100 === 0 ? NaN : row))
    const { part, leftOut } = makeSplit(input(3000, { kind: 'time', times }))
    expect(leftOut).toBe(30)
    expect(part[100]).toBe(PART.leftOut)
    expect(() => makeSplit(input(3000, { kind: 'time' }))).toThrow('needs a time column')
  })

  it('makes five stratified folds and a vault of few rows', () => {
    const given = input(500, { kind: 'cross-validation' })
    const { part, fold, counts } = makeSplit(given)
    expect(counts).toEqual({ kind: 'cross-validation', train: 425, validation: 0, test: 0, vault: 75 })
    const positives = given.labels.filter((label, row) => label === 1 && part[row] === PART.train).length
    for (let k = 0; k < FOLDS; k++) {
      expect(Math.abs(countOf(fold, k) - 85)).toBeLessThanOrEqual(1)
      expect(Math.abs(countOf(fold, k, given.labels, 1) - positives / FOLDS)).toBeLessThanOrEqual(1)
    }
    part.forEach((at, row) => expect(fold[row]! >= 0).toBe(at === PART.train))
  })

  it('seals the latest rows of few where there is time', () => {
    const times = Float64Array.from({ length: 1000 }, (_, row) => (row * 37) % 1000)
    const { part } = makeSplit(input(1000, { kind: 'cross-validation', times }))
    expect(Math.min(...times.filter((_, row) => part[row] === PART.vault))).toBe(850)
  })

  it('keeps sealed rows sealed and adds what belongs together with them', () => {
    const first = makeSplit(input(4000))
    const sealed = first.part.map((part) => Number(part === PART.vault))
    const groups = Int32Array.from({ length: 4000 }, (_, row) => row >> 1)
    for (const kind of ['stratified', 'grouped', 'cross-validation', 'time'] as const) {
      const times = Float64Array.from({ length: 4000 }, (_, row) => row)
      const again = makeSplit(input(4000, { kind, groups, times, seed: 99, sealed: Uint8Array.from(sealed) }))
      sealed.forEach((was, row) => was === 1 && expect(again.part[row]).toBe(PART.vault))
      if (kind === 'time') expect(again.counts.vault).toBe(first.counts.vault)
      else expectWhole(groups, again.part)
    }
    const open = makeSplit(input(4000, { seed: 5, sealed: Uint8Array.from(sealed) }))
    expect(open.counts.vault).toBe(first.counts.vault)
    expect(Math.abs(open.counts.train / 3400 - 0.6 / 0.85)).toBeLessThan(0.001)
  })

  it('survives one row, one class and no rows', () => {
    for (const rows of [0, 1, 2, 3, 7]) {
      for (const kind of ['stratified', 'grouped', 'cross-validation', 'time'] as const) {
        const split = makeSplit(
          input(rows, {
            kind,
            times: Float64Array.from({ length: rows }, () => 0),
            labels: new Int32Array(rows),
          }),
        )
        expect(split.part).toHaveLength(rows)
      }
    }
  })
})

describe('proposing a split', () => {
  const times = Float64Array.from({ length: 5000 }, (_, row) => row)
  const time = { column: 'date', values: times }
  const group = { column: 'user', ids: Int32Array.from({ length: 5000 }, (_, row) => row >> 2) }

  it('prefers folds for few rows, then time, then groups, and says why', () => {
    expect(proposeSplit({ rows: 1999, time, group })).toEqual({
      kind: 'cross-validation',
      reason: { code: 'few-rows', params: { rows: 1999, limit: 2000 } },
    })
    expect(proposeSplit({ rows: 5000, time, group })).toEqual({
      kind: 'time',
      reason: { code: 'time', params: { column: 'date' } },
    })
    expect(proposeSplit({ rows: 5000, time: null, group })).toEqual({
      kind: 'grouped',
      reason: { code: 'new-entities', params: { column: 'user', groups: 1250 } },
    })
    expect(proposeSplit({ rows: 5000, time: null, group: null }).kind).toBe('stratified')
  })

  it('does not order rows by a time that is mostly missing or always the same', () => {
    const missing = { column: 'date', values: times.map((value, row) => (row % 10 === 0 ? NaN : value)) }
    const coarse = { column: 'year', values: times.map((value) => Math.floor(value / 1000)) }
    expect(proposeSplit({ rows: 5000, time: missing, group: null }).kind).toBe('stratified')
    expect(proposeSplit({ rows: 5000, time: coarse, group: null }).kind).toBe('stratified')
  })

  it('merges near-duplicates and groups into units', () => {
    const { cluster } = makeSplit(
      input(4, { kind: 'grouped', clusters: Int32Array.of(0, 0, 2, 3), groups: Int32Array.of(-1, 7, 7, -1) }),
    )
    expect(cluster).toEqual(mergeClusters(4, Int32Array.of(0, 0, 0, 3)))
  })
})
