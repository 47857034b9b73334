import { describe, expect, it } from 'vitest'
import { tableFromColumns } from '../../data'
import { makeExamples } from '../../engine/trainer/examples'
import { contextOf, memoryFolder } from '../../../../tests/helpers/texts'
import { rankingJudge } from '../judge'
import type { Examples } from '../predictor'
import { loadTensorFlow } from '../tensorflow'
import { fitRecommender, loadRecommender, type RecommendSettings } from '.'
import type { MethodId } from './settings'
import { keyOf } from './keys'
import { at, never, notAsked, width } from './layout'
import { diversified, diversityOf, highest, rankOf } from './lists'
import { readLog } from './log'
import { measuresOf, ndcgAt, recallAt } from './measures'
import { coCounts } from './methods/gram'
import { easeWeights } from './methods/ease'
import { invert, invertHere } from './methods/invert'

const minute = 60_000
type Event = [user: string, item: string, time: number, rating?: number, text?: string]

function examples(events: readonly Event[], past?: Examples): Examples {
  const table = tableFromColumns([
    { name: 'user', type: 'text', values: events.map(([user]) => user) },
    { name: 'item', type: 'text', values: events.map(([, item]) => item) },
    { name: 'time', type: 'time', values: Float64Array.from(events, ([, , time]) => time * minute) },
    { name: 'rating', type: 'number', values: Float64Array.from(events, ([, , , r]) => r ?? Number.NaN) },
    { name: 'text', type: 'text', values: events.map(([, , , , text]) => text ?? '') },
  ])
  const rated = events.some(([, , , rating]) => rating !== undefined)
  const said = events.some(([, , , , text]) => text !== undefined)
  const roles = {
    user: ['user'],
    item: ['item'],
    time: ['time'],
    rating: rated ? ['rating'] : [],
    itemText: said ? ['text'] : [],
  }
  const rows = Int32Array.from(events.keys())
  return { ...makeExamples(table, roles, rows, new Int32Array(0)), ...(past === undefined ? {} : { past }) }
}

const reading = {
  eventKinds: [],
  likedFrom: null,
  sessionMinutes: 30,
  ratingScale: 'as-is',
  lastOnly: false,
} as const
const net = {
  size: 8,
  dropout: 0,
  optimizer: 'adam',
  learningRate: 0.01,
  schedule: 'constant',
  weightDecay: 0,
  negatives: 8,
  batch: 32,
  epochs: 3,
  patience: 3,
} as const
const settings: RecommendSettings = {
  reading,
  repeats: false,
  leaveOut: [],
  core: 1,
  halfLives: [1, 30],
  knn: { neighbours: 50, shrink: [0] },
  ease: { l2: [1], mostItems: 100 },
  ials: { size: 8, unobserved: [0.1], l2: [0.01], epochs: 5 },
  bpr: { size: 8, learningRate: 0.1, l2: [0.001], epochs: 20 },
  bias: { shrink: [2] },
  svdpp: { size: 4, learningRate: 0.02, l2: 0.02, epochs: 10 },
  twoTower: { ...net, past: 10, hidden: 16, itemDropout: 0.3, epochs: 20 },
  sasrec: { ...net, length: 8, blocks: 1 },
}
const question = { classes: [], positive: null, ordinal: false, lang: 'other' as const }

/** Two tastes: even users take a-items, odd ones b-items, each all but two of ten; one item that all take. */
function tastes(users: number): Event[] {
  return Array.from({ length: users }, (_, u) => {
    const taste = u % 2 === 0 ? 'a' : 'b'
    const left = [u % 10, (u + 3) % 10]
    return Array.from({ length: 10 }, (_, i): Event | null =>
      left.includes(i)
        ? null
        : [
            `u${String(u)}`,
            `${taste}${String(i)}`,
            100 * u + i,
            taste === 'a' ? 5 : 2,
            `${taste} thing ${String(i)}`,
          ],
    ).filter((event) => event !== null)
  }).flat()
}

const fit = (model: MethodId, change: Partial<RecommendSettings> = {}) => {
  const train = examples(tastes(60))
  const validation = examples([
    ['u0', 'a0', 9000, 5],
    ['u1', 'b1', 9000, 2],
  ])
  return fitRecommender(model, contextOf({ model, train, validation, question, params: null }), {
    ...settings,
    ...change,
  })
}

