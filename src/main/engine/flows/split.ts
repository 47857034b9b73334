import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { StepProgress } from '#shared/contract/index'
import type { Mapping, SplitState } from '#shared/project'
import type { SplitKind } from '#shared/results'
import type { Engine } from '../engine'
import {
  currentMapping,
  currentVersion,
  dataRef,
  inFolder,
  inputsOf,
  stored,
  withVault,
  type Session,
} from '../projects'
import type { VersionRow } from '../store'

/** The seed of a split that nobody chose one for. Any would do; a fixed one makes the same file split the same. */
const defaultSeed = 1

export interface SplitWish {
  version?: VersionRow
  /** A mapping to confirm; by default the confirmed one. */
  mapping?: Mapping
  kind?: SplitKind | undefined
  group?: string | null | undefined
  gapDays?: number | undefined
  seed?: number | undefined
}

/**
 * Splits the data, and seals the vault when this version has none yet. A later split can add to the vault but takes
 * nothing from it. What is recorded: mapping, split and the place of the sealed rows, in one transaction.
 */
export async function makeSplit(
  engine: Engine,
  session: Session,
  wish: SplitWish,
  signal: AbortSignal,
  onProgress: (progress: StepProgress) => void,
): Promise<SplitState> {
  const { store, folder } = session
  const version = wish.version ?? currentVersion(session)
  const mapping = wish.mapping ?? currentMapping(session, version)
  const current = store.split.current(version.id)
  const data = dataRef(session, version, mapping)
  const result = await engine.trainers.run(
    'seal',
    {
      // The sealed rows' keys, so that what is sealed once stays sealed in new data and near it.
      data: withVault(session, data, null),
      folder: join(folder, 'data'),
      plan: {
        seed: wish.seed ?? current?.state.seed ?? defaultSeed,
        ...(wish.kind === undefined ? {} : { kind: wish.kind }),
        ...(wish.group === undefined ? {} : { group: wish.group }),
        ...(wish.gapDays === undefined ? {} : { gapDays: wish.gapDays }),
      },
      seal: !version.sealed,
    },
    { signal, onProgress },
  )
  const open = stored(folder, result.open)
  const at = new Date().toISOString()
  engine.sessions.edit(session, () => {
    const { state } = result
    store.versions.seal(version.id, open, result.sealed === null ? null : stored(folder, result.sealed))
    store.mapping.set(version.id, result.mapping)
    store.split.add(version.id, at, {
      path: stored(folder, result.split),
      state,
      inputs: inputsOf.split(version.id, result.mapping, data.remedies),
    })
    store.ledger.add({
      at,
      kind: 'split',
      model: null,
      config: {
        version: version.id,
        kind: state.kind,
        group: state.group,
        seed: state.seed,
        counts: { ...state.counts },
      },
      headline: null,
      note: '',
      energyWh: null,
    })
  })
  // The file that held rows which are sealed now. Recorded first: a crash in between leaves a file that sweeping finds.
  if (open !== version.arrow) await forget(session, version.arrow)
  return result.state
}

/** Deletes a data file, unless another version still uses it (the same file brought in twice). */
async function forget({ folder, store }: Session, path: string): Promise<void> {
  const used = store.versions.list().some((version) => version.arrow === path)
  const absolute = inFolder(folder, path)
  if (!used && existsSync(absolute)) await rm(absolute)
}

/** Makes the split anew if what it was made from has changed; its state, and the number of the row that holds it. */
export async function freshSplit(
  engine: Engine,
  session: Session,
  signal: AbortSignal,
): Promise<{ id: number; state: SplitState }> {
  const { store } = session
  const version = currentVersion(session)
  const mapping = currentMapping(session, version)
  const remedies = store.checks.remedies().map((remedy) => remedy.body)
  const current = store.split.current(version.id)
  if (current === null || current.inputs !== inputsOf.split(version.id, mapping, remedies)) {
    // A kind or group that somebody chose is kept; a proposed one is proposed again.
    const chosen = current?.state.reason.code === 'chosen' ? current.state : null
    const wish = chosen === null ? {} : { kind: chosen.kind, group: chosen.group }
    await makeSplit(engine, session, wish, signal, () => undefined)
  }
  const fresh = store.split.current(version.id)
  if (fresh === null) throw new Error('a split that was made is not there')
  return fresh
}
