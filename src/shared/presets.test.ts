import { expect, test } from 'vitest'
import { presetIn } from './presets'

const settings = {
  defaults: { units: [64], rate: 0.002, epochs: 8 },
  presets: [
    { id: 'small', params: { units: [16] } },
    { id: 't8', params: { units: [128], rate: 0.001, epochs: 8 } },
  ],
}

test('a preset is what the settings amount to, however they were chosen', () => {
  expect(presetIn(settings, {})).toBeNull()
  expect(presetIn(settings, { units: [16], epochs: 3 })).toBe('small')
  expect(presetIn(settings, { units: [128], rate: 0.001 })).toBe('t8')
  expect(presetIn(settings, { units: [128], rate: 0.001, epochs: 9 })).toBeNull()
})
