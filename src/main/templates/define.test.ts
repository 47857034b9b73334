import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { stepIds } from '#shared/manifest'
import type { Judge } from '../ml'
import { defineTemplate } from './define'

const spec = { format: 'share', higherIsBetter: true, interval: 'bootstrap' } as const
const judge: Judge<'macroF1' | 'accuracy'> = {
  metrics: { macroF1: spec, accuracy: spec },
  judge: () => Promise.reject(new Error('not asked here')),
  measure: () => Promise.reject(new Error('not asked here')),
  calibrate: () => ({ kind: 'none' }),
  calibrated: (_, scores) => scores,
  detectable: () => 0.1,
  headline: () => 0,
}

const declaration = {
  id: 'toy',
  version: 1,
  columns: {
    text: { accepts: ['text'], required: true, part: 'text' },
    label: { accepts: ['text'], required: true, part: 'label' },
  },
  params: z.strictObject({ depth: z.int().min(1).default(3).meta({ section: 'tree' }) }),
  quick: { depth: 1 },
  steps: stepIds,
  judge,
  headline: 'macroF1',
  metrics: ['macroF1', 'accuracy'],
  models: [{ id: 'stump', kind: 'model', family: 'tree' }],
  checks: [],
  samples: [
    { id: 's', lang: 'en', file: 's.csv', rows: 1, mapping: { text: 'a', label: 'b' }, licence: 'CC0' },
  ],
  messages: { en: { name: 'Toy' }, 'zh-CN': { name: '玩具' } },
  check: () => null,
  priceModel: 'stump',
  fit: () => Promise.reject(new Error('not asked here')),
  load: () => Promise.reject(new Error('not asked here')),
} as const

describe('defineTemplate', () => {
  const toy = defineTemplate(declaration)

  it('gives a manifest that survives JSON unchanged', () => {
    expect(JSON.parse(JSON.stringify(toy.manifest))).toEqual(toy.manifest)
    expect(toy.manifest.defaults).toEqual({ depth: 3 })
    expect(toy.manifest.metrics).toEqual([
      { id: 'macroF1', ...spec },
      { id: 'accuracy', ...spec },
    ])
    expect(toy.manifest.params).toMatchObject({
      properties: { depth: { type: 'integer', default: 3, section: 'tree' } },
    })
  })

  it('names the setting that is wrong', () => {
    const thrown = (input: Record<string, string | number>): unknown => {
      try {
        return toy.parseParams(input)
      } catch (error) {
        return error
      }
    }
    expect(thrown({ depth: 0 })).toMatchObject({ code: 'unknown-param', params: { name: 'depth' } })
    expect(thrown({ width: 2 })).toMatchObject({ code: 'unknown-param', params: { name: 'width' } })
    expect(thrown({ depth: 2 })).toEqual({ depth: 2 })
  })

  it('knows only the models of its ladder', async () => {
    const reader = { json: () => Promise.resolve(null), bytes: () => Promise.resolve(new Uint8Array()) }
    const question = { classes: ['a', 'b'], positive: 1, ordinal: false, lang: 'en' } as const
    await expect(toy.load('forest', reader, question, {})).rejects.toMatchObject({
      code: 'unknown-model',
      params: { id: 'forest', known: 'stump' },
    })
  })

  it('does not compile a declaration that contradicts itself', () => {
    const wrong = [
      // @ts-expect-error -- a metric that the judge does not give
      () => defineTemplate({ ...declaration, metrics: ['macroF1', 'prAuc'] }),
      // @ts-expect-error -- a headline that the judge does not give
      () => defineTemplate({ ...declaration, headline: 'prAuc' }),
      // @ts-expect-error -- a model that is not on the ladder
      () => defineTemplate({ ...declaration, priceModel: 'forest' }),
      // @ts-expect-error -- a step that the wizard does not know
      () => defineTemplate({ ...declaration, steps: ['goal', 'party'] }),
      // @ts-expect-error -- a preset for a parameter that is not declared
      () => defineTemplate({ ...declaration, quick: { width: 2 } }),
      // @ts-expect-error -- a named preset for a parameter that is not declared
      () => defineTemplate({ ...declaration, presets: [{ id: 'wide', params: { width: 2 } }] }),
      () =>
        defineTemplate({
          ...declaration,
          samples: [
            // @ts-expect-error -- a sample that maps a role nobody declared
            { id: 's', lang: 'en', file: 's.csv', rows: 1, mapping: { user: 'a' }, licence: 'CC0' },
          ],
        }),
      () =>
        defineTemplate({
          ...declaration,
          // @ts-expect-error -- a fit that gives no predictor
          fit: () => Promise.resolve({ accuracy: 1 }),
        }),
    ]
    expect(wrong).toHaveLength(8)
  })
})
