import { expect, it } from 'vitest'
import { usersEach } from './ab-test'

it('asks for as many users as the textbook does', () => {
  // (1.96 + 0.84)² · (p₁q₁ + p₂q₂) / (p₂ − p₁)², computed by hand in double precision.
  expect(usersEach(0.1, 0.1)).toBe(14_749)
  expect(usersEach(0.03, 0.05)).toBe(207_936)
})

it('says nothing where there is no gain to find', () => {
  expect(usersEach(0.1, 0)).toBeNull()
  expect(usersEach(0.9, 0.5)).toBeNull()
  expect(usersEach(0, 0.5)).toBeNull()
})
