import { mkdir, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { z } from 'zod'

/** A small JSON document of the application itself, replaced whole. */
export interface JsonFile<T> {
  get: () => Promise<T>
  /** Changes are made one after another and are on the disk when the promise resolves. */
  update: (change: (value: T) => T) => Promise<T>
}

/**
 * @param fallback what stands for an absent file. One that cannot be understood is set aside under `.damaged`, so
 * that a hand-edited or foreign file never keeps the application from starting.
 */
export function jsonFile<T>(path: string, schema: z.ZodType<T>, fallback: () => T): JsonFile<T> {
  let value: Promise<T> | null = null

  async function read(): Promise<T> {
    let text: string
    try {
      text = await readFile(path, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return fallback()
      throw error
    }
    const parsed = schema.safeParse(parseJson(text))
    if (parsed.success) return parsed.data
    await rename(path, `${path}.damaged`)
    return fallback()
  }

  const get = (): Promise<T> => (value ??= read())

  return {
    get,
    update(change) {
      const next = get().then(async (current) => {
        const changed = change(current)
        await mkdir(dirname(path), { recursive: true })
        await writeFileAtomic(path, `${JSON.stringify(changed, null, 2)}\n`)
        return changed
      })
      // A write that failed leaves the value as it was.
      const before = value
      value = next.catch(() => before ?? read())
      return next
    },
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The schema refuses undefined, which is what sets the file aside.
    return undefined
  }
}
