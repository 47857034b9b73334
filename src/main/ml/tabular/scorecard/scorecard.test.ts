import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { random } from '#shared/random'
import { memoryFolder } from '../../../../../tests/helpers/texts'
import type { Frame, TablePlan } from '../plan'
import type { TableTask } from '../task'
import { fitScorecard, loadScorecard } from '.'
import { binsAlong, informationOf, type Counts, type Trend } from './optimal-bins'

const trends: Record<Trend, (rates: readonly number[]) => boolean> = {
  ascending: (rates) => rates.every((rate, i) => i === 0 || rate > (rates[i - 1] ?? 0)),
  descending: (rates) => rates.every((rate, i) => i === 0 || rate < (rates[i - 1] ?? 0)),
  peak: (rates) =>
    rates.some((_, top) => trends.ascending(rates.slice(0, top + 1)) && trends.descending(rates.slice(top))),
  valley: (rates) =>
    rates.some((_, low) => trends.descending(rates.slice(0, low + 1)) && trends.ascending(rates.slice(low))),
}

/** The best of all ways of joining neighbours, tried one by one. */
function tryAll(
  pre: readonly Counts[],
  all: Counts,
  trend: Trend,
  most: number,
  leastShare: number,
): number | null {
  let best: number | null = null
  for (let mask = 1; mask < 2 ** (pre.length - 1); mask += 1) {
    const bins: Counts[] = [{ rows: 0, positives: 0 }]
    pre.forEach(({ rows, positives }, i) => {
      if (i > 0 && (mask >> (i - 1)) & 1) bins.push({ rows: 0, positives: 0 })
      const last = bins.at(-1)!
      last.rows += rows
      last.positives += positives
    })
    if (bins.length > most) continue
    if (
      bins.some(
        ({ rows, positives }) => rows < leastShare * all.rows || positives === 0 || positives === rows,
      )
    )
      continue
    if (!trends[trend](bins.map(({ rows, positives }) => positives / rows))) continue
    const value = bins.reduce((sum, bin) => sum + informationOf(bin, all), 0)
    if (best === null || value > best) best = value
  }
  return best
}

describe('optimal bins', () => {
  it('are the best of all that keep to a trend', () => {
    const source = random(11)
    for (let round = 0; round < 30; round += 1) {
      const pre = Array.from({ length: 9 }, () => {
        const rows = 5 + source.int(30)
        return { rows, positives: source.int(rows + 1) }
      })
      const all = pre.reduce((a, b) => ({ rows: a.rows + b.rows, positives: a.positives + b.positives }))
      for (const trend of Object.keys(trends) as Trend[]) {
        const found = binsAlong(pre, all, trend, { most: 5, leastShare: 0.08 })
        const expected = tryAll(pre, all, trend, 5, 0.08)
        if (expected === null) expect(found).toBeNull()
        else expect(found?.value).toBeCloseTo(expected, 9)
      }
    }
  })
})

/** Applications with two numbers (one with gaps) and a category; risk falls with income and jumps with the purpose. */
function applications(rows: number, seed: number): { frame: Frame; positive: Uint8Array; plan: TablePlan } {
  const source = random(seed)
  const income = Float64Array.from({ length: rows }, () => Math.round(1000 + 5000 * source.next()))
  const years = Float64Array.from({ length: rows }, () => (source.next() < 0.2 ? NaN : source.int(40)))
  const levels = ['car', "worker's tools", 'travel "far"']
  const purpose = Int32Array.from({ length: rows }, () => source.int(5) - 1)
  const positive = Uint8Array.from({ length: rows }, (_, row) => {
    const odds =
      1 - (income[row] ?? 0) / 1500 + (purpose[row] === 2 ? 1.5 : 0) + (Number.isNaN(years[row]) ? 0.7 : 0)
    return Number(source.next() < 1 / (1 + Math.exp(-odds)))
  })
  return {
    frame: {
      rows,
      columns: [
        { name: 'net "income"', kind: 'number', values: income },
        { name: 'years', kind: 'number', values: years },
        { name: 'purpose', kind: 'category', codes: purpose, count: levels.length + 1 },
      ],
    },
    positive,
    plan: {
      columns: [
        { name: 'net "income"', kind: 'number', computed: false },
        { name: 'years', kind: 'number', computed: false },
        { name: 'purpose', kind: 'category', levels },
      ],
      risks: [],
    },
  }
}

