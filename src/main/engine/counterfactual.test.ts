import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importRows, testEngine, type TestEngine } from './testing/engine'

const sample = join(import.meta.dirname, '../templates/credit/en-german-credit.csv')
const [header = '', ...lines] = readFileSync(sample, 'utf8').trim().split('\n')
const names = header.split(',')
/** Cells of a row; none of the quoted ones holds a comma that matters here. */
const cellsOf = (line: string): string[] =>
  (line.match(/("[^"]*"|[^,]*)(,|$)/g) ?? []).map((cell) => cell.replace(/,$/, '').replaceAll('"', ''))
const rowAt = (line: string): Record<string, string> =>
  Object.fromEntries(names.map((name, at) => [name, cellsOf(line)[at] ?? '']))

describe('the smallest change that turns an answer', () => {
  let engine: TestEngine
  let project: string
  beforeAll(async () => {
    engine = await testEngine()
    const { client } = engine
    project = (await client.call('projects.create', { template: 'credit', name: 'Loans' })).id
    await importRows(engine, project, 0, sample)
    const mapping = await client.call('data.propose', { project })
    await (
      await client.start('data.map', { project, mapping })
    ).done
    await (
      await client.start('train.run', { project, models: ['prevalence', 'boosting'], quick: true })
    ).done
  }, 120_000)
  afterAll(() => engine.end())

  const ask = (fields: Record<string, string>) =>
    engine.client.call('predict.text', { project, model: 'boosting', fields })
  const changeOf = async (fields: Record<string, string>, columns: string[]) =>
    (await engine.client.call('predict.change', { project, model: 'boosting', fields, columns })).found

  test('turns it, and no value of the data that is nearer does', async () => {
    const rows = lines.slice(0, 200).map(rowAt)
    let turned = 0
    for (const fields of rows) {
      if (turned === 3) break
      const found = await changeOf(fields, ['months'])
      if (found === null) continue
      turned += 1
      const before = await ask(fields)
      const [change] = found.changes
      expect(found.changes).toHaveLength(1)
      expect(change).toMatchObject({ column: 'months', from: fields['months'] })
      const after = await ask({ ...fields, months: change?.to ?? '' })
      expect(after.label).not.toBe(before.label)
      expect(after.label).toBe(found.label)
      const [from, to] = [Number(fields['months']), Number(change?.to)]
      const between = [...new Set(lines.map((line) => Number(rowAt(line)['months'])))].filter(
        (value) => value > Math.min(from, to) && value < Math.max(from, to),
      )
      for (const months of between)
        expect((await ask({ ...fields, months: String(months) })).label).toBe(before.label)
    }
    expect(turned).toBe(3)
  }, 60_000)

  test('keeps to the columns that may change, and says so where they cannot turn it', async () => {
    const columns = ['months', 'credit_amount', 'savings']
    const found = await Promise.all(lines.slice(0, 40).map((line) => changeOf(rowAt(line), columns)))
    for (const one of found) for (const { column } of one?.changes ?? []) expect(columns).toContain(column)
    expect(found.some((one) => one !== null)).toBe(true)
    const alone = await Promise.all(lines.slice(0, 40).map((line) => changeOf(rowAt(line), ['dependants'])))
    expect(alone).toContain(null)
  }, 60_000)
})
