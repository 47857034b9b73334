import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Recommendation } from '#shared/ranking'
import type { RunResult } from '#shared/results'
import { buildMain } from '../../../tests/helpers/build-main'
import { samplePath } from '../../../tests/helpers/samples'
import { plumbline, type Finished } from '../../../tests/helpers/terminal'

let built: string
let folder: string
let ran: Finished
const project = (): string => join(folder, 'shop')
const run = (args: readonly string[]): Promise<Finished> => plumbline(built, join(folder, 'home'), args)
const lastLine = ({ stdout }: Finished): unknown => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')

beforeAll(async () => {
  built = await buildMain()
  folder = mkdtempSync(join(tmpdir(), 'plumbline-recommend-'))
  const data = samplePath('recommendation', { file: 'zh-shop.csv' })
  ran = await run([
    'run',
    'recommendation',
    '--data',
    data,
    '--project',
    project(),
    '--quick',
    '--open-vault',
    '--json',
  ])
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

test('run: divides by time, ranks with every method that the columns allow, opens the vault', () => {
  expect(ran.status).toBe(0)
  const result = lastLine(ran) as RunResult
  expect(result.headline).toBe('ndcg20')
  expect(result.split.kind).toBe('time')
  expect(result.models.map(({ id }) => id)).toEqual([
    'popular',
    'recent-popular',
    'item-knn',
    'ease',
    'ials',
    'bpr',
    'two-tower',
    'sasrec',
  ])
  const ease = result.models.find(({ id }) => id === 'ease')
  expect(ease?.verdict).toBe('better')
  expect(ease?.metrics['coverage']?.low).toBeNull()
  expect(ease?.metrics['rmse']?.value).toBeNull()
  expect(result.vault.metrics?.['ndcg20']?.value).toBeGreaterThan(0.05)
})

test('recommend: for a history, for a user, and for nobody', async () => {
  const history = await run(['recommend', project(), '--history', '01001,01007', '--k', '5', '--json'])
  const found = lastLine(history) as Recommendation
  expect(found).toMatchObject({ user: null, from: 'history' })
  expect(found.items).toHaveLength(5)
  expect(found.items.map(({ id }) => id)).not.toContain('01007')

  const user = lastLine(await run(['recommend', project(), '--user', 'U10004', '--json'])) as Recommendation
  expect(user.from).toBe('known')
  expect(user.items).toHaveLength(10)
  expect(user.items.some(({ reasons }) => reasons.length > 0)).toBe(true)

  const nobody = await run(['recommend', project(), '--k', '3', '--lang', 'en'])
  expect(nobody.stdout).toContain('Nothing is known: what is popular.')
})

test('recommend: wrong usage is said', async () => {
  expect((await run(['recommend', project(), '--k', 'many'])).status).toBe(2)
  expect((await run(['recommend'])).status).toBe(2)
})

test('predict: a list for each row of a file of users, known or not, and from a history of their own', async () => {
  const [input, output] = [join(folder, 'users.csv'), join(folder, 'lists.csv')]
  writeFileSync(input, '用户,history\nU10004,\nU99999,\n,01003|01009\n')
  const done = await run(['predict', project(), '--in', input, '--out', output])
  expect(done.status).toBe(0)
  const lines = readFileSync(output, 'utf8').trim().split('\n')
  const lists = lines.slice(1).map((line) => line.split(','))
  expect(lists.map((cells) => cells[2]?.split('|').length)).toEqual([10, 10, 10])
  expect(lists.map((cells) => cells.at(-1)?.trim())).toEqual(['', 'only-popular', ''])
})

test('report: in both languages', async () => {
  const out = join(folder, 'report')
  const done = await run(['report', project(), '--format', 'html', '--lang', 'zh,en', '--out', out])
  expect(done.status).toBe(0)
})
