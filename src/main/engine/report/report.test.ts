import { describe, expect, it } from 'vitest'
import { langs } from '#shared/lang'
import type { Manifest } from '#shared/manifest'
import type { ClassificationDetail, Judgement, Measured, ModelResult } from '#shared/results'
import { buildReport, renderReport, type ReportInput } from './index'

const hostile = `<img src=x onerror=alert(1)>"'&</style><script>alert(2)</script>`

const share = (value: number): Measured => ({ value, low: value - 0.02, high: value + 0.02, n: 1165 })

function model(
  id: string,
  kind: ModelResult['kind'],
  value: number,
  difference: ModelResult['difference'],
  verdict: ModelResult['verdict'],
): ModelResult {
  return {
    id,
    name: id,
    kind,
    seconds: 1.5,
    msPerRow: { p50: 0.2, p95: 0.4 },
    bytes: 1_200_000,
    metrics: {
      macroF1: share(value),
      accuracy: share(value),
      ece: { value: 0.01, low: null, high: null, n: 1165 },
    },
    difference,
    verdict,
  }
}

const detail: ClassificationDetail = {
  classes: [hostile, 'good'],
  positive: 1,
  confusion: [
    [301, 66],
    [71, 727],
  ],
  report: {
    classes: [
      { label: hostile, precision: 0.81, recall: 0.82, f1: 0.815, support: 367 },
      { label: 'good', precision: 0.917, recall: 0.911, f1: 0.914, support: 798 },
    ],
    macro: { precision: 0.86, recall: 0.866, f1: 0.864, support: 1165 },
    weighted: { precision: 0.88, recall: 0.882, f1: 0.882, support: 1165 },
    micro: { precision: 0.88, recall: 0.882, f1: 0.882, support: 1165 },
    accuracy: 0.882,
    kappa: 0.73,
    mcc: 0.73,
    logLoss: 0.29,
  },
  reliability: [0.1, 0.3, 0.5, 0.7, 0.9].map((score) => ({
    meanScore: score,
    share: score + 0.02,
    low: score - 0.05,
    high: Math.min(1, score + 0.07),
    n: 200,
  })),
  roc: [0, 0.05, 0.1, 0.3, 1].map((fpr) => ({ fpr, tpr: fpr ** 0.2 })),
  pr: [0, 0.5, 0.8, 1].map((recall) => ({ recall, precision: 1 - 0.4 * recall ** 3 })),
  coverage: [0.5, 0.6, 0.7, 0.8, 0.9].map((threshold, index) => ({
    threshold,
    coverage: 1 - 0.18 * index,
    accuracy: 0.88 + 0.02 * index,
    low: 0.86 + 0.02 * index,
    high: 0.9 + 0.02 * index,
  })),
  slices: [],
  calibration: 'platt',
}

const judgement: Judgement = {
  createdAt: '2026-11-22T03:00:00Z',
  dataVersion: 'v1',
  split: { kind: 'stratified', train: 4659, validation: 776, test: 1165, vault: 1165 },
  seed: 7,
  device: { rung: 'tensorflow-cpu', name: 'TensorFlow 2.21 · CPU' },
  headline: 'macroF1',
  bestBaseline: 'lexicon',
  best: 'textcnn',
  tied: ['tfidf-logreg'],
  recommended: 'tfidf-logreg',
  models: [
    model('majority', 'baseline', 0.407, null, null),
    model('lexicon', 'baseline', 0.704, null, null),
    model('tfidf-logreg', 'model', 0.872, { value: 0.168, low: 0.149, high: 0.184 }, 'better'),
    model('fasttext', 'model', 0.716, { value: 0.012, low: -0.014, high: 0.038 }, 'not-proven'),
    model('textcnn', 'model', 0.65, { value: -0.054, low: -0.08, high: -0.03 }, 'worse'),
  ],
  details: { 'tfidf-logreg': detail },
  detectable: 0.021,
  rowsToSeparate: 2400,
  bar: { metric: 'macroF1', value: 0.85, met: 'yes' },
  warnings: [{ code: 'quick-preset', params: {} }],
}

const words = {
  name: 'Sentiment',
  question: 'What do people feel?',
  models: Object.fromEntries(judgement.models.map(({ id }) => [id, { name: `Model ${id}` }])),
  roles: { text: { name: 'Text' }, label: { name: 'Label' } },
  limits: { sarcasm: 'Sarcasm is read literally.' },
}