describe('a log', () => {
  it('counts the same item once a session, and again after it', () => {
    const events: Event[] = [
      ['u', 'x', 0],
      ['u', 'x', 20],
      ['u', 'x', 100],
      ['u', 'y', 101],
    ]
    const log = readLog(examples(events), reading, 1)
    expect(log.dropped.repeated).toBe(1)
    expect([...log.sequences.values].map((item) => log.catalogue.ids[item])).toEqual(['x', 'x', 'y'])
    expect(log.sets.values).toHaveLength(2)
  })

  it('leaves out of training who and what is below the k-core, and keeps their items in the catalogue', () => {
    const events: Event[] = [
      ['u', 'x', 0],
      ['u', 'y', 1],
      ['v', 'x', 2],
      ['v', 'y', 3],
      ['w', 'z', 4],
    ]
    const log = readLog(examples(events), reading, 2)
    expect(log.users).toEqual(['u', 'v'])
    expect(log.dropped).toMatchObject({ users: 1, items: 1 })
    expect(log.catalogue.ids).toEqual(['x', 'y', 'z'])
    expect(log.catalogue.learnt).toBe(2)
  })

  it('reads events in order of time, whatever the order of the rows', () => {
    const log = readLog(
      examples([
        ['u', 'later', 5],
        ['u', 'first', 1],
      ]),
      reading,
      1,
    )
    expect([...log.sequences.values].map((item) => log.catalogue.ids[item])).toEqual(['first', 'later'])
  })
})

describe('lists', () => {
  it('orders by score, and equal scores by place, as ranks do', () => {
    const scores = Float32Array.of(1, 3, 3, -Infinity, 2)
    expect([...highest(scores, 3)]).toEqual([1, 2, 4])
    expect([1, 2, 4, 0].map((item) => rankOf(scores, item, 0, 5))).toEqual([1, 2, 3, 4])
  })

  it('takes different items as it is asked to', () => {
    const vectors = { size: 2, values: Float32Array.of(1, 0, 1, 0, 0, 1) }
    const [all, scores] = [Int32Array.of(0, 1, 2), [3, 2.9, 1]]
    expect([...diversified(all, scores, vectors, 2, 0)]).toEqual([0, 1])
    expect([...diversified(all, scores, vectors, 2, 0.7)]).toEqual([0, 2])
    expect(diversityOf([0, 1], vectors)).toBeCloseTo(0)
    expect(diversityOf([0, 2], vectors)).toBeCloseTo(1)
  })

  it('measures as the definitions do', () => {
    // Places 1 and 3 of two: (1 + 1/2) / (1 + 1/log2 3).
    expect(ndcgAt([1, 3], 20)).toBeCloseTo(1.5 / (1 + 1 / Math.log2(3)), 12)
    expect(recallAt([1, 25, never], 20)).toBeCloseTo(1 / 3)
    expect(
      recallAt(
        Array.from({ length: 40 }, (_, i) => i + 1),
        20,
      ),
    ).toBe(1)
  })
})

describe('EASE', () => {
  it('inverts as well by halves in single precision as at once in double', async () => {
    const { tf } = await loadTensorFlow()
    const n = 300
    const root = Float64Array.from({ length: n * n }, (_, i) => Math.sin(i * 12.9898) % 1)
    const matrix = new Float64Array(n * n)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = i === j ? 5 : 0
        for (let k = 0; k < n; k++) sum += ((root[i * n + k] as number) * (root[j * n + k] as number)) / n
        matrix[i * n + j] = sum
      }
    }
    const found = await invert(tf, Float32Array.from(matrix), n, () => Promise.resolve())
    const exact = invertHere(matrix.slice(), n)
    const worst = exact.reduce((most, value, i) => Math.max(most, Math.abs(value - (found[i] as number))), 0)
    expect(worst).toBeLessThan(1e-5)
    // And it is an inverse.
    let product = 0
    for (let k = 0; k < n; k++) product += (matrix[k] as number) * (exact[k * n] as number)
    expect(product).toBeCloseTo(1, 9)
  })

  it('has the weights of its closed form', async () => {
    const log = readLog(
      examples([
        ['u', 'x', 0],
        ['u', 'y', 1],
        ['v', 'x', 2],
      ]),
      reading,
      1,
    )
    const { tf } = await loadTensorFlow()
    const counts = await coCounts(log, () => Promise.resolve())
    expect([...counts]).toEqual([2, 1, 1, 1])
    // G = [[3, 1], [1, 2]], P = [[2, −1], [−1, 3]] / 5: B_xy = 1/3, B_yx = 1/2.
    const weights = await easeWeights(tf, counts, 2, 1, () => Promise.resolve())
    expect(weights.values[0]).toBe(0)
    expect(weights.values[1]).toBeCloseTo(1 / 3, 6)
    expect(weights.values[2]).toBeCloseTo(1 / 2, 6)
  })

  it('refuses more items than fit, by name', async () => {
    await expect(fit('ease', { ease: { l2: [1], mostItems: 10 } })).rejects.toMatchObject({
      code: 'too-many-items',
      params: { limit: 10 },
    })
  })
})

