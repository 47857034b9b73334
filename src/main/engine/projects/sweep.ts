import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Store } from '../store'

/** Files of ours; what somebody else put there is left alone. */
const dataFile = /\.(arrow|jsonl)$|^\.unfinished-/

/**
 * Deletes data files that the store does not speak of: what a crash left between writing a file and recording it, or
 * between recording that its rows are sealed and deleting it. Nothing may be running for the project.
 */
export async function sweep(folder: string, store: Store): Promise<void> {
  const data = join(folder, 'data')
  if (!existsSync(data)) return
  const known = new Set([
    ...store.versions.list().flatMap(({ arrow, refused, lost }) => [arrow, refused, lost]),
    ...store.versions.sealedFiles(null),
    ...store.split.paths(),
  ])
  for (const name of await readdir(data)) {
    if (dataFile.test(name) && !known.has(`data/${name}`)) await rm(join(data, name), { recursive: true })
  }
}
