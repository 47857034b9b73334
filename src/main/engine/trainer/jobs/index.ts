/**
 * One file a job; each is loaded when it is asked for, so that a look at a file starts no TensorFlow.
 * Jobs know nothing of processes: they take their input, a context, and give their result.
 */
import type { Json } from '#shared/lang'
import type { Answer, Job, JobContext } from '../job'
import type { JobName, QuestionName } from '../protocol'

const jobs: { readonly [K in JobName]: () => Promise<Job<K>> } = {
  inspect: async () => (await import('./inspect')).inspect,
  import: async () => (await import('./import')).importJob,
  propose: async () => (await import('./propose')).propose,
  seal: async () => (await import('./seal')).seal,
  checks: async () => (await import('./checks')).checks,
  price: async () => (await import('./price')).price,
  demonstrate: async () => (await import('./demonstrate')).demonstrate,
  train: async () => (await import('../ladder')).trainLadder,
  explain: async () => (await import('./explain')).explain,
  vault: async () => (await import('./vault')).openVault,
  'predict-file': async () => (await import('./predict-file')).predictFile,
  'probe-rung': async () => (await import('./probe-rung')).probeRung,
  serve: async () => (await import('./serve')).serve,
}

const answers: { readonly [K in QuestionName]: () => Promise<Answer<K>> } = {
  rows: async () => (await import('./serve')).rows,
  refused: async () => (await import('./serve')).refused,
  recommend: async () => (await import('./recommend')).recommendTo,
  find: async () => (await import('./recommend')).find,
  lost: async () => (await import('./serve')).lost,
  classes: async () => (await import('./serve')).classes,
  estimate: async () => (await import('./estimate')).estimate,
  errors: async () => (await import('./serve')).errors,
  'predict-session': async () => (await import('./predict-session')).predictSession,
  bars: async () => (await import('./bars')).bars,
  predict: async () => (await import('./serve')).predict,
  change: async () => (await import('./serve')).change,
}

/** A job with its types forgotten: both ends of the channel derive them from protocol.ts. */
type AnyJob = (input: Json, context: JobContext<Json>) => Promise<Json>
type AnyAnswer = (input: Json) => Promise<Json>

export const loadJob = (name: JobName): Promise<AnyJob> => jobs[name]() as Promise<unknown> as Promise<AnyJob>

export const loadAnswer = (name: QuestionName): Promise<AnyAnswer> =>
  answers[name]() as Promise<unknown> as Promise<AnyAnswer>
