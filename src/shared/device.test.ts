import { expect, it } from 'vitest'
import { chosenRung, isSound, speedUp, type RungReport } from './device'

const report = (rung: RungReport['rung'], seconds: number, more: Partial<RungReport> = {}): RungReport => ({
  rung,
  available: true,
  agrees: true,
  seconds,
  ...more,
})
const all = [
  report('cuda', 0.1),
  report('webgpu', 0.05, { reason: 'software-adapter' }),
  report('tensorflow-cpu', 0.2),
  report('javascript', 2),
]

it('chooses the fastest that was measured and agrees', () => {
  expect(chosenRung(all, 'automatic')).toBe('cuda')
  const slowCard = [report('cuda', 0.5), ...all.slice(1)]
  expect(chosenRung(slowCard, 'automatic')).toBe('tensorflow-cpu')
  const wrongCard = [report('cuda', 0.01, { agrees: false, reason: 'disagrees' }), ...all.slice(1)]
  expect(chosenRung(wrongCard, 'automatic')).toBe('tensorflow-cpu')
})

it('leaves to the user what no whole training was proven on', () => {
  const withCard = [report('webgpu', 0.01), ...all.filter(({ rung }) => rung !== 'webgpu')]
  expect(chosenRung(withCard, 'automatic')).toBe('cuda')
  expect(chosenRung(withCard, 'webgpu')).toBe('webgpu')
})

it('follows the user, but never onto a rung that is not sound', () => {
  expect(chosenRung(all, 'javascript')).toBe('javascript')
  expect(chosenRung(all, 'webgpu')).toBe('cuda')
  expect(isSound(report('webgpu', 1, { reason: 'software-adapter' }))).toBe(false)
})

it('falls back to plain JavaScript where nothing was measured', () => {
  expect(chosenRung([], 'cuda')).toBe('javascript')
})

it('compares with plain JavaScript', () => {
  expect(speedUp(all, 'tensorflow-cpu')).toBeCloseTo(10)
  expect(speedUp(all.slice(0, 3), 'cuda')).toBeNull()
})
