import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { recommendation } from '.'
import { importFile, openTable, proposeMapping, runChecks } from '../../data'

let folder = ''
let files = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-log-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const { manifest } = recommendation

async function read(lines: readonly string[]) {
  const path = join(folder, `log-${String(++files)}.csv`)
  writeFileSync(path, `${lines.join('\n')}\n`)
  const out = join(folder, `out-${String(files)}`)
  const { arrow, columns, lost } = await importFile({ path, folder: out, options: {} })
  const table = openTable(arrow)
  const mapping = proposeMapping({ table, columns, roles: manifest.roles })
  const refusal = recommendation.check({ table, mapping })
  const codes = (): Promise<string[]> =>
    runChecks(manifest.checks, {
      table,
      roles: manifest.roles,
      mapping,
      columns,
      lost,
      split: null,
      classes: null,
      confusion: null,
    }).then((cards) => cards.map(({ code }) => code))
  return { table, mapping, refusal, codes }
}

const moment = (i: number): string => new Date(Date.UTC(2025, 0, 1) + i * 3_600_000).toISOString()

interface Written {
  user?: (i: number) => string
  item?: (i: number) => string
  rating?: (i: number) => string
  timed?: boolean
}

/** Events of 40 users with 30 items, each way of writing a column its own. */
function log({ user, item, rating, timed = true }: Written, count = 400): string[] {
  const header = ['user_id', 'item_id', ...(timed ? ['time'] : []), ...(rating ? ['rating'] : [])]
  const rows = Array.from({ length: count }, (_, i) => [
    user?.(i) ?? `u${String(i % 40)}`,
    item?.(i) ?? `p${String((i * 7) % 30)}`,
    ...(timed ? [moment(i)] : []),
    ...(rating ? [rating(i)] : []),
  ])
  return [header, ...rows].map((cells) => cells.join(','))
}

it('takes a plain log and finds its columns', async () => {
  const { mapping, refusal } = await read(log({}))
  expect(refusal).toBeNull()
  expect(mapping.roles).toEqual({ user: ['user_id'], item: ['item_id'], time: ['time'] })
})

it('refuses a single user, and says which column', async () => {
  const { table } = await read(log({ user: () => 'me' }))
  const mapping = {
    roles: { user: ['user_id'], item: ['item_id'] },
    positive: null,
    order: null,
    rating: null,
    params: {},
    guessed: [],
  }
  expect(recommendation.check({ table, mapping })).toMatchObject({
    code: 'too-few-users',
    params: { users: 1, column: 'user_id' },
  })
})

it('refuses a log in which every user has one event', async () => {
  const { table } = await read(log({ user: (i) => `u${String(i)}` }))
  const mapping = {
    roles: { user: ['user_id'], item: ['item_id'] },
    positive: null,
    order: null,
    rating: null,
    params: {},
    guessed: [],
  }
  expect(recommendation.check({ table, mapping })).toMatchObject({
    code: 'one-event-each',
    params: { users: 400 },
  })
})

it('refuses one column as user and item', async () => {
  const { table, mapping } = await read(log({}))
  const both = { ...mapping, roles: { ...mapping.roles, item: ['user_id'] } }
  expect(recommendation.check({ table, mapping: both })).toMatchObject({ code: 'user-is-item' })
})

it('keeps the zeros at the beginning of ids', async () => {
  const { table, mapping } = await read(log({ item: (i) => String((i * 7) % 30).padStart(7, '0') }))
  expect(mapping.roles['item']).toEqual(['item_id'])
  expect(table.text('item_id').get(1)).toBe('0000007')
})

it('warns where nothing says when', async () => {
  const { refusal, codes } = await read(log({ timed: false }))
  expect(refusal).toBeNull()
  expect(await codes()).toContain('no-time')
})

it('tells of events that stand there twice', async () => {
  const lines = log({})
  const { refusal, codes } = await read([...lines, ...lines.slice(1, 60)])
  expect(refusal).toBeNull()
  expect(await codes()).toContain('duplicates')
})

it('keeps items that nobody touched, and says how many', async () => {
  const { table, refusal, codes } = await read([...log({}), ',p900,', ',p901,'])
  expect(refusal).toBeNull()
  expect(table.rows).toBe(402)
  expect(await codes()).toContain('unused-items')
})

it('tells two scales of ratings apart from one', async () => {
  const one = await read(log({ rating: (i) => String(1 + ((i * 3 + 7 * Math.floor(i / 40)) % 10)) }))
  expect(await one.codes()).not.toContain('rating-scales')
  const two = await read(
    log({ rating: (i) => String(i % 40 < 20 ? 3 + (Math.floor(i / 40) % 3) : 6 + (Math.floor(i / 40) % 5)) }),
  )
  expect(await two.codes()).toContain('rating-scales')
})

it('is quiet about a sound log', async () => {
  expect(await (await read(log({}))).codes()).toEqual([])
})

it('proposes that what is bought again may be recommended again', async () => {
  const again = await read(log({ item: (i) => `p${String(i % 5)}` }))
  expect(recommendation.settle({ table: again.table, mapping: again.mapping })).toEqual({ repeats: true })
  const once = await read(log({}, 120))
  expect(recommendation.settle({ table: once.table, mapping: once.mapping })).toEqual({ repeats: false })
})
