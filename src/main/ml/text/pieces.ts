import type { TextLang } from './language'
import { alignment, type Preparation } from './prepare'

/** A stretch of a prepared text and how hard it pushes. */
export interface Stretch {
  start: number
  end: number
  push: number
}

/**
 * Stretches of a prepared text as pieces of its source, in order; what stands between them pushes nothing. The pieces
 * concatenate to the source.
 * @param stretches ascending, not overlapping
 */
export function piecesOf(
  source: string,
  preparation: Preparation,
  lang: TextLang,
  stretches: readonly Stretch[],
): { text: string; push: number }[] {
  const origin = alignment(source, preparation, lang)
  const pieces: { text: string; push: number }[] = []
  let at = 0
  const upTo = (end: number, push: number): void => {
    if (end > at) pieces.push({ text: source.slice(at, end), push })
    at = Math.max(at, end)
  }
  for (const { start, end, push } of stretches) {
    upTo(origin[start] ?? source.length, 0)
    upTo(origin[end] ?? source.length, push)
  }
  upTo(source.length, 0)
  return pieces
}
