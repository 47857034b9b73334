import { createHash } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeAtomically } from '../../../data'
import type { Checkpoints } from '../../../ml'

/** The newest may be damaged by a dying disk, the one before by bad luck. */
const kept = 3

/**
 * One file a checkpoint: the SHA-256 of all that follows, the header's length (4 bytes, little endian), the header as
 * JSON, then the parts. `key` names what the checkpoint belongs to: data, split, model, parameters, seed.
 */
interface Header {
  key: string
  parts: { name: string; bytes: number }[]
}

const hashBytes = 32
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

function pack(key: string, parts: ReadonlyMap<string, Uint8Array>): Buffer {
  const header: Header = {
    key,
    parts: [...parts].map(([name, bytes]) => ({ name, bytes: bytes.byteLength })),
  }
  const json = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(json.byteLength)
  const content = Buffer.concat([length, json, ...parts.values()])
  return Buffer.concat([sha256(content), content])
}

/** The parts of a packed checkpoint, or null where it is damaged or belongs to something else. */
function unpack(packed: Buffer, key: string): Map<string, Uint8Array> | null {
  const content = packed.subarray(hashBytes)
  if (!sha256(content).equals(packed.subarray(0, hashBytes))) return null
  let at = 4 + content.readUInt32LE(0)
  const header = JSON.parse(content.toString('utf8', 4, at)) as Header
  if (header.key !== key) return null
  const parts = new Map<string, Uint8Array>()
  for (const { name, bytes } of header.parts) {
    // A copy, so that typed arrays of any element size can be laid over the bytes.
    parts.set(name, new Uint8Array(content.subarray(at, at + bytes)))
    at += bytes
  }
  return parts
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
      await writeAtomically(join(folder, name), (file) => file.writeFile(pack(key, parts)))
      for (const old of names.slice(0, Math.max(0, names.length + 1 - kept))) {
        await rm(join(folder, old), { force: true })
      }
    },
  }
}
