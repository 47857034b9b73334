import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { templates } from '../templates'
import { buildMain } from '../../../tests/helpers/build-main'
import { samplePath } from '../../../tests/helpers/samples'
import { plumbline, type Finished } from '../../../tests/helpers/terminal'

let built: string
let folder: string
beforeAll(async () => {
  built = await buildMain()
  folder = mkdtempSync(join(tmpdir(), 'plumbline-cli-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const run = (args: readonly string[], env?: Record<string, string>): Promise<Finished> =>
  plumbline(built, join(folder, 'home'), args, env)

const sample = (lang: 'en' | 'zh'): string => samplePath('sentiment', { file: `${lang}-reviews.csv` })

const lastLine = ({ stdout }: Finished): unknown => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')

/** product.md, "From the terminal", word by word: nothing more, nothing less. */
const measured = z.strictObject({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  n: z.number().int(),
  positives: z.number().int().optional(),
})
const runResult = z.strictObject({
  template: z.literal('sentiment'),
  project: z.string(),
  rows: z.strictObject({ read: z.number(), used: z.number(), refused: z.number() }),
  checks: z.array(
    z.strictObject({
      code: z.string(),
      severity: z.enum(['info', 'warn', 'block']),
      column: z.string().optional(),
      message: z.string().min(1),
      price: z.strictObject({ metric: z.string(), with: z.number(), without: z.number() }).optional(),
    }),
  ),
  split: z.strictObject({
    kind: z.enum(['stratified', 'grouped', 'time', 'walk-forward', 'cross-validation']),
    train: z.number(),
    validation: z.number(),
    test: z.number(),
    vault: z.number(),
  }),
  device: z.strictObject({ rung: z.string(), name: z.string().min(1) }),
  headline: z.literal('macroF1'),
  models: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      kind: z.enum(['baseline', 'model']),
      seconds: z.number(),
      msPerRow: z.strictObject({ p50: z.number(), p95: z.number() }),
      bytes: z.number(),
      metrics: z.record(z.string(), measured),
      difference: z
        .strictObject({
          value: z.number().nullable(),
          low: z.number().nullable(),
          high: z.number().nullable(),
        })
        .nullable(),
      verdict: z.enum(['better', 'not-proven', 'worse']).nullable(),
    }),
  ),
  best: z.string().nullable(),
  vault: z.strictObject({ opened: z.boolean(), metrics: z.record(z.string(), measured).optional() }),
  warnings: z.array(z.string()),
})

const metrics = [
  'accuracy',
  'ece',
  'f1',
  'kappa',
  'logLoss',
  'macroF1',
  'mcc',
  'precision',
  'recall',
  'rocAuc',
]
const models = ['majority', 'lexicon', 'tfidf-logreg', 'nb-svm', 'fasttext', 'textcnn', 'lstm']

describe('a run, and what can be done with its project', () => {
  /** Rows of the sample as its template declares them. */
  const bundled = templates[0]?.manifest.samples.find(({ lang }) => lang === 'en')?.rows ?? 0
  let project: string
  let finished: Finished
  let result: z.infer<typeof runResult>
  beforeAll(async () => {
    project = join(folder, 'reviews')
    const args = ['run', 'sentiment', '--data', sample('en'), '--project', project, '--quick', '--json']
    finished = await run([...args, '--set', 'positive=negative', '--map', 'label=feeling'])
    result = runResult.parse(lastLine(finished))
  }, 240_000)

  test('ends well, with the promised JSON on the last line and progress on standard error', () => {
    expect(finished.status).toBe(0)
    expect(finished.stdout.trimEnd().split('\n')).toHaveLength(1)
    expect(finished.stderr).toMatch(/Embedding \+ LSTM · .*%/)
    // Said before it began: the whole, and each model.
    expect(finished.stderr).toMatch(/^About .* of memory\..*\n.*TextCNN [\d:.]+/m)
    expect(result).toMatchObject({ project, rows: { read: bundled, used: bundled, refused: 0 } })
    expect(result.models.map(({ id }) => id)).toEqual(models)
    for (const model of result.models) {
      expect(Object.keys(model.metrics).sort()).toEqual(metrics)
      expect(model.kind === 'baseline').toBe(model.difference === null)
    }
    expect(result.vault).toEqual({ opened: false })
    expect(models).toContain(result.best)
  })

  test('what was guessed is said, what was told is not', () => {
    const text = result.warnings.join('\n')
    expect(text).toContain('review')
    expect(text).not.toContain('feeling')
    expect(text).not.toContain('positive class')
  })

  test('the positive class is the one that was asked for', () => {
    const best = result.models.find(({ id }) => id === 'tfidf-logreg')
    const { n = 0, positives = 0 } = best?.metrics['accuracy'] ?? {}
    const rows = readFileSync(sample('en'), 'utf8').split('\n')
    const negative = rows.filter((row) => row.includes(',negative,')).length / bundled
    expect(positives / n).toBeCloseTo(negative, 1)
  })

  test('predict writes the columns of the input and what the model says', async () => {
    const [source, target] = [join(folder, 'new.csv'), join(folder, 'predicted.csv')]
    writeFileSync(source, 'review\n"I loved it, wonderful"\n')
    const predicted = await run([
      'predict',
      project,
      '--in',
      source,
      '--out',
      target,
      '--model',
      'tfidf-logreg',
    ])
    expect(predicted).toMatchObject({ status: 0 })
    expect(readFileSync(target, 'utf8')).toMatch(
      /^\uFEFF?review,prediction,score,low,high,note\r\n"I loved it, wonderful",positive,0\.\d+,,,\r\n$/,
    )
  })

  test('a report is written in both languages; a PDF without an Electron is refused with both its needs', async () => {
    const out = join(folder, 'reports')
    const report = await run(['report', project, '--format', 'html', '--lang', 'zh,en', '--out', out])
    expect(report.status).toBe(0)
    for (const file of report.stdout.trimEnd().split('\n')) expect(existsSync(file)).toBe(true)
    const none = { PLUMBLINE_ELECTRON: join(folder, 'no-electron') }
    const printed = await run(['report', project, '--format', 'pdf', '--lang', 'en', '--out', out], none)
    expect(printed.status).toBe(1)
    expect(printed.stderr).toMatch(/^no-electron: /m)
    expect(printed.stderr).toContain('xvfb-run')
  })
})

test('the same seed gives the same numbers; another divides the rows anew', async () => {
  // The smallest nets that are nets: what is asked here is what they depend on, not what they are worth.
  const small = [
    'fasttextEpochs=1',
    'textcnnEpochs=1',
    'textcnnMaxLength=16',
    'lstmEpochs=1',
    'lstmMaxLength=8',
  ]
  const args = [
    'run',
    'sentiment',
    '--data',
    sample('zh'),
    '--quick',
    '--json',
    ...small.flatMap((set) => ['--set', set]),
  ]
  const numbers = async (seed: number, name: string): Promise<unknown> => {
    const finished = await run([...args, '--seed', String(seed), '--project', join(folder, name)])
    return runResult.parse(lastLine(finished)).models.map((model) => model.metrics)
  }
  const first = await numbers(7, 'seven')
  expect(await numbers(7, 'seven again')).toEqual(first)
  expect(await numbers(8, 'eight')).not.toEqual(first)
}, 240_000)

describe('what went wrong is one sentence with its code, and the status', () => {
  const project = () => join(folder, 'never')
  const cases: [string, () => string[], number, RegExp][] = [
    ['no command', () => [], 2, /^usage: /],
    ['an unknown command', () => ['train'], 2, /^usage: .*train/],
    ['an unknown option', () => ['doctor', '--fast'], 2, /^usage: .*--fast/],
    ['an option without its value', () => ['run', 'sentiment', '--data'], 2, /^usage: .*--data/],
    ['no data', () => ['run', 'sentiment', '--project', project()], 2, /^usage: .*--data/],
    ['no project', () => ['run', 'sentiment', '--data', sample('en')], 2, /^usage: .*--project/],
    [
      'a seed that is none',
      () => ['run', 'sentiment', '--data', sample('en'), '--project', project(), '--seed', 'x'],
      2,
      /^usage: /,
    ],
    [
      'a format that is none',
      () => ['report', project(), '--format', 'docx', '--lang', 'en', '--out', folder],
      2,
      /^usage: .*docx/,
    ],
    [
      'an unknown template',
      () => ['run', 'nope', '--data', sample('en'), '--project', project()],
      1,
      /^unknown-template: .*sentiment/,
    ],
    [
      'a missing file',
      () => ['run', 'sentiment', '--data', 'none.csv', '--project', project()],
      1,
      /^file-not-found: .*none\.csv/,
    ],
    [
      'an unknown setting',
      () => ['run', 'sentiment', '--data', sample('en'), '--project', project(), '--set', 'speed=9'],
      1,
      /^unknown-param: .*speed/,
    ],
    [
      'a folder that is no project',
      () => ['predict', folder, '--in', sample('en'), '--out', 'x.csv'],
      1,
      /^not-a-project: /,
    ],
  ]
  test.each(cases)('%s', async (_name, args, status, sentence) => {
    const { stderr, stdout, ...ended } = await run(args())
    expect(stderr).toMatch(sentence)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect({ ...ended, stdout }).toEqual({ status, stdout: '' })
    expect(existsSync(project())).toBe(false)
  })

  test('a column that is not there is refused before anything is sealed', async () => {
    const to = join(folder, 'columns')
    const args = ['run', 'sentiment', '--data', sample('en'), '--project', to, '--map', 'text=words']
    const { status, stderr } = await run(args)
    expect(status).toBe(1)
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^column-missing: .*words.*review/)
  })

  test('a value of the wrong kind for a setting is refused by the template', async () => {
    const args = ['run', 'sentiment', '--data', sample('en'), '--project', join(folder, 'kinds'), '--quick']
    const { status, stderr } = await run([...args, '--set', 'lstmUnits=[many]'])
    expect(status).toBe(1)
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^unknown-param: .*lstmUnits/)
  })

  test('in the language of the system, or the one that is asked for', async () => {
    const chinese = await run(['run', 'nope', '--data', 'x', '--project', project()], { LANG: 'zh_CN.UTF-8' })
    expect(chinese.stderr).toContain('没有模板')
    const asked = await run(['run', 'nope', '--data', 'x', '--project', project(), '--lang', 'zh'])
    expect(asked.stderr).toBe(chinese.stderr)
  })

  test('Ctrl-C cancels cleanly: status 130, and what was trained can be resumed', async () => {
    const to = join(folder, 'cancelled')
    const args = ['run', 'sentiment', '--data', sample('en'), '--project', to, '--json']
    let interrupted = false
    const ended = await plumbline(built, join(folder, 'home'), args, {}, (stderr, kill) => {
      if (interrupted || !/Averaged embeddings · .*%/.test(stderr)) return
      interrupted = true
      kill('SIGINT')
    })
    expect(ended).toMatchObject({ status: 130, stdout: '' })
    expect(ended.stderr.trimEnd().split('\n').at(-1)).toMatch(/^cancelled: /)
    // Its lock is gone with it: the project can be opened again.
    const again = await run([
      'report',
      to,
      '--format',
      'html',
      '--lang',
      'en',
      '--out',
      join(folder, 'never'),
    ])
    expect(again.stderr).not.toContain('project-locked')
  }, 120_000)
})

