import { expect, test } from 'vitest'
import type { Mapping } from '#shared/project'
import { templates } from '../templates'
import { applyChoices, chosenRoles, chosenSettings, dataFile } from './choices'

const { manifest } = templates[0]!

const proposed: Mapping = {
  roles: { text: ['review'], label: ['stars'], group: ['author'] },
  positive: '5',
  order: ['1', '5'],
  rating: null,
  params: {},
  guessed: [
    { role: 'text', column: 'review', reason: 'name' },
    { role: 'label', column: 'stars', reason: 'name' },
    { role: 'group', column: 'author', reason: 'name' },
    { role: 'positive', column: '5', reason: 'name' },
    { role: 'order', column: '1, 5', reason: 'values' },
  ],
}

const choose = (map: string[], set: string[] = []): Mapping =>
  applyChoices(manifest, proposed, chosenRoles(manifest, map), chosenSettings(manifest, set))

test('with nothing said, what was proposed stands as guessed', () => {
  expect(choose([])).toEqual(proposed)
})

test('what was said is no guess', () => {
  const mapping = choose(['text=review'], ['positive=1'])
  expect(mapping.roles).toEqual(proposed.roles)
  expect(mapping.positive).toBe('1')
  expect(mapping.guessed.map(({ role }) => role)).toEqual(['label', 'group', 'order'])
})

test('another label is asked anew for its positive class and its order', () => {
  expect(choose(['label=mood'])).toMatchObject({ roles: { label: ['mood'] }, positive: null, order: null })
})

test('a column that was said for one role plays no other', () => {
  const mapping = choose(['label=author'])
  expect(mapping.roles).toEqual({ text: ['review'], label: ['author'] })
  expect(mapping.guessed.map(({ role }) => role)).toEqual(['text'])
})

test('a rating is cut where it was said, one star apart unless both ends are', () => {
  expect(choose([], ['positiveFrom=4'])).toMatchObject({
    rating: { positiveFrom: 4, negativeTo: 3 },
    positive: 'positive',
    order: null,
  })
  expect(choose([], ['positiveFrom=4', 'negativeTo=2']).rating).toEqual({ positiveFrom: 4, negativeTo: 2 })
})

test('settings have the type that the schema gives them; others are refused', () => {
  const { params } = chosenSettings(manifest, ['stemming=true', 'wordMax=1', 'strengths=1,3', 'ngrams=words'])
  expect(params).toEqual({ stemming: true, wordMax: 1, strengths: [1, 3], ngrams: 'words' })
  expect(() => chosenSettings(manifest, ['speed=1'])).toThrow(
    expect.objectContaining({ code: 'unknown-param' }),
  )
  expect(() => chosenSettings(manifest, ['speed'])).toThrow(expect.objectContaining({ reason: 'notPair' }))
})

test('roles that the template does not have are refused', () => {
  expect(() => chosenRoles(manifest, ['price=cost'])).toThrow(
    expect.objectContaining({ reason: 'notListed' }),
  )
})

test('one file is taken, and no table that the template does not have', () => {
  expect(dataFile('sentiment', ['reviews.csv'])).toBe('reviews.csv')
  expect(() => dataFile('sentiment', [])).toThrow(expect.objectContaining({ reason: 'missing' }))
  expect(() => dataFile('sentiment', ['a.csv', 'b.csv'])).toThrow(
    expect.objectContaining({ reason: 'oneFile' }),
  )
  expect(() => dataFile('sentiment', ['items=a.csv'])).toThrow(expect.objectContaining({ reason: 'noTable' }))
})

test('a preset stands for its settings; one that is said by its own name wins, and an unknown preset is refused', () => {
  const t8 = manifest.presets.find(({ id }) => id === 't8')
  expect(chosenSettings(manifest, ['preset=t8']).params).toEqual(t8?.params)
  const changed = { ...t8?.params, lstmEpochs: 2 }
  expect(chosenSettings(manifest, ['lstmEpochs=2', 'preset=t8']).params).toEqual(changed)
  expect(chosenSettings(manifest, ['preset=t8', 'lstmEpochs=2']).params).toEqual(changed)
  expect(() => chosenSettings(manifest, ['preset=t88'])).toThrow(
    expect.objectContaining({ code: 'unknown-param', params: { name: 'preset', detail: 't88 (t8)' } }),
  )
})
