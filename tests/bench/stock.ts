/**
 * npm run bench:stock: what the verdicts on forecasts of prices are worth. 200 random walks, in which nothing is to be
 * found; 50 series with a planted edge, at no costs, and the same at the size of a real market's; and the time that
 * walking forward takes over 20 years of 30 tickers. Parts run apart: npm run bench:stock -- walks | nets | edge | power | speed.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { barsTable, judgeWalked, plantedEdge, randomWalk, walkForward } from '../helpers/walked'

interface Row {
  name: string
  value: number
  unit: string
  bar?: number
  ok?: boolean
}

const file = 'bench-results/stock.json'
const rows: Row[] = []
const add = (row: Row): void => {
  rows.push(row)
  const bar =
    row.bar === undefined ? '' : ` (bar ${String(row.bar)}, ${row.ok === true ? 'ok' : 'FELL SHORT'})`
  process.stdout.write(
    `${row.name.padEnd(72)} ${String(Number(row.value.toPrecision(5)))} ${row.unit}${bar}\n`,
  )
}

const rules = ['zero', 'last-value', 'momentum', 'buy-and-hold', 'random-turnover']
const learnt = ['ridge', 'boosting']
const nets = ['dlinear', 'lstm', 'tcn']
const free = { commission: 0, slippage: 0, stampDuty: 0 }
/** An edge is one on both sides: what is forecast to fall is sold short. */
const bothSides = { ...free, shorting: true }

const bars = { walks: 15, edge: 0.8, seconds: 60 }

/** Models that are called better on some walks, at the usual costs. */
async function falsePraise(
  count: number,
  models: readonly string[],
  set: Record<string, unknown>,
): Promise<Map<string, number>> {
  const better = new Map<string, number>([['any', 0]])
  for (let seed = 1; seed <= count; seed += 1) {
    const walked = await walkForward(barsTable([randomWalk(1000 + seed, 1000)]), [...rules, ...models], set)
    const { models: judged } = await judgeWalked(walked, seed)
    const found = judged.filter(({ verdict }) => verdict === 'better').map(({ id }) => id)
    for (const id of found) better.set(id, (better.get(id) ?? 0) + 1)
    if (found.length > 0) better.set('any', (better.get('any') ?? 0) + 1)
    if (seed % 20 === 0) process.stderr.write(`${String(seed)} of ${String(count)} walks\n`)
  }
  return better
}

async function walks(): Promise<void> {
  for (const [name, set] of [
    ['usual costs', {}],
    ['no costs', free],
  ] as const) {
    const better = await falsePraise(200, learnt, set)
    const any = better.get('any') ?? 0
    add({
      name: `random walks of 1,000 days called better, of 200, ${name}`,
      value: any,
      unit: 'walks',
      bar: bars.walks,
      ok: any <= bars.walks,
    })
    for (const id of learnt) add({ name: `… ${name}, by ${id}`, value: better.get(id) ?? 0, unit: 'walks' })
  }
}

async function netWalks(): Promise<void> {
  const better = await falsePraise(20, nets, {})
  const any = better.get('any') ?? 0
  // 15 of 200 is the bar of the others; of 20 walks three are within the luck of that rate.
  add({ name: 'random walks called better by a net, of 20', value: any, unit: 'walks', bar: 3, ok: any <= 3 })
}

/** Boosting on planted edges: how often it is called better, and the cost at which its edge is gone. */
async function planted(
  ic: number,
  count: number,
): Promise<{
  share: number
  long: number
  ridge: number
  breakEven: number
  found: number
}> {
  let [better, ridge, long] = [0, 0, 0]
  const costs: number[] = []
  const ics: number[] = []
  for (let seed = 1; seed <= count; seed += 1) {
    const walked = await walkForward(
      barsTable([plantedEdge(5000 + seed, 2500, ic)]),
      [...rules, ...learnt],
      bothSides,
    )
    const { models } = await judgeWalked(walked, seed)
    const market = walked.problem.market()
    if (market !== null) {
      const policy = { ...market.policy, direction: 'long' as const }
      const alone = await judgeWalked(walked, seed, { ...market, policy })
      if (alone.models.find(({ id }) => id === 'boosting')?.verdict === 'better') long += 1
    }
    const boosting = models.find(({ id }) => id === 'boosting')
    if (boosting?.verdict === 'better') better += 1
    if (models.find(({ id }) => id === 'ridge')?.verdict === 'better') ridge += 1
    const cost = boosting?.trading?.breakEven.baseline
    if (cost != null) costs.push(cost)
    ics.push(boosting?.metrics['rankIc']?.value ?? 0)
    if (seed % 10 === 0) process.stderr.write(`${String(seed)} of ${String(count)} edges\n`)
  }
  costs.sort((a, b) => a - b)
  return {
    share: better / count,
    ridge: ridge / count,
    long: long / count,
    breakEven: costs[Math.floor(costs.length / 2)] ?? Number.NaN,
    found: ics.reduce((sum, value) => sum + value, 0) / count,
  }
}

async function edges(ic: number, bar: number | null): Promise<void> {
  const { share, long, ridge, breakEven, found } = await planted(ic, 50)
  const name = `planted edge of ${String(ic)}, 50 series of 2,500 days, no costs, both sides`
  add({
    name: `${name}: boosting better`,
    value: share,
    unit: 'share',
    ...(bar === null ? {} : { bar, ok: share >= bar }),
  })
  add({ name: `… of ${String(ic)}, long only: boosting better`, value: long, unit: 'share' })
  add({ name: `… of ${String(ic)}: ridge better`, value: ridge, unit: 'share' })
  add({ name: `… of ${String(ic)}: rank IC that boosting found, mean`, value: found, unit: '' })
  add({
    name: `… of ${String(ic)}: cost of a side at which the edge is gone, median`,
    value: 10_000 * breakEven,
    unit: 'bp',
  })
}

async function speed(): Promise<void> {
  const days = 20 * 252
  const table = barsTable(
    Array.from({ length: 30 }, (_, i) => randomWalk(100 + i, days, `T${String(i).padStart(2, '0')}`)),
  )
  const walked = await walkForward(table, learnt)
  add({
    name: `ridge and boosting walked forward, ${String(table.rows)} rows, ${String(walked.fits('ridge').length - 1)} fits each`,
    value: walked.seconds,
    unit: 's',
    bar: bars.seconds,
    ok: walked.seconds <= bars.seconds,
  })
  const since = performance.now()
  await judgeWalked(walked)
  add({ name: '… and judged', value: (performance.now() - since) / 1000, unit: 's' })
}

const parts: Record<string, () => Promise<void>> = {
  walks,
  nets: netWalks,
  edge: () => edges(0.25, bars.edge),
  power: () => edges(0.08, null),
  speed,
}
const asked = process.argv.slice(2)
for (const [name, run] of Object.entries(parts)) if (asked.length === 0 || asked.includes(name)) await run()

mkdirSync('bench-results', { recursive: true })
// Parts that were not run keep what they gave before.
const before: Row[] =
  asked.length > 0 && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Row[]) : []
const told = new Set(rows.map(({ name }) => name))
writeFileSync(
  file,
  `${JSON.stringify([...before.filter(({ name }) => !told.has(name)), ...rows], null, 2)}\n`,
)
process.exitCode = rows.some(({ ok }) => ok === false) ? 1 : 0
