import { random } from '#shared/random'
import { nets, type LoadedTensorFlow } from '../../../ml'

const { compile, dense, meanSquaredError, newNet } = nets

/** The line to learn: 100 points of y = x with a little noise, one weight and one bias, plain gradient descent. */
const line = { points: 100, noise: 0.1, rate: 0.01, batch: 32, epochs: 10 } as const

/**
 * Trains the smallest net there is, the way every net is trained here.
 * @returns whether the loss fell and the slope came closer to 1
 */
export async function learnsALine(tensorflow: LoadedTensorFlow): Promise<boolean> {
  const source = random(1)
  const x = Float32Array.from({ length: line.points }, () => source.next() * 2 - 1)
  const net = newNet()
  const layer = dense(net, 'line', 1, 1)
  const trainer = await compile(tensorflow, {
    model: net.model({
      inputs: [{ shape: [1], dtype: 'float32' }],
      outputs: 1,
      apply: (pass, [input]) => {
        if (input === undefined) throw new Error('a line has one input')
        return layer(pass, input)
      },
    }),
    loss: meanSquaredError,
    optimizer: { kind: 'sgd' },
    rows: { count: line.points, inputs: [x], targets: x.map((value) => value + line.noise * source.next()) },
    batch: line.batch,
    seed: 2,
  })
  try {
    const slope = async (): Promise<number> => (await trainer.weights()).get('line/kernel')?.[0] ?? Number.NaN
    const before = await slope()
    const losses: number[] = []
    const order = Int32Array.from({ length: line.points }, (_, row) => row)
    const rates = new Float32Array(Math.ceil(line.points / line.batch)).fill(line.rate)
    for (let epoch = 0; epoch < line.epochs; epoch += 1) {
      const steps = await trainer.steps(order, rates)
      losses.push(steps.reduce((sum, loss) => sum + loss, 0) / steps.length)
    }
    const [first = Number.NaN] = losses
    const last = losses.at(-1) ?? Number.NaN
    return last < first && Math.abs((await slope()) - 1) < Math.abs(before - 1)
  } finally {
    trainer.dispose()
  }
}

/** A net of the size that small tables get, so that the time says what training will be like. */
const timed = { inputs: 256, units: 256, batch: 256, steps: 3 } as const

/** Prepares a few steps of training to be timed. */
export async function timedTraining(
  tensorflow: LoadedTensorFlow,
): Promise<{ run: () => Promise<void>; dispose: () => void }> {
  const source = random(3)
  const { inputs, units, batch, steps } = timed
  const net = newNet()
  const [hidden, head] = [dense(net, 'hidden', inputs, units, 'relu'), dense(net, 'head', units, 1)]
  const values = Float32Array.from({ length: batch * inputs }, () => source.next() * 2 - 1)
  const trainer = await compile(tensorflow, {
    model: net.model({
      inputs: [{ shape: [inputs], dtype: 'float32' }],
      outputs: 1,
      apply: (pass, [input]) => {
        if (input === undefined) throw new Error('the net has one input')
        return head(pass, hidden(pass, input))
      },
    }),
    loss: meanSquaredError,
    optimizer: { kind: 'adam' },
    rows: { count: batch, inputs: [values], targets: values.slice(0, batch) },
    batch,
    seed: 4,
  })
  const order = Int32Array.from({ length: batch }, (_, row) => row)
  return {
    async run() {
      for (let step = 0; step < steps; step += 1) await trainer.steps(order, Float32Array.of(1e-3))
    },
    dispose: () => {
      trainer.dispose()
    },
  }
}
