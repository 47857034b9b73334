import type { z } from 'zod'

/** A call with one answer. `O` is JSON. */
export interface Method<I, O> {
  readonly kind: 'method'
  readonly input: z.ZodType<I>
  /** Type only. */
  readonly output?: O
}

/** Work that takes longer than a call: progress, cancel, pause, one result. */
export interface Task<I, P, R> {
  readonly kind: 'task'
  readonly input: z.ZodType<I>
  /** Type only. */
  readonly progress?: P
  /** Type only. */
  readonly result?: R
}

/** A message from the engine to every window. */
export interface Event<T> {
  readonly kind: 'event'
  /** Type only. */
  readonly payload?: T
}

export const method =
  <O>() =>
  <I>(input: z.ZodType<I>): Method<I, O> => ({ kind: 'method', input })

export const task =
  <P, R>() =>
  <I>(input: z.ZodType<I>): Task<I, P, R> => ({ kind: 'task', input })

export const event = <T>(): Event<T> => ({ kind: 'event' })
