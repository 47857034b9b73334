import type { ModelSpec } from '#shared/manifest'
import {
  fitLinearText,
  fitMajority,
  loadLinearText,
  loadMajority,
  ngramSettings,
  paceOf,
  type FitContext,
  type ModelReader,
  type Predictor,
  type Question,
} from '../../ml'
import { fitLexicon, loadLexicon } from './lexicon'
import { fitNet, loadNet } from './nets'
import { preparationOf, type Params } from './params'

/** The ladder, simplest first. */
export const models = [
  { id: 'majority', kind: 'baseline', family: 'rule' },
  { id: 'lexicon', kind: 'baseline', family: 'rule' },
  { id: 'tfidf-logreg', kind: 'model', family: 'linear' },
  { id: 'nb-svm', kind: 'model', family: 'linear' },
  { id: 'fasttext', kind: 'model', family: 'net' },
  { id: 'textcnn', kind: 'model', family: 'net' },
  { id: 'lstm', kind: 'model', family: 'net' },
] as const satisfies readonly ModelSpec[]

export type ModelId = (typeof models)[number]['id']

export async function fit(context: FitContext<Params> & { model: ModelId }): Promise<Predictor> {
  const { model, train, validation, question, params, seed } = context
  // A model that trains between two breaths is cancelled here.
  await context.breathe()
  const pace = paceOf(() => context.breathe())
  switch (model) {
    case 'majority':
      return fitMajority(train, question.classes.length)
    case 'lexicon':
      return fitLexicon(train, question, pace)
    case 'tfidf-logreg':
    case 'nb-svm':
      return fitLinearText({
        train,
        validation,
        classes: question.classes.length,
        seed,
        pace,
        settings: {
          role: 'text',
          lang: question.lang,
          preparation: preparationOf(params),
          ngrams: ngramSettings(params.ngrams, params.wordMax, params.charMax, question.lang),
          minDocuments: params.minDocuments,
          strengths: params.strengths,
          naiveBayes: model === 'nb-svm',
          interpolation: params.interpolation,
        },
        report: (done) => {
          context.report({
            done,
            epoch: null,
            epochs: null,
            rowsPerSecond: null,
            learningRate: null,
            points: [],
          })
        },
      })
    default:
      return fitNet(model, context)
  }
}

export function load(
  model: ModelId,
  reader: ModelReader,
  question: Question,
  params: Params,
): Promise<Predictor> {
  switch (model) {
    case 'majority':
      return loadMajority(reader)
    case 'lexicon':
      return loadLexicon(reader)
    case 'tfidf-logreg':
    case 'nb-svm':
      return loadLinearText(model, reader)
    default:
      return loadNet(model, reader, question, params)
  }
}
