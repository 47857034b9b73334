import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkpointsIn } from './checkpoints'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-checkpoints-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const parts = (epoch: number): Map<string, Uint8Array> =>
  new Map([
    ['weights', Uint8Array.of(epoch, 2, 3)],
    ['empty', new Uint8Array(0)],
    ['state.json', Buffer.from(JSON.stringify({ epoch }))],
  ])

const epochOf = (loaded: Map<string, Uint8Array> | null): number | undefined => loaded?.get('weights')?.[0]

test('gives back what was saved last, and keeps three', async () => {
  const checkpoints = checkpointsIn(folder, 'key')
  expect(await checkpoints.load()).toBeNull()
  for (let epoch = 1; epoch <= 5; epoch += 1) await checkpoints.save(parts(epoch))
  const loaded = await checkpointsIn(folder, 'key').load()
  expect([...(loaded ?? [])].map(([name, bytes]) => [name, [...bytes]])).toEqual(
    [...parts(5)].map(([name, bytes]) => [name, [...bytes]]),
  )
  expect(readdirSync(folder)).toEqual(['00000003.checkpoint', '00000004.checkpoint', '00000005.checkpoint'])
})

test('what belongs to other data, another split or other settings is not gone on from', async () => {
  await checkpointsIn(folder, 'one').save(parts(1))
  expect(await checkpointsIn(folder, 'other').load()).toBeNull()
})

test('a damaged checkpoint gives way to the one before it, however it is damaged', async () => {
  const checkpoints = checkpointsIn(folder, 'key')
  await checkpoints.save(parts(1))
  await checkpoints.save(parts(2))
  const newest = join(folder, '00000002.checkpoint')
  const sound = readFileSync(newest)
  for (let length = 0; length < sound.length; length += 7) {
    truncateSync(newest, length)
    expect(epochOf(await checkpoints.load())).toBe(1)
    writeFileSync(newest, sound)
  }
  for (let at = 0; at < sound.length; at += 1) {
    const flipped = Buffer.from(sound)
    flipped[at] = (flipped[at] ?? 0) ^ 0xff
    writeFileSync(newest, flipped)
    expect(epochOf(await checkpoints.load())).toBe(1)
  }
  writeFileSync(newest, sound)
  expect(epochOf(await checkpoints.load())).toBe(2)
})

test('what a crash left half written is no checkpoint', async () => {
  const checkpoints = checkpointsIn(folder, 'key')
  await checkpoints.save(parts(1))
  writeFileSync(join(folder, '.00000002.checkpoint.abc.part'), 'half')
  expect(epochOf(await checkpoints.load())).toBe(1)
})
