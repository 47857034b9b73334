import { setImmediate } from 'node:timers/promises'
import type { Push } from '#shared/results'
import { nets, type Examples, type LoadedTensorFlow, type ModelWriter, type Predictor } from '../../ml'
import { tokenStarts, tokensOf, type Encoder, type Reading } from './nets-text'

/** Pieces that a text is explained in at most: each costs one more reading of the text. */
const mostPieces = 150

/** Texts scored together: enough to fill two cores, little memory. */
const rowsAtOnce = 256

const lengthAt = (tokens: readonly (readonly string[])[], row: number): number => tokens[row]?.length ?? 0

/** A trained net of the sentiment ladder. */
export class NetPredictor implements Predictor {
  readonly width: number
  /** Where a net is a line through mean vectors, each token has a weight of its own per class. */
  readonly pushes?: NonNullable<Predictor['pushes']>
  private readonly net: nets.Inference

  constructor(
    tensorflow: LoadedTensorFlow,
    private readonly model: nets.Model,
    private readonly weights: ReadonlyMap<string, Float32Array>,
    private readonly reading: Reading,
    private readonly encoder: Encoder,
    private readonly facts: Record<string, string | number>,
  ) {
    this.width = model.outputs
    if (facts['net'] === 'fasttext')
      this.pushes = (limit) => tokenPushes(weights, encoder.vocabulary, this.width, limit)
    this.net = nets.inference(tensorflow, { model, loss: nets.softmaxCrossEntropy, weights })
  }

  async scores(examples: Examples, signal?: AbortSignal): Promise<Float64Array> {
    const tokens = examples.text('text').map((text) => tokensOf(text, this.reading))
    return this.scoresOf(tokens, async () => {
      await setImmediate()
      signal?.throwIfAborted()
    })
  }

  private async scoresOf(
    tokens: readonly (readonly string[])[],
    breathe?: () => Promise<void>,
  ): Promise<Float64Array> {
    const scores = new Float64Array(tokens.length * this.width)
    // Short texts together, so that nobody waits for the padding of the longest.
    const byLength = [...tokens.keys()].sort((a, b) => lengthAt(tokens, a) - lengthAt(tokens, b))
    for (let first = 0; first < byLength.length; first += rowsAtOnce) {
      const rows = byLength.slice(first, first + rowsAtOnce)
      const texts = rows.map((row) => tokens[row] as readonly string[])
      const length = this.encoder.lengthFor(texts)
      const ids = this.encoder.encode(texts, length)
      const found = await this.net.predict([ids], rows.length, breathe, [[length]])
      rows.forEach((row, i) => {
        scores.set(found.subarray(i * this.width, (i + 1) * this.width), row * this.width)
      })
    }
    return scores
  }

  /**
   * By leaving out: a piece pushes as much as the log-odds of the class fall when its tokens are not there. Tokens
   * beyond the length the net reads push nothing.
   */
  async explainText(text: string, label: number): Promise<{ text: string; push: number }[]> {
    const tokens = tokensOf(text, this.reading)
    if (tokens.length === 0) return text === '' ? [] : [{ text, push: 0 }]
    const starts = tokenStarts(text, tokens, this.reading)
    const each = Math.ceil(tokens.length / mostPieces)
    const firsts = tokens.map((_, i) => i).filter((i) => i % each === 0)
    const without = firsts.map((first) => tokens.toSpliced(first, each))
    const scores = await this.scoresOf([tokens, ...without])
    const logOdds = (row: number): number => {
      const p = scores[row * this.width + label] as number
      const inside = Math.min(Math.max(p, surest), 1 - surest)
      return Math.log(inside / (1 - inside))
    }
    return firsts.map((first, i) => ({
      text: text.slice(i === 0 ? 0 : starts[first], starts[first + each] ?? text.length),
      push: logOdds(0) - logOdds(i + 1),
    }))
  }

  describe(): Record<string, string | number> {
    return this.facts
  }

  async save(writer: ModelWriter): Promise<void> {
    await writer.json('net.json', {
      vocabulary: this.encoder.vocabulary,
      length: this.encoder.length,
      facts: this.facts,
    })
    await nets.saveWeights(writer, this.model, this.weights)
  }

  dispose(): void {
    this.net.dispose()
  }
}

/** Probabilities are single precision: nearer to 0 or 1 their odds are noise. */
const surest = 1e-7

/** Weight of each token for each class, against the mean of the classes: its vector through the head. */
function tokenPushes(
  weights: ReadonlyMap<string, Float32Array>,
  vocabulary: readonly string[],
  classes: number,
  limit: number,
): { towards: Push[]; against: Push[] }[] {
  const vectors = weights.get('tokens/vectors') as Float32Array
  const kernel = weights.get('head/kernel') as Float32Array
  const size = kernel.length / classes
  const firstVector = vectors.length / size - vocabulary.length
  const scored = vocabulary.map((feature, token) => {
    const start = (firstVector + token) * size
    const each = Array.from({ length: classes }, (_, label) => {
      let sum = 0
      for (let d = 0; d < size; d++)
        sum += (vectors[start + d] as number) * (kernel[d * classes + label] as number)
      return sum
    })
    const mean = each.reduce((a, b) => a + b, 0) / classes
    return { feature, weights: each.map((weight) => weight - mean) }
  })
  return Array.from({ length: classes }, (_, label) => {
    const ranked = scored
      .map(({ feature, weights: of }) => ({ feature, weight: of[label] as number }))
      .sort((a, b) => b.weight - a.weight)
    return {
      towards: ranked.slice(0, limit).filter(({ weight }) => weight > 0),
      against: ranked
        .reverse()
        .slice(0, limit)
        .filter(({ weight }) => weight < 0),
    }
  })
}
