import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Goal, ProjectState } from '#shared/project'
import { importRows, state, testEngine, type TestEngine } from './testing/engine'

const sample = join(import.meta.dirname, '../templates/fraud/en-transactions.csv')
const goal: Goal = {
  decision: '',
  bar: null,
  missCost: null,
  falseAlarmCost: 10,
  abstain: false,
  abstainBelow: null,
}

/** The bundled payments with three columns that nobody knows at the moment of a payment. */
function payments(): string {
  const [header = '', ...lines] = readFileSync(sample, 'utf8').trim().split('\n')
  const names = header.split(',')
  const [time, fraud] = [names.indexOf('time'), names.indexOf('fraud')]
  const planted = lines.map((line, row) => {
    const cells = line.split(',')
    const isFraud = cells[fraud] === '1'
    const next = new Date(Date.parse(`${(cells[time] ?? '').replace(' ', 'T')}Z`) + 3 * 86_400_000)
    const code = isFraud ? 'R7' : `R${String(row % 5)}`
    const back = isFraud ? String(5 + (row % 90)) : '0'
    return `${line},${code},${back},${next.toISOString().slice(0, 19).replace('T', ' ')}`
  })
  return [`${header},review_code,paid_back,settled`, ...planted].join('\n')
}

describe('payments with columns from after the outcome', () => {
  let engine: TestEngine
  let project: string
  let mapped: ProjectState
  beforeAll(async () => {
    engine = await testEngine()
    const { client } = engine
    const file = join(engine.home, 'payments.csv')
    writeFileSync(file, payments())
    project = (await client.call('projects.create', { template: 'fraud', name: 'Payments' })).id
    await importRows(engine, project, 0, file)
    const mapping = await client.call('data.propose', { project })
    mapped = await (await client.start('data.map', { project, mapping })).done
  }, 120_000)
  afterAll(() => engine.end())

  test('are cards with a question, and no honest column is one', () => {
    const cards = mapped.checks?.cards ?? []
    const named = (code: string) => cards.filter((card) => card.code === code).map(({ column }) => column)
    expect(new Set(named('leaking-column'))).toEqual(new Set(['review_code', 'paid_back']))
    expect(named('after-outcome')).toEqual(['settled'])
    expect(cards.find(({ code }) => code === 'after-outcome')?.params['late']).toBeGreaterThan(1000)
  })

  test('have a price, are left out with one click and come back with another', async () => {
    const { client } = engine
    const card = 'leaking-column:review_code'
    // Beside another leak a column has no price of its own.
    const other = 'leaking-column:paid_back'
    await client.call('checks.apply', { project, card: other })
    const priced = await (await client.start('checks.price', { project, card })).done
    expect(priced.price?.metric).toBe('prAuc')
    const { with: kept = 0, without = 1 } = priced.price ?? {}
    // Judged on rows later than those it learnt from, with an interval of what the column flatters by.
    expect(kept).toBeGreaterThan(without + 0.1)
    const { low, high } = priced.price ?? {}
    expect(low).toBeLessThan(without - kept)
    expect(high).toBeGreaterThan(without - kept)
    expect(high).toBeLessThan(0)
    await client.call('checks.undo', { project, card: other })
    const applied = await client.call('checks.apply', { project, card })
    expect(applied.remedies).toEqual([{ op: 'leave-out-column', column: 'review_code' }])
    const undone = await client.call('checks.undo', { project, card })
    expect(undone.remedies).toEqual([])
  })

  test('are acted on: a threshold in money, kept with the goal and printed in the report', async () => {
    const { client } = engine
    for (const card of ['leaking-column:review_code', 'leaking-column:paid_back', 'after-outcome:settled'])
      await client.call('checks.apply', { project, card })
    await client.call('goal.set', {
      project,
      goal: { ...goal, acting: { reviewCost: 2, capacity: 8, point: null } },
    })
    const models = ['prevalence', 'amount-rule', 'logreg']
    const judgement = await (await client.start('train.run', { project, models, quick: true })).done
    const scoring = judgement.details['logreg']?.scoring
    if (scoring === undefined) throw new Error('the scores are not acted on')
    expect(scoring.operation).toMatchObject({ capacity: 8, falseAlarmCost: 10, reviewCost: 2 })
    expect(scoring.chosen.by).toBe('cost')
    expect(scoring.totals.test.days).toBeGreaterThan(3)
    // Against scores of train, of which no row was told its own label.
    expect(scoring.stability).toBeGreaterThan(0)
    expect(judgement.models.at(-1)?.metrics['moneySaved']?.low).not.toBeNull()
    expect(judgement.warnings.map(({ code }) => code)).toContain('person-decides')

    const at = scoring.points[20]!
    const point = { model: 'logreg', threshold: at.threshold, probability: at.probability, saved: null }
    await client.call('goal.set', {
      project,
      goal: { ...goal, acting: { reviewCost: 2, capacity: 8, point } },
    })
    await client.call('results.choose', { project, model: 'logreg' })
    expect((await state(client, project)).goal?.acting?.point).toEqual(point)
    // A cell of the confusion matrix holds as many rows as it says.
    const { classes = [], confusion = [] } = judgement.details['logreg'] ?? {}
    for (const [i, truth] of classes.entries())
      for (const [k, predicted] of classes.entries()) {
        const cell = { project, model: 'logreg', truth, predicted, offset: 0, limit: 1 }
        expect((await client.call('results.errors', cell)).total).toBe(confusion[i]?.[k])
      }

    // Predict says alert from there on, whichever class is likelier; so does a file, and so does the report.
    const line = (fields: Record<string, string>) =>
      client.call('predict.text', { project, model: 'logreg', fields })
    const usual = { time: '2025-05-07 10:00:00', card: 'C0001', terminal: 'M0001', amount: '12.50' }
    const threshold = { by: 'own', score: at.threshold, probability: at.probability }
    const [quiet, huge] = [await line(usual), await line({ ...usual, amount: '390', channel: 'online' })]
    expect(quiet).toMatchObject({ label: '0', note: 'no-alert', alert: { raised: false, threshold } })
    expect(huge).toMatchObject({ label: '1', note: 'alert', alert: { raised: true, threshold } })
    const target = join(engine.home, 'answers.csv')
    const answered = await (
      await client.start('predict.file', {
        project,
        model: 'logreg',
        source: { token: engine.grant(join(engine.home, 'payments.csv')) },
        target: { token: engine.grant(target) },
      })
    ).done
    const lines = readFileSync(target, 'utf8').trim().split('\r\n').slice(1)
    const alerts = lines.filter((row) => /,1,[\d.e-]+,,,alert$/.test(row)).length
    expect(alerts).toBeGreaterThan(0)
    expect(lines.filter((row) => /,0,[\d.e-]+,,,no-alert$/.test(row))).toHaveLength(lines.length - alerts)
    expect(answered).toMatchObject({ rows: lines.length, alerts: { n: alerts, threshold } })
    const { html } = await client.call('report.preview', { project, lang: 'en' })
    expect(html).toContain('by hand, at Decide')
    expect(html).toContain('Score bands')

    const opened = await (
      await client.start('vault.open', { project, model: 'logreg', reason: 'the end' })
    ).done
    expect(opened.metrics['moneySaved']?.value).not.toBeNull()
    expect(opened.metrics['recallAtCapacity']?.value).not.toBeNull()
  }, 120_000)
})

