import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPeerProcess } from './peer-process'

type Numbers = Float32Array | Int32Array

/** Rows as the peer reads them. */
export interface PeerRows {
  x: PeerArray
  y: PeerArray
}

interface PeerArray {
  file: string
  dtype: string
  shape: readonly number[]
}

/** A net and how Keras trains it: by `fit`, or step by step in a given order of rows from given weights. */
export interface PeerJob {
  net: 'dense' | 'pictures' | 'sequence'
  shape: object
  train: PeerRows
  validation?: PeerRows
  test: PeerArray
  batch: number
  epochs: number
  /** Null: every epoch is trained and the last one kept. */
  patience: number | null
  seed: number
  weights?: readonly PeerArray[]
  order?: PeerArray
  /** Steps compiled by XLA. */
  jit?: boolean
}

export interface PeerAnswer {
  epochs: number
  losses: number[]
  seconds: number
  weights: number
  predictions: Float32Array
}

/** Keras in a process of its own. Arrays reach it as files of a temporary folder, which `end` removes. */
export interface Peer {
  array(values: Numbers, shape: readonly number[]): PeerArray
  ask(job: PeerJob): Promise<PeerAnswer>
  end(): void
}

export function startPeer(python: string, threads: number): Peer {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-keras-'))
  const script = 'tests/bench/keras/zoo-peer.py'
  const keras = startPeerProcess<Omit<PeerAnswer, 'predictions'>>(python, script, [String(threads)])
  let files = 0
  const fresh = (): string => join(folder, String((files += 1)))
  return {
    array(values, shape) {
      const file = fresh()
      writeFileSync(file, values)
      return { file, dtype: values instanceof Int32Array ? '<i4' : '<f4', shape }
    },
    async ask(job) {
      const predictions = fresh()
      const answer = await keras.ask({ ...job, predictions })
      const bytes = Uint8Array.from(readFileSync(predictions))
      return { ...answer, predictions: new Float32Array(bytes.buffer) }
    },
    end() {
      keras.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