describe.each(['item-knn', 'ease', 'ials', 'bpr', 'two-tower'] as const)('%s', (model) => {
  it('gives a stranger with a taste what others of that taste have', async () => {
    const predictor = await fit(model)
    const ask = { rows: null, fresh: [], k: 5, diversity: 0, reasons: 2 }
    const { items, from } = await predictor.recommender!.recommend({
      ...ask,
      user: null,
      history: ['b1', 'b2', 'b3'],
    })
    expect(from).toBe('history')
    expect(items.filter(({ id }) => id.startsWith('b')).length).toBeGreaterThanOrEqual(4)
    expect(items.map(({ id }) => id)).not.toContain('b1')
    for (const { reasons } of items) for (const { id } of reasons) expect(['b1', 'b2', 'b3']).toContain(id)
    predictor.dispose()
  })
})

it('answers somebody of whom nothing is known with what is popular, and says so', async () => {
  const predictor = await fit('ease')
  const ask = { rows: null, fresh: [], k: 3, diversity: 0, reasons: 3, user: 'nobody', history: null }
  const found = await predictor.recommender!.recommend(ask)
  expect(found.from).toBe('popular')
  expect(found.items).toHaveLength(3)
  const unknown = await predictor.recommender!.recommend({ ...ask, history: ['no such item', 'a1'] })
  expect(unknown.unknown).toEqual(['no such item'])
  expect(unknown.from).toBe('history')
})

it('keeps items out of lists that must not be recommended', async () => {
  const predictor = await fit('item-knn', { leaveOut: ['b5', 'b6'] })
  const ask = { user: null, history: ['b1', 'b2'], rows: null, fresh: [], k: 20, diversity: 0, reasons: 0 }
  const ids = (await predictor.recommender!.recommend(ask)).items.map(({ id }) => id)
  expect(ids).not.toContain('b5')
  expect(ids).toContain('b7')
})

it('places an item that nobody touched by its words alone', async () => {
  const predictor = await fit('two-tower')
  const fresh = [
    { id: 'new a', text: 'a thing 1' },
    { id: 'new b', text: 'b thing 1' },
  ]
  const ask = {
    user: null,
    history: ['a1', 'a2', 'a3', 'a4'],
    rows: null,
    fresh,
    k: 22,
    diversity: 0,
    reasons: 0,
  }
  const ids = (await predictor.recommender!.recommend(ask)).items.map(({ id }) => id)
  expect(ids.indexOf('new a')).toBeGreaterThanOrEqual(0)
  expect(ids.indexOf('new a')).toBeLessThan(ids.indexOf('new b'))
  predictor.dispose()
})

