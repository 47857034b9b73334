import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '#shared/errors'
import { random } from '#shared/random'
import {
  argmax,
  loadTensorFlow,
  type Examples,
  type FitContext,
  type ModelReader,
  type ModelWriter,
  type Predictor,
  type Question,
} from '../../ml'
import { fitNet, loadNet, netIds, type NetId } from './nets'
import { params as schema, type Params } from './params'

beforeAll(async () => {
  const { reason } = await loadTensorFlow()
  expect(reason).toBeUndefined()
})

interface Row {
  text: string
  label: number
}

function examples(rows: readonly Row[]): Examples {
  return {
    length: rows.length,
    rows: Int32Array.from(rows.keys()),
    labels: Int32Array.from(rows, ({ label }) => label),
    text: () => rows.map(({ text }) => text),
    number: () => new Float64Array(),
    time: () => new Float64Array(),
    columnsOf: () => [],
    column: () => ({ type: 'number', values: new Float64Array() }),
  }
}

function questionOf(classes: number, lang: Question['lang']): Question {
  const names = Array.from({ length: classes }, (_, i) => `class ${String(i)}`)
  return { classes: names, positive: classes === 2 ? 1 : null, ordinal: false, lang }
}

function fit(
  id: NetId,
  train: readonly Row[],
  validation: readonly Row[],
  question: Question,
  params: Partial<Params>,
): Promise<Predictor> {
  const context: FitContext<Params> = {
    model: id,
    train: examples(train),
    validation: examples(validation),
    question,
    params: schema.parse(params),
    seed: 4,
    signal: new AbortController().signal,
    breathe: () => Promise.resolve(),
    report: () => undefined,
    checkpoints: { load: () => Promise.resolve(null), save: () => Promise.resolve() },
  }
  return fitNet(id, context)
}

async function accuracy(predictor: Predictor, rows: readonly Row[]): Promise<number> {
  const labels = argmax(await predictor.scores(examples(rows)), predictor.width)
  return rows.filter(({ label }, i) => labels[i] === label).length / rows.length
}

class Folder implements ModelReader, ModelWriter {
  private readonly files = new Map<string, unknown>()
  private take(name: string, value: unknown): Promise<unknown> {
    if (value === undefined) return Promise.resolve(this.files.get(name))
    this.files.set(name, structuredClone(value))
    return Promise.resolve()
  }
  json(name: string): Promise<unknown>
  json(name: string, value: unknown): Promise<void>
  json(name: string, value?: unknown): Promise<unknown> {
    return this.take(name, value)
  }
  bytes(name: string): Promise<Uint8Array>
  bytes(name: string, value: Uint8Array): Promise<void>
  bytes(name: string, value?: Uint8Array): Promise<unknown> {
    return this.take(name, value)
  }
}

const verdicts = [
  ['房间太差了', '服务态度恶劣', '很脏', '再也不来', '失望'],
  ['一般般', '还行', '普普通通', '凑合', '没什么特别'],
  ['非常满意', '服务热情', '干净舒适', '下次还来', '推荐'],
]
const fillers = ['酒店离车站不远', '晚上到的', '住了两天', '前台办理入住', '早餐在二楼', '楼下有超市']

/** Chinese reviews in three classes: one verdict among sentences that say nothing. */
function reviews(count: number, seed: number): Row[] {
  const source = random(seed)
  const any = (from: readonly string[]): string => from[source.int(from.length)]!
  return Array.from({ length: count }, () => {
    const label = source.int(3)
    const around = Array.from({ length: source.int(4) }, () => any(fillers))
    return { label, text: [...around, any(verdicts[label]!), any(fillers)].join('，') }
  })
}

const small: Partial<Params> = {
  fasttextEmbedding: 16,
  fasttextEpochs: 8,
  fasttextLearningRate: 0.02,
  textcnnEmbedding: 16,
  textcnnFilters: 16,
  textcnnEpochs: 8,
  textcnnLearningRate: 0.005,
  textcnnDense: [8],
  lstmEmbedding: 16,
  lstmUnits: [16],
  lstmEpochs: 12,
  lstmPatience: 6,
  lstmLearningRate: 0.01,
  lstmMaxLength: 50,
}