const banknotes = join(import.meta.dirname, '../../../../shared/data/fraud/banknote/banknote.csv')

describe.skipIf(!existsSync(banknotes))('labels that are wrong (needs ../shared/data)', () => {
  test('are a card; the rows that are chosen are left out by what they hold, and come back', async () => {
    const engine = await testEngine()
    try {
      const { client } = engine
      const [header = '', ...lines] = readFileSync(banknotes, 'utf8').trim().split(/\r?\n/)
      const turned = lines.map((line, row) =>
        row % 40 === 7 ? `${line.slice(0, -1)}${line.endsWith('1') ? '0' : '1'}` : line,
      )
      const file = join(engine.home, 'notes.csv')
      mkdirSync(engine.home, { recursive: true })
      writeFileSync(file, [header, ...turned].join('\n'))
      const { id: project } = await client.call('projects.create', { template: 'credit', name: 'Notes' })
      await importRows(engine, project, 0, file)
      const mapping = await client.call('data.propose', { project })
      const mapped = await (await client.start('data.map', { project, mapping })).done
      const card = mapped.checks?.cards.find(({ code }) => code === 'label-doubt')
      if (card?.remedy?.op !== 'leave-out-rows') throw new Error('no doubt')
      expect(card.remedy.rows).toHaveLength(card.evidence.length)
      expect(mapped.remedies).toEqual([])

      const judged = async () =>
        (
          await (
            await client.start('train.run', { project, models: ['prevalence', 'logreg'], quick: true })
          ).done
        ).models[0]?.metrics['accuracy']?.n ?? 0
      const all = await judged()
      const rows = card.remedy.rows.slice(0, 3)
      const applied = await client.call('checks.apply', { project, card: card.id, rows })
      expect(applied.remedies).toEqual([{ op: 'leave-out-rows', rows }])
      expect(await judged()).toBe(all - rows.length)
      // Looked for again, what was left out is not found: the card stays to be undone.
      const again = await (await client.start('checks.run', { project })).done
      expect(again.find(({ id }) => id === card.id)?.applied).toBe(true)
      expect((await client.call('checks.undo', { project, card: card.id })).remedies).toEqual([])
      expect(await judged()).toBe(all)
    } finally {
      await engine.end()
    }
  }, 120_000)
})
