import { Worker } from 'node:worker_threads'
import type { ErrorRow } from '#shared/contract/index'
import { AppError } from '#shared/errors'
import type { Lang } from '#shared/lang'
import type { ClassificationDetail } from '#shared/results'
import type { BarsView } from '#shared/trading'
import type { Engine } from '../engine'
import { ladderRef, modelInUse, modelRef, runOf, type Session } from '../projects'
import type { ReportInput } from '../report'

/** Real wrong answers that a report shows. */
const mistakesShown = 10

/** Cells off the diagonal of the confusion matrix, fullest first. */
function wrongCells({ classes, confusion }: ClassificationDetail): { truth: string; predicted: string }[] {
  return confusion
    .flatMap((row, truth) => row.map((count, predicted) => ({ truth, predicted, count })))
    .filter(({ truth, predicted, count }) => truth !== predicted && count > 0)
    .sort((a, b) => b.count - a.count)
    .map(({ truth, predicted }) => ({ truth: classes[truth] ?? '', predicted: classes[predicted] ?? '' }))
}

/** Wrong answers of the model in use, taken in turn from the kinds of mistakes it makes most. */
async function mistakes(session: Session, model: string): Promise<ErrorRow[]> {
  const { store, serve } = session
  const judged = store.judgements.last()
  const detail = judged?.body.details[model]
  const ladder = judged === null ? null : store.runs.ladder(judged.ladder)
  if (judged === null || ladder === null || detail === undefined) return []
  const ref = modelRef(session, runOf(store, judged.ladder, model))
  const data = ladderRef(session, ladder)
  const threshold = detail.scoring?.chosen.threshold ?? null
  const pages = await Promise.all(
    wrongCells(detail)
      .slice(0, mistakesShown)
      .map((cell) =>
        serve.ask('errors', { data, model: ref, ...cell, threshold, offset: 0, limit: mistakesShown }),
      ),
  )
  const found: ErrorRow[] = []
  for (let turn = 0; turn < mistakesShown; turn++) {
    for (const page of pages) {
      const row = page.rows[turn]
      if (row !== undefined && found.length < mistakesShown) found.push(row)
    }
  }
  return found
}

/** Days that a page's width can tell apart. */
const daysShown = 250

/** The last open days of the first ticker, as the screens draw them; null where nothing is traded. */
async function barsShown(session: Session, model: string): Promise<BarsView | null> {
  const { store, serve, manifest } = session
  const judged = store.judgements.last()
  const ladder = judged === null ? null : store.runs.ladder(judged.ladder)
  const run = judged === null ? null : runOf(store, judged.ladder, model)
  if (judged?.body.trading === undefined || ladder === null || run === null) return null
  const { params, quick } = ladder.request
  const view = await serve.ask('bars', {
    data: ladderRef(session, ladder),
    model: modelRef(session, run),
    params: { ...(quick ? manifest.quick : {}), ...params },
    ticker: null,
  })
  const from = Math.max(0, view.days.length - daysShown)
  const last = <T>(values: readonly T[]): T[] => values.slice(from)
  const { indicators } = view
  return {
    ...view,
    days: last(view.days),
    open: last(view.open),
    high: last(view.high),
    low: last(view.low),
    close: last(view.close),
    volume: last(view.volume),
    signals: last(view.signals),
    indicators: {
      mean20: last(indicators.mean20),
      mean60: last(indicators.mean60),
      bandLow: last(indicators.bandLow),
      bandHigh: last(indicators.bandHigh),
      rsi: last(indicators.rsi),
    },
    trades: view.trades.flatMap(({ at, side }) => (at < from ? [] : [{ at: at - from, side }])),
  }
}

/** Gathers everything that a report says. @throws AppError `no-model` before anything was judged */
export async function reportInput(engine: Engine, session: Session): Promise<ReportInput> {
  const { store, manifest } = session
  const judged = store.judgements.last()
  const model = modelInUse(store)
  if (judged === null || model === null) throw new AppError('no-model')
  const runs = judged.body.models.flatMap(({ id }) => runOf(store, judged.ladder, id) ?? [])
  const nets = new Set(manifest.models.filter(({ family }) => family === 'net').map(({ id }) => id))
  return {
    state: session.state(),
    manifest,
    curves: runs
      .filter((run) => nets.has(run.model))
      .map((run) => ({
        model: run.model,
        points: store.runs.points(run.id),
        bestEpoch: run.finished?.finding?.bestEpoch ?? null,
      })),
    mistakes: await mistakes(session, model),
    bars: await barsShown(session, model),
    built: Object.fromEntries(runs.map((run) => [run.model, run.finished?.built ?? {}])),
    energyWh: runs.reduce<number | null>((sum, { finished }) => {
      const own = finished?.energyWh ?? null
      return sum === null || own === null ? null : sum + own
    }, 0),
    versions: {
      plumbline: engine.version,
      node: process.versions.node,
      tensorflow: (await engine.device.state()).doctor?.tensorflow ?? null,
      platform: `${process.platform}-${process.arch}`,
    },
    at: new Date().toISOString(),
  }
}

/** Writes a report in a thread of its own. The input holds no function and no path, only what it says. */
export function writeReport(
  engine: Engine,
  input: ReportInput,
  lang: Lang,
  signal?: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(engine.reportWorker, { workerData: { input, lang } })
    const stop = (): void => {
      void worker.terminate()
      reject(new AppError('cancelled'))
    }
    signal?.addEventListener('abort', stop, { once: true })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => {
      signal?.removeEventListener('abort', stop)
      reject(new Error(`the report's thread ended with ${code} and no page`))
    })
  })
}
