import type { Manifest, StepId } from '#shared/manifest'
import type { CheckCard, DataVersion, ProjectState, RunState, RunSummary, StepStatus } from '#shared/project'
import type { LadderRow, RunRow, Store, VersionRow } from '../store'
import { digest, inputsOf } from './digest'

/** States in which a ladder can be gone on with. */
const resumableStates: readonly RunState[] = ['interrupted', 'cancelled', 'failed']

/** A version as screens see it: without the places of its files. */
export const publicVersion = (row: VersionRow): DataVersion => ({
  id: row.id,
  number: row.number,
  createdAt: row.createdAt,
  fileName: row.fileName,
  sourceHash: row.sourceHash,
  encoding: row.encoding,
  delimiter: row.delimiter,
  rows: row.rows,
  columns: row.columns,
  sealed: row.sealed,
})

function runSummary(run: RunRow, ladder: LadderRow): RunSummary {
  const unfinished = resumableStates.includes(run.state)
  return {
    id: run.id,
    ladder: run.ladder,
    model: run.model,
    state: run.state,
    startedAt: run.startedAt,
    seconds: run.seconds,
    validation: run.finished?.validation ?? null,
    params: ladder.request.params,
    seed: ladder.request.seed,
    resumable: unfinished && run.checkpoint,
    epoch: run.epoch,
    epochs: run.epochs,
    finding: run.finished?.finding ?? null,
    error: run.error,
  }
}

/** Runs with the ladders they belong to, oldest first. One that never began is shown only while it still may. */
function runSummaries(store: Store): RunSummary[] {
  const ladders = new Map(store.runs.ladders().map((ladder) => [ladder.id, ladder]))
  return store.runs.list().flatMap((run) => {
    const ladder = ladders.get(run.ladder)
    if (ladder === undefined) return []
    if (run.state === 'queued' && !['queued', 'running', 'paused'].includes(ladder.state)) return []
    return [runSummary(run, ladder)]
  })
}

/** The model that Predict, Explain and the report use: chosen, or else recommended. Null before a judgement. */
export function modelInUse(store: Store): string | null {
  const judgement = store.judgements.last()?.body
  if (judgement === undefined) return null
  const chosen = store.project.get().chosen
  if (chosen !== null && judgement.models.some((model) => model.id === chosen)) return chosen
  return judgement.recommended ?? judgement.best ?? judgement.bestBaseline
}

/** What a report says: stale when any of it has changed since the export. */
export function reportInputs(store: Store): string {
  const judged = store.judgements.last()
  return digest({
    goal: store.goal.get(),
    judged: judged && { inputs: judged.inputs, at: judged.body.createdAt },
    model: modelInUse(store),
    openings: store.judgements.openings().length,
    remedies: store.checks.remedies(),
  })
}

/** Cards that still ask for something. */
const isOpen = (card: CheckCard): boolean => card.severity !== 'info' && !card.applied

export function projectState(store: Store, path: string, manifest: Manifest): ProjectState {
  const project = store.project.get()
  const versions = store.versions.list()
  const version = project.version
  const mapping = version === null ? null : store.mapping.get(version)
  const split = version === null ? null : store.split.current(version)
  const remedies = store.checks.remedies()
  const plan = remedies.map((remedy) => remedy.body)
  const applied = new Set(remedies.map((remedy) => remedy.card))
  const checkRun = store.checks.lastRun()
  const cards = store.checks.cards().map((card) => ({ ...card, applied: applied.has(card.id) }))
  const judged = store.judgements.last()
  const openings = store.judgements.openings()
  const runs = runSummaries(store)
  const lastLadder = store.runs.lastLadder()
  const goal = store.goal.get()
  const chosen = modelInUse(store)
  const report = store.reports.last()

  const splitStale =
    split !== null &&
    (version === null || mapping === null || split.inputs !== inputsOf.split(version, mapping, plan))
  const judgedStale =
    judged !== null &&
    (splitStale ||
      split === null ||
      mapping === null ||
      judged.inputs !== inputsOf.training(split.id, mapping, plan))
  // Stopped while the models were being compared, all are done and none is judged: it can be gone on with all the same.
  const ladderRuns = lastLadder?.state === 'interrupted' ? store.runs.ofLadder(lastLadder.id) : []
  const interrupted =
    ladderRuns.find((run) => run.state !== 'done')?.model ?? ladderRuns.at(-1)?.model ?? null

  const afterJudgement = (done: boolean): StepStatus => {
    if (judged === null) return 'todo'
    if (judgedStale) return 'stale'
    return done ? 'done' : 'todo'
  }

  const statuses: Record<StepId, () => [StepStatus, number]> = {
    goal: () => [goal === null ? 'todo' : 'done', 0],
    data: () => {
      if (version === null) return ['todo', 0]
      return [mapping === null ? 'attention' : 'done', versions.length]
    },
    checks: () => {
      if (version === null || mapping === null || checkRun === null) return ['todo', 0]
      const open = cards.filter(isOpen).length
      if (checkRun.inputs !== inputsOf.checks(version, mapping)) return ['stale', open]
      return [open > 0 ? 'attention' : 'done', open]
    },
    split: () => {
      if (split === null) return ['todo', 0]
      return [splitStale ? 'stale' : 'done', 0]
    },
    train: () => {
      const trained = runs.filter((run) => run.state === 'done').length
      if (interrupted !== null) return ['attention', trained]
      return [afterJudgement(true), trained]
    },
    compare: () => [afterJudgement(true), judged?.body.models.length ?? 0],
    explain: () => {
      const run = chosen === null || judged === null ? null : runOf(store, judged.ladder, chosen)
      return [afterJudgement(run !== null && store.judgements.explanation(run.id) !== null), 0]
    },
    decide: () => [
      afterJudgement(openings.length > 0 || (goal !== null && goal.abstainBelow !== null)),
      openings.length,
    ],
    predict: () => [afterJudgement(chosen !== null), 0],
    report: () => {
      if (report === null || judged === null) return ['todo', 0]
      return [judgedStale || report.inputs !== reportInputs(store) ? 'stale' : 'done', 0]
    },
  }

  return {
    id: project.id,
    path,
    name: project.name,
    template: project.template,
    createdAt: project.createdAt,
    goal,
    versions: versions.map(publicVersion),
    version,
    mapping,
    split: split?.state ?? null,
    checks: checkRun === null ? null : { cards, at: checkRun.at },
    remedies: plan,
    runs,
    judgement: judged?.body ?? null,
    chosen,
    vault: {
      opened: openings.map(({ at, model, reason, spent, metrics }) => ({
        at,
        model,
        reason,
        spent,
        // None when the opening was recorded but the reading failed.
        metrics: metrics ?? {},
      })),
    },
    ledgerCount: store.ledger.trained(),
    steps: manifest.steps.map((id) => {
      const [status, count] = statuses[id]()
      return { id, status, count }
    }),
    interrupted:
      lastLadder !== null && interrupted !== null ? { ladder: lastLadder.id, model: interrupted } : null,
  }
}

/** The finished run of a model in a ladder: its own, or one that it took over from an earlier ladder. */
export function runOf(store: Store, ladder: string, model: string): RunRow | null {
  const own = store.runs.ofLadder(ladder).find((run) => run.model === model && run.state === 'done')
  if (own !== undefined) return own
  const reused = store.runs.ladder(ladder)?.request.reused[model]
  return reused === undefined ? null : store.runs.get(reused)
}
