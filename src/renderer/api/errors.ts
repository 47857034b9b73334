import { AppError, toWire } from '#shared/errors'

/** Whatever was thrown, as something with a sentence. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const wire = toWire(thrown)
  return new AppError(wire.code, wire.params, { cause: thrown })
}