describe('rows of a test part', () => {
  it('asks for each item of a user once, not for what the user had, and never finds what nobody knew', async () => {
    const predictor = await fit('ease')
    const test = examples([
      ['u0', 'a1', 9000],
      ['u0', 'a0', 9001],
      ['u0', 'a0', 9100],
      ['u0', 'unheard of', 9200],
      ['new', 'a1', 9000],
    ])
    const scores = await predictor.scores(test)
    const of = (row: number, column: Parameters<typeof at>[0]): number =>
      scores[row * width + at(column)] as number
    expect(of(0, 'rank')).toBe(notAsked)
    expect(of(1, 'rank')).toBeGreaterThan(0)
    expect(of(1, 'rank')).toBeLessThanOrEqual(2)
    expect(of(2, 'rank')).toBe(notAsked)
    expect(of(3, 'rank')).toBe(never)
    expect([of(3, 'unseen'), of(1, 'unseen')]).toEqual([1, 0])
    expect([of(0, 'history') > 0, of(4, 'history')]).toEqual([true, 0])
    expect(of(4, 'user')).toBe(keyOf('new'))
    expect(measuresOf(scores).asked).toEqual(Int32Array.of(2, 1))
  })

  it('knows of a user what came between training and test, though nothing was learnt from it', async () => {
    const predictor = await fit('ease')
    const between = examples([
      ['late', 'b1', 8000],
      ['late', 'b2', 8001],
    ])
    const came = [3, 5, 7, 9].map((i): Event => ['late', `b${String(i)}`, 9000 + i])
    const alone = await predictor.scores(examples(came))
    const known = await predictor.scores(examples(came, between))
    const places = (scores: Float64Array): number => measuresOf(scores).ranks[0]!.reduce((a, b) => a + b, 0)
    expect(alone[at('history')]).toBe(0)
    expect(known[at('history')]).toBe(2)
    expect(places(known)).toBeLessThan(places(alone))
  })
})

describe('ratings', () => {
  it.each(['bias', 'svdpp'] as const)('%s predicts them better than their mean', async (model) => {
    const predictor = await fit(model)
    const scores = await predictor.scores(
      examples([
        ['u0', 'a0', 9000, 5],
        ['u1', 'b1', 9000, 2],
        ['u2', 'a2', 9000, 5],
        ['u3', 'b3', 9000, 2],
      ]),
    )
    const { squares, rated } = measuresOf(scores)
    const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0)
    expect(sum(rated)).toBe(4)
    // The mean is 3.5: 1.5 off everywhere.
    expect(Math.sqrt(sum(squares) / sum(rated))).toBeLessThan(0.75)
  })

  it('brings two scales together where it is told to', () => {
    const events: Event[] = Array.from({ length: 6 }, (_, u) =>
      [1, 2, 3].map((i): Event => [`u${String(u)}`, `i${String(i)}`, i, u < 3 ? 5 : 10]),
    ).flat()
    const log = readLog(examples(events), { ...reading, ratingScale: 'by-user' }, 1)
    expect(new Set(log.ratings)).toEqual(new Set([10]))
  })
})

it('is the same after it was saved and loaded, past and all', async () => {
  const predictor = await fit('bpr')
  const folder = memoryFolder()
  await predictor.save(folder)
  const loaded = await loadRecommender('bpr', folder)
  const ask = { user: 'u4', history: null, rows: null, fresh: [], k: 5, diversity: 0.3, reasons: 2 }
  expect(await loaded.recommender!.recommend(ask)).toEqual(await predictor.recommender!.recommend(ask))
})

describe('the judge of lists', () => {
  it('says better of lists that hold what came, of users and not of rows, and no interval where none is valid', async () => {
    const events = tastes(80)
    const train = examples(events)
    const test = examples(
      Array.from({ length: 80 }, (_, u): Event[] => {
        const taste = u % 2 === 0 ? 'a' : 'b'
        return [u % 10, (u + 3) % 10].map((i) => [`u${String(u)}`, `${taste}${String(i)}`, 9000 + i])
      }).flat(),
    )
    const models = []
    for (const [id, kind] of [
      ['popular', 'baseline'],
      ['ease', 'model'],
    ] as const) {
      const context = contextOf({ model: id, train, validation: test, question, params: null })
      const predictor = await fitRecommender(id, context, settings)
      const scores = await predictor.scores(test)
      models.push({ id, kind, validation: scores, test: scores })
    }
    const output = await rankingJudge.judge({
      question,
      headline: 'ndcg20',
      models,
      validationTruth: new Int32Array(0),
      testTruth: new Int32Array(0),
      testUnits: null,
      slices: [],
      seed: 1,
      bar: null,
    })
    const [popular, ease] = output.models
    expect(ease?.verdict).toBe('better')
    expect(popular?.difference).toBeNull()
    expect(ease?.metrics['ndcg20']).toMatchObject({ n: 80 })
    expect(ease?.metrics['coverage']).toMatchObject({ value: 1, low: null, reason: 'no-valid-interval' })
    expect(ease?.metrics['rmse']).toMatchObject({ value: null, reason: 'needs-ratings' })
    expect(ease?.ranking?.cohorts.find(({ id }) => id === 'warm')).toMatchObject({ users: 80, events: 160 })
    expect(ease?.detail).toBeNull()
  })
})
