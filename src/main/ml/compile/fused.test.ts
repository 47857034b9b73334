import { beforeAll, expect, it } from 'vitest'
import { closeTo, lossesOf, net, rowsOf, trainerOf } from '../../../../tests/helpers/dropped-net'
import { loadTensorFlow, type LoadedTensorFlow } from '../tensorflow'

let tensorflow: LoadedTensorFlow

beforeAll(async () => {
  tensorflow = await loadTensorFlow()
  expect(tensorflow.reason).toBeUndefined()
})

it('takes a step of matrix products as one piece of code, with the numbers of the eager one', async () => {
  const trainer = await trainerOf(tensorflow)
  expect(trainer.path).toEqual({ kind: 'compiled', fused: true })
  const eager = await trainerOf(tensorflow, { eager: true })
  expect(await lossesOf(trainer)).toEqual(closeTo(await lossesOf(eager)))
})

it('leaves other operations and large products to TensorFlow', async () => {
  const paths = []
  for (const changes of [{ model: net(true) }, { batch: 2 ** 21, rows: rowsOf(2 ** 21) }]) {
    const trainer = await trainerOf(tensorflow, changes)
    paths.push(trainer.path)
    trainer.dispose()
  }
  expect(paths).toEqual([
    { kind: 'compiled', fused: false },
    { kind: 'compiled', fused: false },
  ])
})
