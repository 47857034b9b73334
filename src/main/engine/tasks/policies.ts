import type { Progress, TaskName } from '#shared/contract/index'

/**
 * Tasks of one lane run one after another; lanes run side by side. Training has the machine's cores to itself, but a
 * file can be brought in, checked, predicted or reported on meanwhile.
 */
export type Lane = 'train' | 'data' | 'use' | 'device'

interface Policy<K extends TaskName> {
  lane: Lane
  /** Joins progress that is held back with what follows; null: send the held one first. Without it the newest wins. */
  merge?: (held: Progress<K>, next: Progress<K>) => Progress<K> | null
}

export const policies: { [K in TaskName]: Policy<K> } = {
  'device.probe': { lane: 'device' },
  'runtime.install': { lane: 'device' },
  'data.import': { lane: 'data' },
  'data.map': { lane: 'data' },
  'checks.run': { lane: 'data' },
  'checks.price': { lane: 'train' },
  'split.make': { lane: 'data' },
  'train.run': { lane: 'train', merge: joinPoints },
  'train.resume': { lane: 'train', merge: joinPoints },
  'explain.model': { lane: 'use' },
  'demo.show': { lane: 'use' },
  'vault.open': { lane: 'use' },
  'predict.file': { lane: 'use' },
  'report.export': { lane: 'use' },
}

/** No point of a curve is lost to the throttle. */
function joinPoints(held: Progress<'train.run'>, next: Progress<'train.run'>): Progress<'train.run'> | null {
  return held.run === next.run ? { ...next, points: [...held.points, ...next.points] } : null
}
