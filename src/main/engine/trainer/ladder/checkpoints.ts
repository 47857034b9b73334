import { createHash } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Checkpoints } from '../../../ml'
import { writeFileDurably } from '../durable'

/** The newest may be damaged by a dying disk, the one before by bad luck. */
const kept = 3

/**
 * One file a checkpoint: the header's length (4 bytes, little endian), the header as JSON, then the parts.
 * `key` names what the checkpoint belongs to: data, split, model, parameters, seed. Another key is not resumed.
 */
interface Header {
  key: string
  parts: { name: string; bytes: number; sha256: string }[]
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

function pack(key: string, parts: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const header: Header = {
    key,
    parts: [...parts].map(([name, bytes]) => ({ name, bytes: bytes.byteLength, sha256: sha256(bytes) })),
  }
  const json = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(json.byteLength)
  return Buffer.concat([length, json, ...parts.values()])
}

/** The parts of a packed checkpoint, or null where it is damaged or belongs to something else. */
function unpack(packed: Buffer, key: string): Map<string, Uint8Array> | null {
  try {
    const start = 4 + packed.readUInt32LE(0)
    const header = JSON.parse(packed.toString('utf8', 4, start)) as Header
    if (header.key !== key) return null
    const parts = new Map<string, Uint8Array>()
    let at = start
    for (const part of header.parts) {
      // A copy, so that typed arrays of any element size can be laid over the bytes.
      const bytes = new Uint8Array(packed.subarray(at, at + part.bytes))
      if (sha256(bytes) !== part.sha256) return null
      parts.set(part.name, bytes)
      at += part.bytes
    }
    return parts
  } catch (error) {
    // A header cut short or overwritten: what the checksums are for.
    if (error instanceof SyntaxError || error instanceof RangeError) return null
    throw error
  }
}

async function list(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder)
    return names.filter((name) => /^\d{8}\.checkpoint$/.test(name)).sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/**
 * The checkpoints of one fit in a folder of its own: written durably, checksummed, the newest three kept.
 * `load` gives the newest sound one of the same `key`.
 */
export function checkpointsIn(folder: string, key: string): Checkpoints {
  return {
    async load() {
      for (const name of (await list(folder)).reverse()) {
        const parts = unpack(await readFile(join(folder, name)), key)
        if (parts) return parts
      }
      return null
    },
    async save(parts) {
      const names = await list(folder)
      const number = Number.parseInt(names.at(-1) ?? '0', 10) + 1
      const name = `${String(number).padStart(8, '0')}.checkpoint`
      await writeFileDurably(join(folder, name), pack(key, parts))
      for (const old of names.slice(0, Math.max(0, names.length + 1 - kept))) {
        await rm(join(folder, old), { force: true })
      }
    },
  }
}
