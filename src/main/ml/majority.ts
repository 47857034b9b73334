import type { Examples, ModelReader, ModelWriter, Predictor } from './predictor'

/** The baseline of every classification: each row gets the shares of the classes in train, so the commonest wins. */
export function fitMajority(train: Examples, classes: number): Predictor {
  const shares = new Float64Array(classes)
  for (const label of train.labels) shares[label] = (shares[label] ?? 0) + 1 / train.length
  return majority([...shares])
}

export async function loadMajority(reader: ModelReader): Promise<Predictor> {
  return majority((await reader.json('shares.json')) as number[])
}

function majority(shares: number[]): Predictor {
  return {
    width: shares.length,
    scores: (examples: Examples) => {
      const scores = new Float64Array(examples.length * shares.length)
      for (let row = 0; row < examples.length; row += 1) scores.set(shares, row * shares.length)
      return Promise.resolve(scores)
    },
    describe: () => ({ classes: shares.length }),
    save: (writer: ModelWriter) => writer.json('shares.json', shares),
    dispose: () => undefined,
  }
}
