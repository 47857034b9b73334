import { appendFileSync } from 'node:fs'

/** File that gets a JSON line for each moment of a start: `{name, at}` in milliseconds since 1970. For benches. */
const file = process.env['PLUMBLINE_TRACE']

/** Notes a moment of the start. Costs nothing unless PLUMBLINE_TRACE names a file. */
export function mark(name: string, at: number = Date.now()): void {
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ name, at: Math.round(at) })}\n`)
}