const manifest: Manifest = {
  id: 'sentiment',
  version: 1,
  roles: { text: { accepts: ['text'], required: true }, label: { accepts: ['text'], required: true } },
  params: {},
  defaults: {},
  quick: {},
  presets: [],
  steps: [],
  headline: 'macroF1',
  metrics: [
    { id: 'macroF1', format: 'share', higherIsBetter: true, interval: 'bootstrap' },
    { id: 'accuracy', format: 'share', higherIsBetter: true, interval: 'wilson' },
    { id: 'ece', format: 'share', higherIsBetter: false, interval: 'none' },
  ],
  models: [],
  checks: [],
  samples: [],
  messages: { en: words, 'zh-CN': words },
}

const input: ReportInput = {
  state: {
    id: 'p',
    path: 'p',
    name: hostile,
    template: 'sentiment',
    createdAt: '2026-11-22T02:00:00Z',
    goal: {
      decision: hostile,
      bar: 0.85,
      missCost: 12,
      falseAlarmCost: null,
      abstain: true,
      abstainBelow: 0.7,
    },
    versions: [
      {
        id: 'v1',
        number: 1,
        createdAt: '2026-11-22T02:00:00Z',
        fileName: `${hostile}.csv`,
        sourceHash: 'f'.repeat(64),
        encoding: 'utf-8',
        delimiter: ',',
        rows: { read: 7766, used: 7765, refused: 1 },
        columns: [{ name: hostile, type: 'text', nulls: 1, distinct: 7700, lost: 0 }],
        sealed: true,
      },
    ],
    version: 'v1',
    mapping: {
      roles: { text: [hostile], label: ['label'] },
      positive: 'good',
      order: null,
      rating: null,
      params: {},
      guessed: [],
    },
    split: null,
    checks: null,
    remedies: [],
    runs: [],
    judgement,
    chosen: null,
    vault: { opened: [] },
    ledgerCount: 5,
    steps: [],
    interrupted: null,
  },
  manifest,
  curves: [
    {
      model: 'textcnn',
      bestEpoch: 3,
      points: [1, 2, 3, 4, 5].map((epoch) => ({
        epoch,
        loss: 0.7 / epoch,
        validationLoss: 0.4 + 0.02 * (epoch - 3) ** 2,
      })),
    },
  ],
  mistakes: [{ row: 4, text: hostile, truth: 'good', predicted: hostile, score: 0.98 }],
  built: { 'tfidf-logreg': { features: 120_345, 'n-grams': '1–4' } },
  versions: { plumbline: '0.1.0', node: '24.21.0', tensorflow: '2.21.0', platform: 'linux x64' },
  at: '2026-11-22T03:00:00Z',
}

describe('report', () => {
  it.each(langs)('opens with the verdict about the recommended model, with its intervals (%s)', (lang) => {
    const [first] = buildReport(input, lang).sections
    const finding = first?.blocks[0]
    expect(finding).toMatchObject({ kind: 'finding', tone: 'better' })
    const text = finding?.kind === 'finding' ? `${finding.bold} ${finding.rest}` : ''
    expect(text).toContain('Model tfidf-logreg')
    expect(text).toContain('0.872')
    expect(text).toContain('0.852 – 0.892')
  })

  it('lets no text of the data become markup', () => {
    const html = renderReport(input, 'en')
    expect(html).not.toMatch(/<img|<script|onerror=alert\(1\)>"/)
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;')
  })

  it('is one page without requests: every picture is inside', () => {
    const html = renderReport(input, 'zh-CN')
    expect(html.match(/<svg/g)?.length).toBe(6)
    expect(html).not.toMatch(/(src|href)\s*=\s*"?https?:/)
  })

  it('draws the verdict it prints: every model of the table has its mark', () => {
    const html = renderReport(input, 'en')
    for (const said of ['▲ better', '● not proven', '▼ worse']) expect(html).toContain(said)
  })

  it('says that nothing was trained instead of writing an empty report', () => {
    const state = { ...input.state, judgement: null }
    expect(() => renderReport({ ...input, state }, 'en')).toThrow(/no-model/)
  })
})
