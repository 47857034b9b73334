import { beforeAll, describe, expect, it } from 'vitest'
import { langs, type Json } from '../../src/shared/lang'
import type { MessageTree } from '../../src/shared/manifest'
import { messages, translator } from '../../src/shared/messages'
import { presetIn } from '../../src/shared/presets'
import { tableFromColumns, type Table } from '../../src/main/data'
import type { Examples, FitContext, Predictor } from '../../src/main/ml'
import { templates, type AnyTemplate } from '../../src/main/templates'
import { importSample, mappingOf, problemOf, type Problem } from '../helpers/samples'
import { contextOf, memoryFolder } from '../helpers/texts'

/** A word that no text holds: where validation says it, nothing that is learnt may. */
const marker = 'zzqxvk'

function keysOf(tree: MessageTree, path = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${path}${key}`] : keysOf(value, `${path}${key}.`),
  )
}

function marked(examples: Examples): Examples {
  const texts = (role: string): string[] => examples.text(role).map((text) => `${marker} ${text} ${marker}`)
  return { ...examples, text: texts }
}

async function filesOf(predictor: Predictor): Promise<string> {
  const said: string[] = []
  await predictor.save({
    json: (_, value) => Promise.resolve(void said.push(JSON.stringify(value))),
    bytes: (_, value) => Promise.resolve(void said.push(Buffer.from(value).toString('latin1'))),
  })
  return said.join('\n')
}

describe.each(templates.map((template) => [template.id, template] as const))('%s', (id, template) => {
  const { manifest } = template
  const quick = (): Record<string, unknown> => template.parseParams(manifest.quick)

  it('has a manifest in plain JSON, with names as scripts rely on them', () => {
    expect(JSON.parse(JSON.stringify(manifest))).toEqual(manifest)
    for (const { id: model } of manifest.models) expect(model).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    for (const { id: metric } of manifest.metrics) expect(metric).toMatch(/^[a-z]+[a-zA-Z0-9]*$/)
    expect(manifest.metrics.map((metric) => metric.id)).toContain(manifest.headline)
    expect(manifest.models.filter(({ kind }) => kind === 'baseline').length).toBeGreaterThan(0)
    expect(manifest.models.map((model) => model.id)).toContain(template.priceModel)
  })

  it('parses its defaults and its quick preset, and refuses what it does not know', () => {
    expect(template.parseParams({})).toEqual(manifest.defaults)
    expect(template.parseParams(manifest.quick)).toEqual({ ...manifest.defaults, ...manifest.quick })
    expect(() => template.parseParams({ noSuchSetting: 1 })).toThrow(/unknown-param/)
    const { properties } = manifest.params as { properties: Record<string, Json> }
    expect(Object.keys(properties).sort()).toEqual(Object.keys(manifest.defaults).sort())
  })

  it('names presets that differ from its defaults and from each other', () => {
    const { properties } = manifest.params as { properties: Record<string, Json> }
    // The terminal's own words beside the names of settings.
    for (const word of ['preset', 'positive']) expect(properties).not.toHaveProperty(word)
    for (const preset of manifest.presets) {
      expect(template.parseParams(preset.params)).toEqual({ ...manifest.defaults, ...preset.params })
      expect(presetIn(manifest, preset.params)).toBe(preset.id)
    }
    expect(presetIn(manifest, {})).toBeNull()
  })

  it('has all its words in both languages', () => {
    const { en, 'zh-CN': zh } = manifest.messages
    expect(keysOf(zh).sort()).toEqual(keysOf(en).sort())
    const { properties } = manifest.params as { properties: Record<string, { section: string }> }
    for (const lang of langs) {
      const t = translator(lang, { templates: { [id]: manifest.messages[lang] } })
      const say = (key: string): string => t(`templates.${id}.${key}`)
      const keys = [
        'name',
        'question',
        ...Object.keys(manifest.roles).flatMap((role) => [`roles.${role}.name`, `roles.${role}.hint`]),
        ...manifest.models.flatMap((model) => [`models.${model.id}.name`, `models.${model.id}.hint`]),
        ...Object.keys(properties).flatMap((name) => [`params.${name}.name`, `params.${name}.hint`]),
        ...Object.values(properties).map(({ section }) => `sections.${section}`),
        ...manifest.presets.flatMap((preset) => [`presets.${preset.id}.name`, `presets.${preset.id}.hint`]),
        ...manifest.samples.map((sample) => `samples.${sample.id}`),
      ]
      for (const key of keys) expect(say(key).trim()).not.toBe('')
      for (const metric of manifest.metrics) expect(metric.id in messages[lang].metrics).toBe(true)
    }
  })

  it('says why wrong data is refused, in both languages', () => {
    const table = tableFromColumns([
      { name: 'a', type: 'text', values: ['x', 'y', 'z'] },
      { name: 'b', type: 'text', values: ['1', '2', '1'] },
    ])
    const required = Object.keys(manifest.roles).filter((role) => manifest.roles[role]?.required)
    const refusals = [
      template.check({ table, mapping: mappingOf({}) }),
      template.check({
        table,
        mapping: mappingOf(Object.fromEntries(required.map((role) => [role, 'none']))),
      }),
      template.check({ table, mapping: mappingOf(Object.fromEntries(required.map((role) => [role, 'b']))) }),
    ]
    expect(refusals[0]).toMatchObject({ code: 'role-missing' })
    expect(refusals[1]).toMatchObject({ code: 'column-missing' })
    for (const refusal of refusals) {
      expect(refusal).not.toBeNull()
      for (const lang of langs) {
        const sentence = translator(lang)(`errors.${refusal!.code}`, refusal!.params)
        expect(sentence).not.toMatch(/\{\w+\}/)
      }
    }
  })

  describe.each(manifest.samples.map((sample) => [sample.id, sample] as const))('sample %s', (_, sample) => {
    let table: Table
    let problem: Problem
    const mapping = mappingOf(sample.mapping, sample.several)

    beforeAll(async () => {
      table = await importSample(id, sample)
      problem = problemOf(template, table, mapping, 5)
    })

    function context(
      model: string,
      change: Partial<FitContext<Record<string, unknown>>> = {},
    ): FitContext<Record<string, unknown>> {
      return contextOf({ ...problem, params: quick(), seed: 7, ...change, model })
    }

    it('is what the manifest says', () => {
      expect(table.rows).toBe(sample.rows)
      expect(template.check({ table, mapping })).toBeNull()
    })

    // Nets are what takes time: they are tried on the first sample.
    const models = manifest.models.filter(
      ({ family, needs }) =>
        (needs === undefined || sample.mapping[needs] !== undefined) &&
        (family !== 'net' || sample.id === manifest.samples[0]?.id),
    )

    describe.each(models.map((model) => model.id))('%s', (model) => {
      let fitted: Predictor
      let scores: Float64Array

      beforeAll(async () => {
        fitted = await template.fit(context(model))
        scores = await fitted.scores(problem.test)
        return () => {
          fitted.dispose()
        }
      })

      it('trains and scores every row', () => {
        expect(scores).toHaveLength(problem.test.length * fitted.width)
        expect(scores.every(Number.isFinite)).toBe(true)
        if (problem.question.classes.length === 0) return
        expect(fitted.width).toBe(problem.question.classes.length)
        for (let at = 0; at < scores.length; at += fitted.width) {
          const sum = scores.subarray(at, at + fitted.width).reduce((total, score) => total + score, 0)
          expect(sum).toBeCloseTo(1, 6)
        }
      })

      it('gives the same numbers from the same seed', async () => {
        const again = await template.fit(context(model))
        expect(await again.scores(problem.test)).toEqual(scores)
        again.dispose()
      })

      it('predicts the same after saving and loading', async () => {
        const folder = memoryFolder()
        await fitted.save(folder)
        const loaded = await template.load(model, folder, problem.question, quick())
        expect(await loaded.scores(problem.test)).toEqual(scores)
        expect(loaded.describe()).toEqual(fitted.describe())
        loaded.dispose()
      })

      it('says in JSON how it was built', () => {
        expect(JSON.parse(JSON.stringify(fitted.describe()))).toEqual(fitted.describe())
      })

      it('stops within a batch when cancelled', async () => {
        const stop = new AbortController()
        let afterwards = 0
        const fitting = template.fit(
          context(model, {
            signal: stop.signal,
            breathe: async () => {
              await new Promise((next) => setImmediate(next))
              if (stop.signal.aborted) afterwards += 1
              stop.abort()
              stop.signal.throwIfAborted()
            },
            report: () => {
              if (stop.signal.aborted) afterwards += 1
            },
          }),
        )
        await expect(fitting).rejects.toMatchObject({ name: 'AbortError' })
        expect(afterwards).toBe(0)
      })

      it('learns nothing but settings from validation', async () => {
        const predictor = await template.fit(context(model, { validation: marked(problem.validation) }))
        expect(await filesOf(predictor)).not.toContain(marker)
        predictor.dispose()
      })

      it('explains a text by pieces that are the text', async () => {
        const role = Object.keys(manifest.roles).find((name) => manifest.roles[name]?.part === 'text')
        if (role === undefined || !fitted.explainText) return
        for (const text of [...problem.test.text(role).slice(0, 5), ' ﬁ… 說😀 ', '']) {
          const pieces = await fitted.explainText(text, 0)
          expect(pieces.map((piece) => piece.text).join('')).toBe(text)
        }
      })
    })
  })
})

it('knows each template once', () => {
  const ids = templates.map((template: AnyTemplate) => template.id)
  expect(new Set(ids).size).toBe(ids.length)
})
