import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openEnergyMeter, type EnergyMeter } from '.'

let root: string
let said: string[]
let meter: EnergyMeter | null
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plumbline-energy-'))
  said = []
  meter = null
})
afterEach(() => {
  meter?.stop()
  rmSync(root, { recursive: true, force: true })
})

function put(path: string, value: string | number): void {
  const file = join(root, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, `${String(value)}\n`)
}

function zone(id: string, name: string, microjoules: number, range = 1e9): void {
  put(`sys/class/powercap/${id}/name`, name)
  put(`sys/class/powercap/${id}/max_energy_range_uj`, range)
  put(`sys/class/powercap/${id}/energy_uj`, microjoules)
}

const open = (nvidiaSmi = join(root, 'none')): EnergyMeter =>
  (meter = openEnergyMeter((line) => said.push(line), { root, nvidiaSmi }))

const hour = 3600e6

test('adds up the sockets, not their parts nor the whole board', () => {
  zone('intel-rapl:0', 'package-0', 100)
  zone('intel-rapl:1', 'package-1', 200)
  zone('intel-rapl:2', 'psys', 0)
  zone('intel-rapl:0:0', 'core', 0)
  const { wattHours } = open()
  expect(wattHours()).toBe(0)
  zone('intel-rapl:0', 'package-0', 100 + hour / 10)
  zone('intel-rapl:1', 'package-1', 200 + hour / 5)
  zone('intel-rapl:2', 'psys', hour)
  zone('intel-rapl:0:0', 'core', hour)
  expect(wattHours()).toBeCloseTo(0.3, 9)
  expect(said).toEqual(['energy: read from package-0, package-1'])
})

test('goes on over every wrap-around of a counter', () => {
  const range = 1_000_000
  zone('intel-rapl:0', 'package-0', 900_000, range)
  const { wattHours } = open()
  for (const value of [100_000, 900_000, 50_000]) {
    zone('intel-rapl:0', 'package-0', value, range)
    wattHours()
  }
  // 200,000 + 800,000 + 150,000 µJ
  expect(wattHours()).toBeCloseTo(1.15 / 3600, 12)
})

test('says why there is nothing to read, and measures nothing', () => {
  expect(open().wattHours()).toBeNull()
  expect(said).toEqual(['energy: this system shows no counters of its processors'])
})

test('one socket that cannot be read: not half of the truth', () => {
  zone('intel-rapl:0', 'package-0', 1)
  put('sys/class/powercap/intel-rapl:1/name', 'package-1')
  expect(open().wattHours()).toBeNull()
  expect(said).toHaveLength(1)
  expect(said[0]).toContain('cannot be read')
})

test('a counter that vanishes ends the measurement, said once', () => {
  zone('intel-rapl:0', 'package-0', 1)
  const { wattHours } = open()
  rmSync(join(root, 'sys/class/powercap/intel-rapl:0/energy_uj'))
  expect(wattHours()).toBeNull()
  expect(wattHours()).toBeNull()
  expect(said.filter((line) => line.includes('any more'))).toHaveLength(1)
})

test('AMD: the counter of the card where it has one', () => {
  put('sys/class/hwmon/hwmon2/name', 'amdgpu')
  put('sys/class/hwmon/hwmon2/energy1_input', 5)
  put('sys/class/hwmon/hwmon1/name', 'coretemp')
  put('sys/class/hwmon/hwmon1/energy1_input', 5)
  const { wattHours } = open()
  put('sys/class/hwmon/hwmon2/energy1_input', 5 + hour)
  put('sys/class/hwmon/hwmon1/energy1_input', 5 + hour)
  expect(wattHours()).toBeCloseTo(1, 9)
})

test('AMD: mean power over time where it has none', async () => {
  put('sys/class/hwmon/hwmon0/name', 'amdgpu')
  put('sys/class/hwmon/hwmon0/power1_average', 36_000_000)
  const began = performance.now()
  const { wattHours } = open()
  await sleep(50)
  const found = wattHours()!
  const seconds = (performance.now() - began) / 1000
  expect(found).toBeGreaterThan((36 * 0.045) / 3600)
  expect(found).toBeLessThanOrEqual((36 * seconds) / 3600)
})

/** A program that tells of two cards, as NVIDIA's does. */
function program(lines: string): string {
  const file = join(root, 'smi')
  writeFileSync(
    file,
    `#!/bin/sh\nprintf '${lines}'\ncase "$*" in *-lms*) while sleep 0.02; do printf '${lines}'; done;; esac\n`,
  )
  chmodSync(file, 0o755)
  return file
}

test('NVIDIA: the power of all cards over time', async () => {
  const began = performance.now()
  const { wattHours } = open(program('0, 20.00\\n1, 16.00\\n'))
  await sleep(60)
  const found = wattHours()!
  const seconds = (performance.now() - began) / 1000
  expect(found).toBeGreaterThan((36 * 0.05) / 3600)
  expect(found).toBeLessThanOrEqual((36 * seconds) / 3600)
  expect(said).toContain('energy: read from NVIDIA (2)')
})

test('NVIDIA: a card that tells no power is not guessed at', () => {
  expect(open(program('0, [N/A]\\n')).wattHours()).toBeNull()
  expect(said).toContain('energy: the NVIDIA card does not tell its power')
})
