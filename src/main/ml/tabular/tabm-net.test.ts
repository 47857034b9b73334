import { expect, test } from 'vitest'
import { random } from '#shared/random'
import { inference, sigmoidCrossEntropy } from '../nets'
import { loadTensorFlow } from '../tensorflow'
import { tabmNet } from './tabm-net'

const inputs = 3
const members = 4

/** The paper's formula, member by member: scale the row, go through the shared trunk, answer with an own head. */
function memberByMember(
  units: number[],
  weights: ReadonlyMap<string, Float32Array>,
  row: number[],
): number[] {
  const read = (name: string, at: number): number => weights.get(name)?.[at] ?? Number.NaN
  return Array.from({ length: members }, (_, member) => {
    let below = row.map((value, i) => value * read('adapter/scale', member * inputs + i))
    units.forEach((width, layer) => {
      const name = `trunk-${String(layer + 1)}`
      below = Array.from({ length: width }, (__, unit) => {
        const sum = below.reduce(
          (total, value, i) => total + value * read(`${name}/kernel`, i * width + unit),
          read(`${name}/bias`, unit),
        )
        return Math.max(0, sum)
      })
    })
    const logit = below.reduce(
      (total, value, i) => total + value * read('heads/kernel', member * below.length + i),
      read('heads/bias', member),
    )
    return 1 / (1 + Math.exp(-logit))
  })
}

test.each([{ units: [] }, { units: [5] }, { units: [5, 2] }])(
  'the ensemble with trunk $units answers as each of its members alone would',
  async ({ units }) => {
    const source = random(units.length + 1)
    const model = tabmNet({ inputs, units, members, dropout: 0.5, penalty: { l1: 0, l2: 0 } })
    const weights = new Map(
      model.weights.map(({ name, shape }) => [
        name,
        Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => source.next() - 0.4),
      ]),
    )
    const rows = Array.from({ length: 6 }, () => Array.from({ length: inputs }, () => source.next()))
    const net = inference(await loadTensorFlow(), { model, loss: sigmoidCrossEntropy, weights })
    try {
      const found = await net.predict([Float32Array.from(rows.flat())], rows.length)
      const wanted = rows.flatMap((row) => memberByMember(units, weights, row))
      expect(found).toHaveLength(wanted.length)
      wanted.forEach((value, i) => {
        expect(found[i]).toBeCloseTo(value, 5)
      })
    } finally {
      net.dispose()
    }
  },
)
