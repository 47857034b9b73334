import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mappingOf } from '../../../tests/helpers/samples'
import { importFile, openTable, proposeMapping, type Table } from '../data'
import { credit } from './credit'
import { fraud } from './fraud'

let folder = ''
let files = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-refusals-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function imported(text: string | Buffer) {
  const path = join(folder, `in-${String(++files)}.csv`)
  writeFileSync(path, text)
  const { arrow, columns, encoding } = await importFile({
    path,
    folder: join(folder, `out-${String(files)}`),
    options: {},
  })
  return { table: openTable(arrow), columns, encoding }
}

const two = (n: number): string => String(n).padStart(2, '0')
const moment = (i: number): string => `2025-01-${two(1 + (i % 28))} ${two(i % 24)}:00:00`

/** Payments; each column can be given another way of writing it. */
function payments(
  write: {
    label?: (i: number) => string
    time?: (i: number) => string
    card?: (i: number) => string
    amount?: (i: number) => string
  } = {},
): string {
  const label = write.label ?? ((i) => (i % 10 === 0 ? '1' : '0'))
  const rows = Array.from({ length: 200 }, (_, i) =>
    [
      write.time?.(i) ?? moment(i),
      write.card?.(i) ?? `C${String(i % 20)}`,
      write.amount?.(i) ?? String(1 + (i % 50)),
      label(i),
    ].join(','),
  )
  return ['time,card,amount,fraud', ...rows].join('\n')
}
const roles = { label: 'fraud', time: 'time', entity: 'card', amount: 'amount' }
const checkFraud = async (text: string) =>
  fraud.check({ table: (await imported(text)).table, mapping: mappingOf(roles) })

describe('fraud', () => {
  it('takes labels of 0 and 1, 1 and 2, yes and no', async () => {
    for (const [yes, no] of [
      ['1', '0'],
      ['2', '1'],
      ['yes', 'no'],
    ] as const) {
      const { table, columns } = await imported(payments({ label: (i) => (i % 10 === 0 ? yes : no) }))
      const mapping = proposeMapping({ table, columns, roles: fraud.manifest.roles })
      expect(mapping.positive).toBe(yes)
      expect(mapping.roles).toMatchObject({
        label: ['fraud'],
        time: ['time'],
        entity: ['card'],
        amount: ['amount'],
      })
      expect(fraud.check({ table, mapping })).toBeNull()
    }
  })

  it('says so where there is no fraud at all, nothing else, hardly any, or more than two kinds', async () => {
    expect(await checkFraud(payments({ label: () => '0' }))).toMatchObject({ code: 'label-one-class' })
    expect(await checkFraud(payments({ label: () => '1' }))).toMatchObject({ code: 'label-one-class' })
    expect(await checkFraud(payments({ label: (i) => (i < 3 ? '1' : '0') }))).toMatchObject({
      code: 'class-too-rare',
      params: { rows: 3 },
    })
    expect(await checkFraud(payments({ label: (i) => String(i % 5) }))).toMatchObject({
      code: 'label-not-binary',
    })
  })

  it('asks for the roles it needs', async () => {
    const { table } = await imported(payments())
    for (const role of ['label', 'time', 'entity']) {
      const rest = Object.fromEntries(Object.entries(roles).filter(([name]) => name !== role))
      expect(fraud.check({ table, mapping: mappingOf(rest) })).toEqual({
        code: 'role-missing',
        params: { role },
      })
    }
    expect(fraud.check({ table, mapping: mappingOf({ ...roles, amount: 'card' }) })).toMatchObject({
      code: 'column-type',
    })
  })

  it('keeps ids with leading zeros as they are', async () => {
    const { table } = await imported(payments({ card: (i) => two(i % 20).padStart(6, '0') }))
    expect(table.text('card').get(7)).toBe('000007')
  })

  it('reads dates of one form in any order, and says how many of another form are lost', async () => {
    const shuffled = await imported(payments({ time: (i) => moment(199 - i) }))
    expect(fraud.check({ table: shuffled.table, mapping: mappingOf(roles) })).toBeNull()
    const mixed = await imported(
      payments({ time: (i) => (i % 3 === 0 ? moment(i) : i % 3 === 1 ? `day ${String(i)}` : '') }),
    )
    const refusal = fraud.check({ table: mixed.table, mapping: mappingOf(roles) })
    expect(refusal?.code).toMatch(/^(column-type|times-missing)$/)
  })

  it('takes negative amounts (refunds) and Chinese headers in GBK', async () => {
    const { table } = await imported(payments({ amount: (i) => String(i % 7 === 0 ? -5 : i) }))
    expect(Math.min(...table.number('amount'))).toBe(-5)
    expect(fraud.check({ table, mapping: mappingOf(roles) })).toBeNull()
    // 时间,卡号,金额,是否欺诈 in GBK
    const header = Buffer.from('cab1bce42cbfa8bac52cbdf0b6ee2ccac7b7f1c6dbd5a9', 'hex')
    const body = Buffer.from(payments().slice('time,card,amount,fraud'.length))
    const chinese = await imported(Buffer.concat([header, body]))
    expect(chinese.encoding).toBe('gb18030')
    const mapping = proposeMapping({ ...chinese, roles: fraud.manifest.roles })
    expect(mapping.roles).toMatchObject({
      label: ['是否欺诈'],
      time: ['时间'],
      entity: ['卡号'],
      amount: ['金额'],
    })
  })
})

describe('credit', () => {
  const applications = (): string =>
    [
      'ID,LIMIT,SEX,AGE,default',
      ...Array.from({ length: 200 }, (_, i) =>
        [i + 1, (i * 37) % 900, 1 + (i % 2), 20 + (i % 40), Number(i % 5 === 0)].join(','),
      ),
    ].join('\n')

  it('proposes as features what nobody else takes; the number of the row and what is protected stay out', async () => {
    const { table, columns } = await imported(applications())
    const mapping = proposeMapping({ table, columns, roles: credit.manifest.roles })
    expect(mapping.roles).toEqual({ label: ['default'], protected: ['SEX'], feature: ['LIMIT', 'AGE'] })
    expect(mapping.positive).toBe('1')
    expect(credit.check({ table, mapping })).toBeNull()
  })

  it('needs something to read', async () => {
    const { table } = await imported(applications())
    expect(credit.check({ table, mapping: mappingOf({ label: 'default' }) })).toEqual({
      code: 'role-missing',
      params: { role: 'feature' },
    })
  })
})

it('settles how late a label is by the span of the file', async () => {
  const { table } = await imported(payments())
  const settled = (of: Table) => fraud.settle({ table: of, mapping: mappingOf(roles) })
  expect(settled(table)).toEqual({ labelDelay: 2 })
})
