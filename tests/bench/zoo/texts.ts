import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'csv-parse/sync'
import { random } from '../../../src/shared/random'
import type { Json } from '../../../src/shared/lang'
import { sentiment } from '../../../src/main/templates/sentiment'
import {
  Encoder,
  learnVocabulary,
  tokensOf,
  type Reading,
} from '../../../src/main/templates/sentiment/nets-text'
import { accuracyOf, contextOf, examplesOf, questionOf, type LabelledText } from '../../helpers/texts'
import type { Peer } from '../keras/peer'
import { at, mean, say, standardError, type Row } from './report'

const folder = resolve('../shared/data/text-classification/sib200_zh_en')
const seeds = [1, 2, 3]

/** Topics of sentences: 800 to train on, 204 to judge by, as the set is published. */
function read(lang: 'zh' | 'en'): { open: LabelledText[]; test: LabelledText[] } {
  const records: Record<string, string>[] = parse(readFileSync(resolve(folder, `sib200_${lang}.csv`)), {
    columns: true,
    bom: true,
  })
  const of = (test: boolean) =>
    records
      .filter(({ split }) => (split === 'test') === test)
      .map(({ text = '', category = '' }) => ({ text, label: category }))
  return { open: random(42).shuffle(of(false)), test: of(true) }
}

/** Share of train that chooses the epoch. */
const validationShare = 0.1

/** t8 and TF-IDF as the sentiment template trains them, and Keras on the token ids that our t8 reads. */
async function inLanguage(lang: 'zh' | 'en', peer: Peer | null): Promise<Row[]> {
  const { open, test } = read(lang)
  const question = questionOf(open, lang)
  const cut = Math.round(open.length * validationShare)
  const parts = { train: open.slice(cut), validation: open.slice(0, cut), test }
  const [train, validation, judgedOn] = [parts.train, parts.validation, test].map((rows) =>
    examplesOf(rows, question.classes),
  )
  if (!train || !validation || !judgedOn) throw new Error('a set has three parts')
  const counts = question.classes.map((name) => test.filter(({ label }) => label === name).length)
  const majority = Math.max(...counts) / test.length

  const preset = sentiment.manifest.presets.find(({ id }) => id === 't8')
  const fit = async (model: string, chosen: Record<string, Json>, seed: number): Promise<number> => {
    const params = sentiment.parseParams(chosen)
    const predictor = await sentiment.fit(contextOf({ model, train, validation, question, params, seed }))
    const accuracy = await accuracyOf(predictor, judgedOn)
    predictor.dispose()
    return accuracy
  }
  const own: number[] = []
  for (const seed of seeds) own.push(await fit('lstm', preset?.params ?? {}, seed))
  const tfidf = await fit('tfidf-logreg', {}, 1)

  const theirs = new Map<boolean, number[]>([
    [true, []],
    [false, []],
  ])
  if (peer) {
    const reading: Reading = {
      preparation: {
        lowercase: true,
        simplifyChinese: true,
        removePunctuation: false,
        removeDigits: false,
        removeStopWords: false,
        stemming: false,
      },
      unit: lang === 'zh' ? 'characters' : 'words',
      lang,
      bigrams: false,
      maxLength: 100,
    }
    const tokens = (rows: readonly LabelledText[]): string[][] =>
      rows.map(({ text }) => tokensOf(text, reading))
    const encoder = new Encoder(learnVocabulary(tokens(parts.train), 5000, false), false, 100)
    const ids = (rows: readonly LabelledText[]) =>
      peer.array(encoder.encode(tokens(rows)), [rows.length, 100])
    const labels = (rows: readonly LabelledText[]) =>
      peer.array(
        Int32Array.from(rows, ({ label }) => question.classes.indexOf(label)),
        [rows.length],
      )
    const given = {
      train: { x: ids(parts.train), y: labels(parts.train) },
      validation: { x: ids(parts.validation), y: labels(parts.validation) },
      test: ids(test),
    }
    for (const [masked, found] of theirs) {
      for (const seed of masked ? seeds : seeds.slice(0, 1)) {
        const shape = {
          vectors: encoder.vectors,
          length: 100,
          size: 100,
          units: 128,
          classes: question.classes.length,
          masked,
        }
        const answer = await peer.ask({
          net: 'sequence',
          shape,
          ...given,
          batch: 32,
          epochs: 10,
          patience: 10,
          seed,
        })
        const right = test.filter(({ label }, row) => {
          const scores = answer.predictions.subarray(
            row * question.classes.length,
            (row + 1) * question.classes.length,
          )
          return question.classes[scores.indexOf(Math.max(...scores))] === label
        })
        found.push(right.length / test.length)
      }
    }
  }
  say(`t8 ${lang}: ${own.map(at).join(', ')}; Keras ${[...theirs.values()].flat().map(at).join(', ')}`)
  const [masked = [], unmasked = []] = [...theirs.values()]
  const noise = 2 * Math.hypot(standardError(own), standardError(masked))
  const page = { zh: { lstm: '0.564, 0.588', tfidf: '0.770' }, en: { lstm: '0.397, 0.456', tfidf: '0.667' } }[
    lang
  ]
  return [
    {
      name: `t8 ${lang}, accuracy, mean of 3`,
      value: mean(own),
      ...(peer ? { keras: mean(masked) } : {}),
      page: page.lstm,
      bar: `each above the majority's ${majority.toFixed(2)} by 0.05`,
      ok: Math.min(...own) > majority + 0.05,
    },
    ...(peer
      ? [
          {
            name: `t8 ${lang}, short of Keras by`,
            value: mean(masked) - mean(own),
            bar: `at most ${noise.toFixed(3)}, two standard errors`,
            ok: mean(masked) - mean(own) <= noise,
          },
          {
            name: `t8 ${lang}, unmasked and padded right`,
            value: NaN,
            keras: mean(unmasked),
            page: lang === 'en' ? '0.25' : '',
          },
        ]
      : []),
    { name: `TF-IDF and LR ${lang}, accuracy`, value: tfidf, page: page.tfidf },
  ]
}

export async function texts(peer: Peer | null): Promise<Row[]> {
  if (!existsSync(folder)) {
    say(`t8 is not measured: the sentences are not in ${folder}.`)
    return []
  }
  return [...(await inLanguage('zh', peer)), ...(await inLanguage('en', peer))]
}