async function cardOf(rows: number) {
  const { frame, positive, plan } = applications(rows, 5)
  const validation = applications(500, 6)
  const task: TableTask = {
    model: 'scorecard',
    plan,
    train: frame,
    positive,
    validation: validation.frame,
    truth: validation.positive,
    seed: 1,
    breathe: () => Promise.resolve(),
    report: () => undefined,
    checkpoints: { load: () => Promise.resolve(null), save: () => Promise.resolve() },
  }
  const model = await fitScorecard(task, {
    scorecardBins: 6,
    scorecardLeastShare: 0.05,
    scorecardLeastIv: 0.01,
    scorecardPdo: 20,
    scorecardBaseScore: 600,
    scorecardBaseOdds: 50,
    strengths: [1],
  })
  return { model, frame, plan }
}

describe('a scorecard', () => {
  it('scores in SQL as here, to the point', async () => {
    const { model, frame, plan } = await cardOf(1500)
    const folder = memoryFolder()
    await model.save(folder)
    const sql = new TextDecoder().decode(await folder.bytes('scorecard.sql'))
    const [income, years, purpose] = frame.columns
    const levels = plan.columns.flatMap((column) =>
      column.kind === 'category' ? [...column.levels, 'rest'] : [],
    )

    const db = new Database(':memory:')
    db.function('EXP', (x) => Math.exp(Number(x)))
    db.exec('CREATE TABLE applicants ("net ""income""" REAL, years REAL, purpose TEXT)')
    const insert = db.prepare('INSERT INTO applicants VALUES (?, ?, ?)')
    for (let row = 0; row < frame.rows; row += 1) {
      const number = (column: typeof income): number | null => {
        const value = column?.kind === 'number' ? (column.values[row] ?? NaN) : NaN
        return Number.isNaN(value) ? null : value
      }
      const code = purpose?.kind === 'category' ? (purpose.codes[row] ?? -1) : -1
      insert.run(number(income), number(years), code < 0 ? null : levels[code])
    }
    const rows = db.prepare(sql).all() as { points: number; probability: number }[]
    db.close()
    const own = await model.positive(frame)
    expect(rows).toHaveLength(frame.rows)
    rows.forEach(({ points, probability }, row) => {
      expect(Number.isInteger(points)).toBe(true)
      expect(probability).toBeCloseTo(own[row] ?? NaN, 12)
    })
    expect(new Set(rows.map(({ points }) => points)).size).toBeGreaterThan(8)
  })

  it('is read back as it was, writes the same files each time, and gives points as reasons', async () => {
    const { model, frame } = await cardOf(1500)
    const [folder, again] = [memoryFolder(), memoryFolder()]
    await model.save(folder)
    await model.save(again)
    expect(await again.bytes('scorecard.xlsx')).toEqual(await folder.bytes('scorecard.xlsx'))
    const loaded = await loadScorecard(folder)
    expect(await loaded.positive(frame)).toEqual(await model.positive(frame))
    const reasons = (await loaded.explain?.(frame)) ?? []
    expect(reasons.map(({ feature }) => feature)).toContain('net "income"')
    expect(reasons.every(({ points }) => Number.isInteger(points))).toBe(true)
    const vectors = new TextDecoder()
      .decode(await folder.bytes('test-vectors.csv'))
      .trim()
      .split('\n')
    expect(vectors).toHaveLength(101)
  })
})
