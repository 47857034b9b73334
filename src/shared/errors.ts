/**
 * The codes of every expected failure. Each has a sentence in both languages in messages/<lang>/errors.ts,
 * which says what happened and what to do next; the tables are typed complete.
 */
export const errorCodes = [
  // not the user's doing
  'bug',
  'cancelled',
  // calls
  'invalid-input',
  'unknown-method',
  'engine-unavailable',
  // projects
  'project-not-found',
  'project-locked',
  'project-exists',
  'project-damaged',
  'project-from-newer-version',
  'not-a-project',
  'disk-full',
  'not-writable',
  // files and import
  'file-not-found',
  'file-not-granted',
  'file-unreadable',
  'file-empty',
  'no-data-rows',
  'encoding-unknown',
  'too-many-columns',
  'cell-too-large',
  'quote-unclosed',
  // mapping, split
  'not-mapped',
  'role-missing',
  'column-missing',
  'column-type',
  'label-one-class',
  'label-too-many-classes',
  'label-not-binary',
  'class-too-rare',
  'times-missing',
  'prices-not-positive',
  'days-repeated',
  'bars-not-daily',
  'history-too-short',
  'no-features',
  'texts-empty',
  'preparation-empties-texts',
  'too-few-rows',
  'user-is-item',
  'too-few-users',
  'one-event-each',
  'positive-unknown',
  'vault-sealed',
  'stale',
  // training and models
  'unknown-template',
  'unknown-model',
  'unknown-param',
  'training-diverged',
  'nothing-in-common',
  'too-many-items',
  'boosting-empty',
  'boosting-length',
  'boosting-label',
  'boosting-weight',
  'boosting-setting',
  'boosting-columns',
  'boosting-too-large',
  'boosting-file',
  'trainer-died',
  'out-of-memory',
  'no-model',
  'smallest-batch',
  'model-damaged',
  // runtimes
  'runtime-unsupported',
  'runtime-in-use',
  'no-room',
  'download-failed',
  'download-damaged',
  // reports
  'no-electron',
  'no-display',
  'print-failed',
  // terminal
  'usage',
] as const

export type ErrorCode = (typeof errorCodes)[number]

export type ErrorParams = Record<string, string | number>

/** What crosses a process boundary in place of an Error. */
export interface WireError {
  code: ErrorCode
  params: ErrorParams
  /** The stack of a bug, for the log; absent for expected failures. */
  stack?: string
}

/** An expected failure. Anything else that is thrown is a bug. */
export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly params: ErrorParams = {},
    options?: ErrorOptions,
  ) {
    super(`${code} ${JSON.stringify(params)}`, options)
    this.name = 'AppError'
  }
}

export function toWire(error: unknown): WireError {
  if (error instanceof AppError) return { code: error.code, params: error.params }
  if (error instanceof Error && error.name === 'AbortError') return { code: 'cancelled', params: {} }
  const cause = error instanceof Error ? error : new Error(String(error))
  return { code: 'bug', params: { detail: cause.message }, stack: cause.stack ?? cause.message }
}

export function fromWire(wire: WireError): AppError {
  const error = new AppError(wire.code, wire.params)
  if (wire.stack !== undefined) error.stack = wire.stack
  return error
}
