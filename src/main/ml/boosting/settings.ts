import { AppError } from '#shared/errors'
import type { BoostingSettings } from './types'

/** LightGBM's defaults, so that figures compare. */
const defaultSettings: BoostingSettings = {
  objective: 'binary',
  classes: 2,
  trees: 100,
  learningRate: 0.1,
  leaves: 31,
  maxDepth: 0,
  minDataInLeaf: 20,
  minHessianInLeaf: 1e-3,
  minGain: 0,
  l1: 0,
  l2: 0,
  rowSampling: 1,
  rowSamplingEvery: 1,
  columnSampling: 1,
  maxBins: 255,
  minDataInBin: 3,
  binSample: 200_000,
  catSmooth: 10,
  catL2: 10,
  maxCatThreshold: 32,
  maxCatToOneHot: 4,
  minDataPerGroup: 100,
  monotone: [],
  patience: 0,
  watch: 'loss',
  checkpointEvery: 20,
}

/** Below this many rows the usual defaults fit noise: see README.md for what was measured. */
const smallData = 5000

/**
 * Settings to start from for a table of so many training rows. Under 5,000 rows: many short, slow trees on part of rows
 * and columns, which on tables of 1,000 rows do as well as logistic regression where the usual defaults do worse.
 */
export function settingsFor(rows: number): BoostingSettings {
  if (rows >= smallData) return defaultSettings
  return {
    ...defaultSettings,
    trees: 300,
    learningRate: 0.03,
    leaves: 6,
    minDataInLeaf: 10,
    l2: 5,
    rowSampling: 0.7,
    columnSampling: 0.5,
    minDataPerGroup: 20,
  }
}

/** What a setting may be: lowest and highest value, whole or not. */
const ranges: Partial<Record<keyof BoostingSettings, [low: number, high: number, whole: boolean]>> = {
  classes: [2, 1000, true],
  trees: [1, 100_000, true],
  learningRate: [1e-9, 10, false],
  leaves: [1, 4096, true],
  maxDepth: [0, 4096, true],
  minDataInLeaf: [1, 1e9, true],
  minHessianInLeaf: [0, 1e9, false],
  minGain: [0, 1e300, false],
  l1: [0, 1e300, false],
  l2: [0, 1e300, false],
  rowSampling: [1e-6, 1, false],
  rowSamplingEvery: [1, 1e9, true],
  columnSampling: [1e-6, 1, false],
  maxBins: [2, 255, true],
  minDataInBin: [1, 1e9, true],
  binSample: [1, 1e9, true],
  catSmooth: [0, 1e300, false],
  catL2: [0, 1e300, false],
  maxCatThreshold: [1, 255, true],
  maxCatToOneHot: [1, 255, true],
  minDataPerGroup: [1, 1e9, true],
  patience: [0, 1e9, true],
  checkpointEvery: [1, 1e9, true],
}

/** The whole settings. @throws AppError boosting-setting for one out of its range */
export function completeSettings(settings: Partial<BoostingSettings>, columns: number): BoostingSettings {
  const whole = { ...defaultSettings, ...settings }
  for (const [name, [low, high, isWhole]] of Object.entries(ranges)) {
    const value = whole[name as keyof typeof ranges]
    const fits = typeof value === 'number' && value >= low && value <= high
    if (!fits || (isWhole && !Number.isInteger(value))) {
      throw new AppError('boosting-setting', { setting: name, value: String(value), low, high })
    }
  }
  const { monotone } = whole
  if (monotone.length !== 0 && monotone.length !== columns) {
    throw new AppError('boosting-setting', {
      setting: 'monotone',
      value: monotone.length,
      low: columns,
      high: columns,
    })
  }
  return whole
}
