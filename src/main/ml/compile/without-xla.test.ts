import { beforeAll, expect, it } from 'vitest'
import { closeTo, lossesOf, trainerOf } from '../../../../tests/helpers/dropped-net'
import { loadTensorFlow, type LoadedTensorFlow } from '../tensorflow'
import { nativeBackend } from './native'
import { copied } from './trace'

let tensorflow: LoadedTensorFlow

beforeAll(async () => {
  tensorflow = await loadTensorFlow()
  expect(tensorflow.reason).toBeUndefined()
})

// First in this file: that XLA works is remembered from the first step on.
it('does without where TensorFlow cannot make one piece of code of a step', async () => {
  const backend = nativeBackend(tensorflow.tf)!
  const { binding } = backend
  let refused = 0
  backend.binding = {
    ...copied(binding),
    runSavedModel(id, inputs, names, outputs) {
      if (refused === 0 && outputs.startsWith('losses')) {
        refused += 1
        throw new Error('XLA is not here')
      }
      return binding.runSavedModel(id, inputs, names, outputs)
    },
  }
  try {
    const trainer = await trainerOf(tensorflow)
    expect([refused, trainer.path]).toEqual([1, { kind: 'compiled', fused: false }])
    expect(await lossesOf(trainer)).toEqual(
      closeTo(await lossesOf(await trainerOf(tensorflow, { eager: true }))),
    )
  } finally {
    backend.binding = binding
  }
})
