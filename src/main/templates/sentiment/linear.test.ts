import { describe, expect, it } from 'vitest'
import {
  accuracyOf,
  contextOf,
  examplesOf,
  hasSet,
  memoryFolder,
  questionOf,
  readSet,
  split,
} from '../../../../tests/helpers/texts'
import type { Predictor } from '../../ml'
import { sentiment } from '.'

const params = sentiment.parseParams({})

function planted(rows: number): { text: string; label: string }[] {
  const words = { bad: ['差', '脏', '失望'], fair: ['一般', '凑合', '还行'], good: ['满意', '干净', '喜欢'] }
  const labels = ['bad', 'fair', 'good'] as const
  return Array.from({ length: rows }, (_, i) => {
    const label = labels[i % 3]!
    const place = ['房间', '早餐', '前台', '位置'][i % 4]!
    return { text: `第${i % 17}次来，${place}${words[label][(i * 7) % 3]!}。`, label }
  })
}

describe.skipIf(!hasSet('hotels'))('on real hotel reviews (../shared/data)', () => {
  const rows = hasSet('hotels') ? readSet('hotels') : []
  const question = questionOf(rows, 'zh')
  const parts = split(rows, 1)
  const [train, validation, test] = [parts.train, parts.validation, parts.test].map((part) =>
    examplesOf(part, question.classes),
  ) as [ReturnType<typeof examplesOf>, ReturnType<typeof examplesOf>, ReturnType<typeof examplesOf>]
  const fitted = new Map<string, Promise<Predictor>>()
  const fit = (model: string): Promise<Predictor> => {
    const known = fitted.get(model)
    if (known) return known
    const made = sentiment.fit(contextOf({ model, train, validation, question, params }))
    fitted.set(model, made)
    return made
  }

  it.each([
    ['majority', 0.66, 0.72],
    ['lexicon', 0.8, 0.87],
    ['tfidf-logreg', 0.87, 0.95],
    ['nb-svm', 0.88, 0.95],
  ])('%s reaches what it should on the test part', async (model, low, high) => {
    const accuracy = await accuracyOf(await fit(model), test)
    expect(accuracy).toBeGreaterThan(low)
    expect(accuracy).toBeLessThan(high)
  })

  it('finds the words that push each way', async () => {
    const [negative, positive] = (await fit('tfidf-logreg')).pushes!(20)
    const words = (pushes: { feature: string }[]): string[] => pushes.map(({ feature }) => feature)
    expect(words(positive!.towards)).toContain('不错')
    expect(words(positive!.against)).toContain('差')
    expect(words(negative!.towards)).toEqual(words(positive!.against))
    const listed = words(positive!.towards)
    expect(listed).toHaveLength(20)
    expect(listed.filter((word) => listed.some((other) => other !== word && other.includes(word)))).toEqual(
      [],
    )
    expect(listed.every((word) => !/[，。,.]/.test(word))).toBe(true)
  })

  it('explains one text by pieces that are the whole text', async () => {
    const text = '房間很乾淨，ＷｉＦｉ 不好用😡……下次還來'
    for (const model of ['lexicon', 'tfidf-logreg', 'nb-svm']) {
      const predictor = await fit(model)
      const pieces = await predictor.explainText!(text, 1)
      expect(pieces.map((piece) => piece.text).join('')).toBe(text)
      const push = (word: string): number => pieces.find((piece) => piece.text.includes(word))!.push
      expect(push('乾淨')).toBeGreaterThan(0)
      expect(push('不')).toBeLessThan(0)
      const against = await predictor.explainText!(text, 0)
      expect(against.map((piece) => 0 - piece.push)).toEqual(pieces.map((piece) => 0 + piece.push))
    }
  })

  it('explains what the score is made of: the pushes add up to it, less the intercept', async () => {
    const predictor = await fit('tfidf-logreg')
    const logit = async (text: string): Promise<number> => {
      const [, p] = await predictor.scores(examplesOf([{ text, label: '1' }], question.classes))
      return Math.log(p! / (1 - p!))
    }
    const text = '服务态度很差，再也不来了'
    const sum = (await predictor.explainText!(text, 1)).reduce((total, { push }) => total + push, 0)
    expect(sum).toBeCloseTo((await logit(text)) - (await logit('')), 4)
  })
})

describe('beyond two classes', () => {
  const rows = planted(300)
  const question = questionOf(rows, 'zh')
  const train = examplesOf(rows.slice(0, 200), question.classes)
  const validation = examplesOf(rows.slice(200, 240), question.classes)
  const test = examplesOf(rows.slice(240), question.classes)

  it.each(['tfidf-logreg', 'nb-svm'])('%s separates three classes that differ in a word', async (model) => {
    const predictor = await sentiment.fit(contextOf({ model, train, validation, question, params }))
    expect(predictor.width).toBe(3)
    expect(await accuracyOf(predictor, test)).toBeGreaterThan(0.95)
    const scores = await predictor.scores(test)
    for (let row = 0; row < test.length; row += 1) {
      const sum = scores.subarray(3 * row, 3 * row + 3).reduce((total, score) => total + score, 0)
      expect(sum).toBeCloseTo(1, 12)
    }
  })

  it('the lexicon puts them in order by bins learnt on train', async () => {
    const predictor = await sentiment.fit(
      contextOf({ model: 'lexicon', train, validation, question, params }),
    )
    expect(await accuracyOf(predictor, test)).toBeGreaterThan(0.6)
    const pieces = await predictor.explainText!('前台差', question.classes.indexOf('bad'))
    expect(pieces.at(-1)).toMatchObject({ text: '差' })
    expect(pieces.at(-1)!.push).toBeGreaterThan(0)
  })

  it('chooses its strength without a validation part too', async () => {
    const none = examplesOf([], question.classes)
    const predictor = await sentiment.fit(
      contextOf({ model: 'tfidf-logreg', train, validation: none, question, params }),
    )
    expect(await accuracyOf(predictor, test)).toBeGreaterThan(0.95)
  })

  it.each(['tfidf-logreg', 'nb-svm'])('%s learns all but its strength from train alone', async (model) => {
    const stored = async (other: typeof validation, settings: typeof params): Promise<Uint8Array[]> => {
      const folder = memoryFolder()
      const context = contextOf({ model, train, validation: other, question, params: settings })
      await (await sentiment.fit(context)).save(folder)
      return Promise.all(
        ['names.txt', 'hash-a.i32', 'hash-b.i32', 'idf.f32', 'weights.f32'].map((name) => folder.bytes(name)),
      )
    }
    const one = sentiment.parseParams({ strengths: [3] })
    expect(await stored(test, one)).toEqual(await stored(validation, one))
    const [names, ...rest] = await stored(test, params)
    expect([names, ...rest.slice(0, 3)]).toEqual((await stored(validation, params)).slice(0, 4))
  })

  it('says that a model file was damaged', async () => {
    const folder = memoryFolder()
    const predictor = await sentiment.fit(contextOf({ model: 'nb-svm', train, validation, question, params }))
    await predictor.save(folder)
    await folder.bytes('weights.f32', new Uint8Array(12))
    await expect(sentiment.load('nb-svm', folder, question, params)).rejects.toMatchObject({
      code: 'model-damaged',
    })
  })
})
