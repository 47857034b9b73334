import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Two files of this size at most: months of normal use. */
const rotateBytes = 1_000_000
/** The end of the file that `tail` reads. */
const tailBytes = 200_000
const longestLine = 4000

export interface Log {
  info: (scope: string, message: string) => void
  warn: (scope: string, message: string) => void
  error: (scope: string, message: string) => void
  /** The newest lines, oldest first. */
  tail: (limit: number) => Promise<string[]>
  readonly folder: string
}

/** Folder of the running program: its own paths say nothing about the user. */
const programFolder = dirname(process.argv[1] ?? process.execPath)

/**
 * Makes a message safe to send to somebody: paths become digests that still tell two apart, and quoted words, which
 * may be cells of the user's data, go.
 */
function redact(message: string): string {
  return message
    .slice(0, longestLine)
    .replaceAll(programFolder, '<app>')
    .replace(/'[^'\n]*[/\\][^'\n]*'/g, (quoted) => hidden(quoted.slice(1, -1)))
    .replace(/(?:[A-Za-z]:\\|\/)(?:[^\s/\\:'"()]+[/\\])+[^\s:'"()]*/g, hidden)
    .replace(/"[^"\n]*"|“[^”\n]*”/g, '"…"')
}

/** A path's digest; of our own packages, their name. */
function hidden(path: string): string {
  const ours = path.lastIndexOf('node_modules')
  if (ours >= 0) return path.slice(ours)
  return `<path ${createHash('sha256').update(path).digest('hex').slice(0, 8)}>`
}

/** A log file in `folder`, turned over when it is full. Holds no cell values, texts or names of files. */
export function openLog(folder: string, echo?: (line: string) => void): Log {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'engine.log')

  function size(): number {
    return statSync(file, { throwIfNoEntry: false })?.size ?? 0
  }
  let bytes = size()

  function write(level: string, scope: string, message: string): void {
    const line = `${new Date().toISOString()} ${level} ${scope} ${redact(message).replaceAll('\n', '\n  ')}\n`
    echo?.(line)
    if (bytes + line.length > rotateBytes) {
      renameSync(file, join(folder, 'engine.old.log'))
      bytes = 0
    }
    appendFileSync(file, line)
    bytes += Buffer.byteLength(line)
  }

  return {
    folder,
    info: (scope, message) => {
      write('info', scope, message)
    },
    warn: (scope, message) => {
      write('warn', scope, message)
    },
    error: (scope, message) => {
      write('error', scope, message)
    },
    async tail(limit) {
      if (size() === 0) return []
      const handle = await open(file, 'r')
      try {
        const start = Math.max(0, size() - tailBytes)
        const { buffer, bytesRead } = await handle.read({ position: start, buffer: Buffer.alloc(tailBytes) })
        const lines = buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n')
        return lines.slice(start > 0 ? 1 : 0).slice(-limit)
      } finally {
        await handle.close()
      }
    },
  }
}
