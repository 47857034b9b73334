import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mixedTable } from '../../../../tests/helpers/boosting-tables'
import { fitBoosting, fromLightGBM, loadBoosted, type BoostingData } from '.'

interface Golden {
  columns: number
  rows: number
  table: (number | null)[]
  models: Record<string, { text: string; raw: number[]; predictions: number[]; contributions: number[] }>
}
const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'lightgbm-golden.json'), 'utf8')) as Golden

const data: BoostingData = {
  rows: golden.rows,
  columns: Array.from({ length: golden.columns }, (_, column) => {
    const values = Float64Array.from(
      { length: golden.rows },
      (_, row) => golden.table[row * golden.columns + column] ?? NaN,
    )
    return column >= 3
      ? { kind: 'category', codes: Int32Array.from(values), count: 12 }
      : { kind: 'number', values }
  }),
}

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length)
  return Array.from(a).reduce((most, value, at) => Math.max(most, Math.abs(value - (b[at] ?? NaN))), 0)
}

describe.each(Object.entries(golden.models))('a %s model that LightGBM trained', (_, expected) => {
  const model = fromLightGBM(expected.text)
  test('answers the same here', () => {
    expect(furthest(model.raw(data), expected.raw)).toBeLessThan(1e-6)
    expect(furthest(model.predict(data), expected.predictions)).toBeLessThan(1e-6)
  })
  test('has the same SHAP values here', () => {
    expect(furthest(model.shap(data), expected.contributions)).toBeLessThan(1e-6)
  })
  test('is written back as it was read', () => {
    const again = fromLightGBM(model.toLightGBM())
    expect(again.raw(data)).toEqual(model.raw(data))
    expect(again.toLightGBM()).toBe(model.toLightGBM())
  })
})

test('the sizes of trees that LightGBM skips by are those of the text', async () => {
  const text = (await fitBoosting(mixedTable(400), { trees: 3 })).toLightGBM()
  const sizes = /^tree_sizes=(.*)$/m.exec(text)?.[1]?.split(' ').map(Number) ?? []
  const blocks = text.split(/^(?=Tree=)/m).slice(1)
  const last = blocks.at(-1)?.split('end of trees')[0] ?? ''
  expect(sizes).toEqual([...blocks.slice(0, -1), last].map((block) => Buffer.byteLength(block)))
})

test('what is saved answers the same when loaded, bit by bit', async () => {
  const table = mixedTable(500)
  const model = await fitBoosting(table, { trees: 5 })
  const files = new Map<string, Uint8Array>()
  await model.save({ bytes: (name, value) => Promise.resolve(void files.set(name, value)) })
  const loaded = await loadBoosted({ bytes: (name) => Promise.resolve(files.get(name) ?? new Uint8Array()) })
  expect(loaded.predict(table)).toEqual(model.predict(table))
  expect(loaded.names).toEqual(model.names)
})

test.each([
  ['no model', 'hello'],
  ['an objective that is unknown here', '=binary sigmoid:1|=poisson'],
  ['a child that leads back', 'left_child=|left_child=0 '],
  ['a file cut short', 'end of trees|'],
])('refuses %s', (_, change) => {
  const [from = '', to] = change.split('|')
  const text = golden.models['binary']?.text ?? ''
  const changed = to === undefined ? from : text.replace(from, to)
  expect(() => fromLightGBM(changed)).toThrow(expect.objectContaining({ code: 'boosting-file' }))
})
