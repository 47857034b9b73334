import { describe, expect, it } from 'vitest'
import { bySection, paramFields, readNumbers, withParam } from './schema'

const defaults = { lowercase: true, optimizer: 'adam', dropout: 0.2, epochs: 10, kernels: [2, 3] }
const schema = {
  type: 'object',
  properties: {
    lowercase: { type: 'boolean', default: true, section: 'prepare' },
    optimizer: { type: 'string', enum: ['adam', 'sgd'], section: 'net' },
    dropout: { type: 'number', minimum: 0, maximum: 0.9, section: 'net' },
    epochs: { type: 'integer', minimum: 1, maximum: 1000, section: 'net' },
    kernels: {
      type: 'array',
      items: { type: 'integer', minimum: 1, maximum: 15 },
      minItems: 1,
      maxItems: 3,
      section: 'net',
    },
    layers: { type: 'array', items: { type: 'object' } },
  },
}

describe('parameters as a form', () => {
  const fields = paramFields(schema, defaults)
  const field = (name: string) => fields.find((one) => one.name === name)!

  it('draws what it can, by kind, in groups', () => {
    expect(fields.map(({ name, kind }) => [name, kind])).toEqual([
      ['lowercase', 'switch'],
      ['optimizer', 'choice'],
      ['dropout', 'number'],
      ['epochs', 'integer'],
      ['kernels', 'numbers'],
    ])
    expect(bySection(fields).map(({ section, fields: own }) => [section, own.length])).toEqual([
      ['prepare', 1],
      ['net', 4],
    ])
    expect(field('dropout')).toMatchObject({ min: 0, max: 0.9, fallback: 0.2 })
  })

  it('reads lists in either language and refuses what breaks the bounds', () => {
    expect(readNumbers('2, 3,4', field('kernels'))).toEqual([2, 3, 4])
    expect(readNumbers('2、3，4', field('kernels'))).toEqual([2, 3, 4])
    expect(readNumbers('', field('kernels'))).toBeNull()
    expect(readNumbers('2, 16', field('kernels'))).toBeNull()
    expect(readNumbers('1 2 3 4', field('kernels'))).toBeNull()
    expect(readNumbers('two', field('kernels'))).toBeNull()
  })

  it('keeps only what differs from the template', () => {
    const changed = withParam({}, field('kernels'), [2, 3, 4])
    expect(changed).toEqual({ kernels: [2, 3, 4] })
    expect(withParam(changed, field('kernels'), [2, 3])).toEqual({})
  })

  it('draws nothing of what is no schema', () => {
    expect(paramFields(null, {})).toEqual([])
  })
})
