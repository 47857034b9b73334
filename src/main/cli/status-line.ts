import { widthOf } from './table'

/** Without a screen that rewrites a line, a log is written: what changed, at most this often. */
const logEveryMs = 10_000

/** What is being done, on standard error: one line that is rewritten, or a line now and then where it is a file. */
export function statusLine(): { show: (text: string) => void; clear: () => void } {
  const { stderr } = process
  let shown = ''
  let loggedAt = -Infinity
  /** What is done, without how far it is: a change of it is always worth a line. */
  const subjectOf = (text: string): string => text.split(' · ')[0] ?? ''
  const clear = (): void => {
    if (stderr.isTTY && shown !== '') stderr.write('\r\x1b[K')
    shown = ''
  }
  return {
    clear,
    show(text) {
      if (stderr.isTTY) {
        clear()
        let fitting = text
        while (widthOf(fitting) >= stderr.columns) fitting = fitting.slice(0, -1)
        stderr.write(fitting)
        shown = fitting
        return
      }
      const now = performance.now()
      if (subjectOf(text) === subjectOf(shown) && now - loggedAt < logEveryMs) return
      if (text !== shown) stderr.write(`${text}\n`)
      shown = text
      loggedAt = now
    },
  }
}
