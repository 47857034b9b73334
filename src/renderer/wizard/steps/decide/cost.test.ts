import { describe, expect, it } from 'vitest'
import type { ClassificationDetail } from '#shared/results'
import { costOf } from './cost'

describe('costOf', () => {
  const detail = {
    confusion: [
      [300, 60],
      [20, 620],
    ],
  } as ClassificationDetail

  it('counts a missed negative as a miss where negatives must not be missed', () => {
    expect(costOf(detail, 0, 12, 2)).toEqual({ misses: 60, falseAlarms: 20, money: 60 * 12 + 20 * 2 })
  })

  it('turns round with the costly class', () => {
    expect(costOf(detail, 1, 12, 2)).toMatchObject({ misses: 20, falseAlarms: 60 })
  })
})
