import type { z } from 'zod'
import { contract, type Contract, type MethodName, type TaskName } from '#shared/contract/index'
import { AppError, toWire, type WireError } from '#shared/errors'
import type { Json } from '#shared/lang'
import type { Answer } from '#shared/wire'
import type { Log } from '../log'
import type { TaskRunner } from '../tasks'
import type { Handlers } from './handlers'

/** A method that takes longer than this is logged: it should have been a task, or asked a trainer. */
const slowMs = 250

export interface DispatchOptions {
  handlers: Handlers
  tasks: TaskRunner
  log: Log
  /** Names the failures of other layers (SQLite, the file system); what it does not know comes back unchanged. */
  recognise: (error: unknown) => unknown
}

export type Dispatch = (name: string, input: unknown) => Promise<Answer>

const isKnown = (name: string): name is keyof Contract => Object.hasOwn(contract, name)

/** Where and what is wrong, without the value: it may be a cell of the user's data. */
function describe(error: z.ZodError): string {
  const issue = error.issues[0]
  if (issue === undefined) return ''
  return `${issue.path.map(String).join('.')} ${issue.code}`.trim()
}

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input)
  if (!parsed.success) throw new AppError('invalid-input', { detail: describe(parsed.error) })
  return parsed.data
}

/** Project of a call, for the list of tasks. */
function projectOf(input: unknown): string | null {
  if (typeof input !== 'object' || input === null || !('project' in input)) return null
  return typeof input.project === 'string' ? input.project : null
}

/** Answers calls by name: parses the input, runs the handler, turns what it throws into an answer. Never throws. */
export function dispatcher({ handlers, tasks, log, recognise }: DispatchOptions): Dispatch {
  function failure(name: string, thrown: unknown): WireError {
    const { stack, ...wire } = toWire(recognise(thrown))
    if (stack !== undefined) log.error(name, stack)
    else if (wire.code !== 'cancelled') log.info(name, wire.code)
    return wire
  }

  async function run(name: string, input: unknown): Promise<Json> {
    if (!isKnown(name)) throw new AppError('unknown-method', { name: name.slice(0, 80) })
    const declared = contract[name]
    switch (declared.kind) {
      case 'event':
        throw new AppError('unknown-method', { name })
      case 'method': {
        const parsed = parse<unknown>(declared.input, input)
        const handler = handlers[name as MethodName] as (input: unknown) => unknown
        return (await handler(parsed)) as Json
      }
      case 'task': {
        const parsed = parse<unknown>(declared.input, input)
        const handler = handlers[name as TaskName] as Parameters<TaskRunner['start']>[3]
        const fail = (error: unknown): WireError => failure(name, error)
        return { task: tasks.start(name as TaskName, projectOf(parsed), parsed, handler, fail) }
      }
    }
  }

  return async (name, input) => {
    const started = performance.now()
    try {
      return { result: await run(name, input) }
    } catch (error) {
      return { error: failure(name.slice(0, 80), error) }
    } finally {
      const ms = performance.now() - started
      if (ms > slowMs) log.warn(name, `slow: ${Math.round(ms)} ms`)
    }
  }
}