describe.each(netIds)('%s', (id) => {
  it('learns three classes of Chinese reviews, and predicts the same when stored and read back', async () => {
    const question = questionOf(3, 'zh')
    const predictor = await fit(id, reviews(300, 1), reviews(60, 2), question, small)
    const unseen = reviews(100, 3)
    expect(predictor.width).toBe(3)
    expect(await accuracy(predictor, unseen)).toBeGreaterThan(0.9)

    const scores = await predictor.scores(examples(unseen))
    for (let row = 0; row < unseen.length; row++) {
      expect(scores[3 * row]! + scores[3 * row + 1]! + scores[3 * row + 2]!).toBeCloseTo(1, 5)
    }
    const folder = new Folder()
    await predictor.save(folder)
    const stored = await loadNet(id, folder, question, schema.parse(small))
    expect(await stored.scores(examples(unseen))).toEqual(scores)
    expect(stored.describe()).toEqual(predictor.describe())
    await expect(loadNet(id, folder, questionOf(2, 'zh'), schema.parse(small))).rejects.toBeInstanceOf(
      AppError,
    )
    predictor.dispose()
    stored.dispose()
  })

  it('says which pieces of a text decided', async () => {
    const predictor = await fit(id, reviews(300, 1), reviews(60, 2), questionOf(3, 'zh'), small)
    const text = ' 晚上到的， 再也不來。Ｏ\n'
    const pieces = await predictor.explainText!(text, 0)
    expect(pieces.map((piece) => piece.text).join('')).toBe(text)
    const strongest = pieces.toSorted((a, b) => b.push - a.push)[0]!
    expect('再也不來').toContain(strongest.text.trim())
    expect(await predictor.explainText!('', 0)).toEqual([])
    expect(await predictor.explainText!(' \n', 0)).toEqual([{ text: ' \n', push: 0 }])
    const long = '服务热情。'.repeat(300)
    const many = await predictor.explainText!(long, 2)
    expect(many.map((piece) => piece.text).join('')).toBe(long)
    predictor.dispose()
  })

  it('scores a short text the same alone and among long ones', async () => {
    const predictor = await fit(id, reviews(150, 1), reviews(60, 2), questionOf(3, 'zh'), {
      ...small,
      [`${id}Epochs`]: 2,
    })
    const short = { text: '很脏，失望', label: 0 }
    const long = { text: '酒店离车站不远，'.repeat(40), label: 0 }
    const alone = await predictor.scores(examples([short]))
    const among = await predictor.scores(examples([long, short, long]))
    alone.forEach((p, i) => expect(among[3 + i]).toBeCloseTo(p, 6))
    expect(among[0]).not.toBeCloseTo(among[3]!, 4)
    predictor.dispose()
  })

  it('scores texts without any known token, and learns without a validation part', async () => {
    const predictor = await fit(id, reviews(120, 1), [], questionOf(3, 'zh'), {
      ...small,
      [`${id}Epochs`]: 1,
    })
    const scores = await predictor.scores(
      examples([
        { text: '', label: 0 },
        { text: '🙂 xyz', label: 0 },
      ]),
    )
    expect([...scores].every((p) => p > 0 && p < 1)).toBe(true)
    predictor.dispose()
  })
})

it('reads what stands far from the end: a short text in a long row is not washed out by padding', async () => {
  const source = random(8)
  const words = ['so', 'then', 'went', 'there', 'with', 'them', 'once', 'more']
  const opinions = ['awful', 'great']
  const rows = (count: number): Row[] =>
    Array.from({ length: count }, () => {
      const label = source.int(2)
      const rest = Array.from({ length: source.int(6) }, () => words[source.int(words.length)]!)
      return { label, text: [opinions[label]!, ...rest].join(' ') }
    })
  // One text of eighty words makes every row eighty long.
  const train = [...rows(300), { label: 1, text: `great ${'so '.repeat(79)}` }]
  const params = { ...small, lstmMaxLength: 80, lstmEpochs: 6 }
  const predictor = await fit('lstm', train, rows(60), questionOf(2, 'en'), params)
  expect(predictor.describe()).toMatchObject({ length: 80 })
  expect(await accuracy(predictor, rows(100))).toBeGreaterThan(0.97)
  predictor.dispose()
})

it('reads in both directions, through two layers', async () => {
  const params = { ...small, lstmBidirectional: true, lstmUnits: [12, 8] }
  const predictor = await fit('lstm', reviews(300, 1), reviews(60, 2), questionOf(3, 'zh'), params)
  expect(await accuracy(predictor, reviews(100, 3))).toBeGreaterThan(0.9)
  predictor.dispose()
})

it('names the tokens that push, where the net is a line', async () => {
  const predictor = await fit('fasttext', reviews(300, 1), reviews(60, 2), questionOf(3, 'zh'), small)
  const pushes = predictor.pushes!(12)
  expect(pushes.length).toBe(3)
  const said = pushes[2]!.towards.map(({ feature }) => feature.replace(' ', ''))
  const telling = said.filter((token) => verdicts[2]!.some((verdict) => verdict.includes(token)))
  expect(telling.length).toBeGreaterThan(6)
  predictor.dispose()
})

it('learns its vocabulary on train alone', async () => {
  const predictor = await fit(
    'textcnn',
    reviews(100, 1),
    [{ text: '龘靐齉爩'.repeat(9), label: 0 }],
    questionOf(3, 'zh'),
    {
      ...small,
      textcnnEpochs: 1,
    },
  )
  const folder = new Folder()
  await predictor.save(folder)
  const { vocabulary } = (await folder.json('net.json')) as { vocabulary: string[] }
  expect(vocabulary).toContain('房')
  expect(vocabulary).not.toContain('龘')
  predictor.dispose()
})

const csv = resolve(
  import.meta.dirname,
  '../../../../../shared/data/sentiment-en/uci_sentiment_labelled/uci_sentiment_labelled.csv',
)

describe.skipIf(!existsSync(csv))('on English sentences (skipped where ../shared/data is missing)', () => {
  const source = random(21)
  const rows = existsSync(csv)
    ? parse<{ sentence: string; label: string }>(readFileSync(csv), { columns: true }).map((row) => ({
        text: row.sentence,
        label: Number(row.label),
      }))
    : []
  source.shuffle(rows)
  const [train, validation, test] = [rows.slice(0, 1800), rows.slice(1800, 2100), rows.slice(2100)]

  it.each([
    ['fasttext', 0.74],
    ['textcnn', 0.74],
    ['lstm', 0.68],
  ] as const)('%s does better than %f', async (id, bar) => {
    const params = { textcnnMaxLength: 40, lstmMaxLength: 30, fasttextMaxLength: 40, lstmEpochs: 4 }
    const predictor = await fit(id, train, validation, questionOf(2, 'en'), params)
    expect(await accuracy(predictor, test)).toBeGreaterThan(bar)
    predictor.dispose()
  })
})
