import { z } from 'zod'
import type { ErrorCode, ErrorParams } from '#shared/errors'
import type { RunState } from '#shared/project'
import type { CurvePoint } from '#shared/results'
import type { FinishedRun } from '../../trainer/protocol'
import type { Rows } from '../rows'
import { failure, finishedRun, flag, ladderData, ladderRequest, runState, stored } from '../schemas'
import type { LadderData, LadderRequest } from '../schemas'

const ladder = z.object({
  id: z.string(),
  createdAt: z.string(),
  state: runState,
  version: z.string(),
  split: z.number(),
  inputs: z.string(),
  request: stored<LadderRequest>(ladderRequest),
  data: stored<LadderData>(ladderData),
})
/** Several models trained one after another on one split. */
export type LadderRow = z.infer<typeof ladder>

const run = z.object({
  id: z.string(),
  ladder: z.string(),
  model: z.string(),
  state: runState,
  startedAt: z.string(),
  seconds: z.number(),
  epoch: z.number().nullable(),
  epochs: z.number().nullable(),
  checkpoint: flag,
  finished: stored<FinishedRun>(finishedRun).nullable(),
  error: stored<{ code: ErrorCode; params: ErrorParams }>(failure).nullable(),
})
/** One model of a ladder. Paths in `finished` are relative to the project folder. */
export type RunRow = z.infer<typeof run>

const point = z.object({
  epoch: z.number(),
  loss: z.number().nullable(),
  metric: z.number().nullable(),
  validationLoss: z.number().nullable(),
  validationMetric: z.number().nullable(),
  learningRate: z.number().nullable(),
})

const selectLadder = `SELECT id, created_at AS createdAt, state, version, split, inputs, request, data FROM ladder`
const selectRun = `SELECT id, ladder, model, state, started_at AS startedAt, seconds, epoch, epochs, checkpoint,
  finished, error FROM run`

const present = (value: z.infer<typeof point>): CurvePoint =>
  Object.fromEntries(Object.entries(value).filter(([, number]) => number !== null)) as unknown as CurvePoint

/** Ladders, their runs and the curves of those. */
export const runTable = (rows: Rows) => ({
  ladder: (id: string): LadderRow | null => rows.one(ladder, `${selectLadder} WHERE id = ?`, id),
  ladders: (): LadderRow[] => rows.all(ladder, `${selectLadder} ORDER BY created_at`),
  lastLadder: (): LadderRow | null => rows.one(ladder, `${selectLadder} ORDER BY created_at DESC LIMIT 1`),
  addLadder(row: LadderRow): void {
    rows.run(
      'INSERT INTO ladder VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      row.id,
      row.createdAt,
      row.state,
      row.version,
      row.split,
      row.inputs,
      JSON.stringify(row.request),
      JSON.stringify(row.data),
    )
  },
  setRequest(id: string, request: LadderRequest): void {
    rows.run('UPDATE ladder SET request = ? WHERE id = ?', JSON.stringify(request), id)
  },
  setLadderState(id: string, state: RunState): void {
    rows.run('UPDATE ladder SET state = ? WHERE id = ?', state, id)
  },
  list: (): RunRow[] =>
    rows.all(
      run,
      `${selectRun} ORDER BY (SELECT created_at FROM ladder WHERE ladder.id = run.ladder), position`,
    ),
  ofLadder: (id: string): RunRow[] => rows.all(run, `${selectRun} WHERE ladder = ? ORDER BY position`, id),
  get: (id: string): RunRow | null => rows.one(run, `${selectRun} WHERE id = ?`, id),
  add(row: { id: string; ladder: string; model: string; at: string }): void {
    rows.run(
      `INSERT INTO run (id, ladder, position, model, state, started_at, seconds, checkpoint)
       VALUES (?, ?, (SELECT count(*) FROM run WHERE ladder = ?), ?, 'queued', ?, 0, 0)`,
      row.id,
      row.ladder,
      row.ladder,
      row.model,
      row.at,
    )
  },
  start(id: string, at: string, epochs: number | null): void {
    rows.run(
      "UPDATE run SET state = 'running', started_at = ?, epochs = ?, error = NULL WHERE id = ?",
      at,
      epochs,
      id,
    )
  },
  checkpoint(id: string, epoch: number): void {
    rows.run('UPDATE run SET checkpoint = 1, epoch = ? WHERE id = ?', epoch, id)
  },
  finish(finished: FinishedRun): void {
    rows.run(
      "UPDATE run SET state = 'done', seconds = ?, finished = ?, error = NULL WHERE id = ?",
      finished.seconds,
      JSON.stringify(finished),
      finished.run,
    )
  },
  fail(id: string, error: { code: ErrorCode; params: ErrorParams }): void {
    rows.run("UPDATE run SET state = 'failed', error = ? WHERE id = ?", JSON.stringify(error), id)
  },
  /** Ends what was under way. Runs that had not begun leave no trace but their place in the ladder. */
  stop(ladder: string, state: 'cancelled' | 'interrupted' | 'failed'): void {
    rows.run("UPDATE run SET state = ? WHERE ladder = ? AND state IN ('running', 'paused')", state, ladder)
    rows.run('UPDATE ladder SET state = ? WHERE id = ?', state, ladder)
  },
  pause(ladder: string, paused: boolean): void {
    const [from, to] = paused ? ['running', 'paused'] : ['paused', 'running']
    rows.run('UPDATE run SET state = ? WHERE ladder = ? AND state = ?', to, ladder, from)
    rows.run('UPDATE ladder SET state = ? WHERE id = ?', to, ladder)
  },
  /** What a process that is gone left running. Returns how many ladders. */
  interruptOrphans(): number {
    rows.run("UPDATE run SET state = 'interrupted' WHERE state IN ('running', 'paused')")
    return rows.run("UPDATE ladder SET state = 'interrupted' WHERE state IN ('queued', 'running', 'paused')")
      .changes
  },
  addPoints(id: string, points: readonly CurvePoint[]): void {
    for (const value of points) {
      rows.run(
        `INSERT INTO curve_point VALUES
         (?, (SELECT coalesce(max(position), 0) + 1 FROM curve_point WHERE run = ?), ?, ?, ?, ?, ?, ?)`,
        id,
        id,
        value.epoch,
        value.loss ?? null,
        value.metric ?? null,
        value.validationLoss ?? null,
        value.validationMetric ?? null,
        value.learningRate ?? null,
      )
    }
  },
  /** A resumed run goes on from its checkpoint: its curve is told anew. */
  dropPoints(id: string): void {
    rows.run('DELETE FROM curve_point WHERE run = ?', id)
  },
  points: (id: string): CurvePoint[] =>
    rows
      .all(
        point,
        `SELECT epoch, loss, metric, validation_loss AS validationLoss, validation_metric AS validationMetric,
         learning_rate AS learningRate FROM curve_point WHERE run = ? ORDER BY position`,
        id,
      )
      .map(present),
})
