import { describe, expect, it } from 'vitest'
import type { Manifest } from '#shared/manifest'
import type { Mapping } from '#shared/project'
import {
  accepts,
  answerKind,
  assign,
  missingRoles,
  moved,
  natural,
  release,
  roleOf,
  withAnswerKind,
} from './mapping'

const roles: Manifest['roles'] = {
  text: { accepts: ['text'], required: true, part: 'text' },
  label: { accepts: ['text', 'number'], required: true, part: 'label' },
  protected: { accepts: ['text', 'number'], required: false, repeatable: true },
}

const mapping: Mapping = {
  roles: { text: ['review'], label: ['label'] },
  positive: '1',
  order: null,
  rating: null,
  params: {},
  guessed: [
    { role: 'text', column: 'review', reason: 'name' },
    { role: 'label', column: 'label', reason: 'name' },
  ],
}

describe('mapping', () => {
  it('gives a column one role at a time and forgets the guess', () => {
    const next = assign(mapping, roles, 'label', 'review')
    expect(next.roles).toEqual({ label: ['review'] })
    expect(next.guessed).toEqual([])
    expect(missingRoles(next, roles)).toEqual(['text'])
    expect(roleOf(next, 'review')).toBe('label')
  })

  it('drops what was said of a former label, and keeps it when another role changes', () => {
    expect(assign(mapping, roles, 'label', 'stars').positive).toBeNull()
    expect(assign(mapping, roles, 'text', 'title').positive).toBe('1')
  })

  it('lets several columns play a repeatable role and takes one out again', () => {
    const two = assign(assign(mapping, roles, 'protected', 'sex'), roles, 'protected', 'age')
    expect(two.roles['protected']).toEqual(['sex', 'age'])
    expect(release(two, 'protected', 'sex').roles['protected']).toEqual(['age'])
    expect(release(release(two, 'protected', 'sex'), 'protected', 'age').roles['protected']).toBeUndefined()
  })

  it('empties a role', () => {
    expect(assign(mapping, roles, 'text', null).roles).toEqual({ label: ['label'] })
  })

  it('refuses types that a role does not take', () => {
    const stars = { name: 'stars', type: 'number' as const, nulls: 0, distinct: 5, lost: 0 }
    expect(accepts(roles['label']!, stars)).toBe(true)
    expect(accepts(roles['text']!, stars)).toBe(false)
  })

  it('turns answers into an order or a rating and back', () => {
    const values = ['5', '1', '10', '3']
    expect(natural(values)).toEqual(['1', '3', '5', '10'])
    const ordered = withAnswerKind(mapping, 'order', values)
    expect(ordered.order).toEqual(['1', '3', '5', '10'])
    expect(ordered.positive).toBeNull()
    const rated = withAnswerKind(ordered, 'rating', ['1', '2', '3', '4', '5'])
    expect(rated.rating).toEqual({ positiveFrom: 4, negativeTo: 2 })
    expect(rated.order).toBeNull()
    expect(answerKind(rated)).toBe('rating')
    expect(answerKind(withAnswerKind(rated, 'classes', values))).toBe('classes')
  })

  it('moves a class within the order and not beyond its ends', () => {
    expect(moved(['a', 'b', 'c'], 'c', -1)).toEqual(['a', 'c', 'b'])
    expect(moved(['a', 'b', 'c'], 'a', -1)).toEqual(['a', 'b', 'c'])
  })
})
