import { randomUUID } from 'node:crypto'
import { AppError } from '#shared/errors'

/** Paths that the user chose, by token: a window never names a path itself. */
export interface Grants {
  add: (token: string, path: string) => void
  /** A token for a path that the host itself vouches for (the command line's arguments). */
  grant: (path: string) => string
  /** @throws AppError `file-not-granted` */
  path: (token: string) => string
}

/** A session's worth of dialogs; the oldest are forgotten beyond it. */
const remembered = 1000

export function createGrants(): Grants {
  const paths = new Map<string, string>()
  const add = (token: string, path: string): void => {
    paths.set(token, path)
    const [oldest] = paths.keys()
    if (paths.size > remembered && oldest !== undefined) paths.delete(oldest)
  }
  return {
    add,
    grant(path) {
      const token = randomUUID()
      add(token, path)
      return token
    },
    path(token) {
      const path = paths.get(token)
      if (path === undefined) throw new AppError('file-not-granted')
      return path
    },
  }
}