test('templates names each use case, or declares it as JSON', async () => {
  const { status, stdout } = await run(['templates'])
  expect({ status, first: stdout.split(/\s/)[0] }).toEqual({ status: 0, first: 'sentiment' })
  const declared = lastLine(await run(['templates', '--json', '--lang', 'zh']))
  expect(declared).toContainEqual(
    expect.objectContaining({ id: 'sentiment', headline: 'macroF1', name: '情感分析' }),
  )
})

test('doctor says what there is to compute with, measured', async () => {
  const found = lastLine(await run(['doctor', '--json']))
  const rung = z.strictObject({
    rung: z.string(),
    available: z.boolean(),
    reason: z.string().optional(),
    seconds: z.number().optional(),
    agrees: z.boolean().optional(),
  })
  const doctor = z.strictObject({
    node: z.string(),
    electron: z.string().nullable(),
    tensorflow: z.string().nullable(),
    rungs: z.array(rung),
    chosen: z.string(),
  })
  const { node, rungs, chosen } = doctor.parse(found)
  expect(node).toBe(process.versions.node)
  expect(rungs.find((one) => one.rung === 'javascript')).toMatchObject({ available: true, agrees: true })
  expect(rungs.find((one) => one.rung === chosen)).toMatchObject({ available: true })
}, 120_000)
