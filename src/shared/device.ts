/** What nets can train on, and what was found out about it on this machine. */

/** Fastest first, as machines usually go; what was measured decides. */
export const rungs = ['cuda', 'webgpu', 'tensorflow-cpu', 'javascript'] as const

/** A way to compute: NVIDIA's card through TensorFlow, any card through WebGPU, TensorFlow on the processor, neither. */
export type Rung = (typeof rungs)[number]

/** What the user wants: the fastest that was measured and agrees, or one of them. */
export const deviceChoices = ['automatic', ...rungs] as const
export type DeviceChoice = (typeof deviceChoices)[number]

/** Why a rung does not work, or is not used. What happened and what to do are `device.reasons.<code>`. */
export const rungReasons = [
  'platform',
  'runtime-missing',
  'package-missing',
  'driver-missing',
  'card-missing',
  'library-missing',
  'vulkan-missing',
  'adapter-missing',
  'software-adapter',
  'disagrees',
  'does-not-learn',
  'out-of-memory',
  'crashed',
  'timed-out',
  'failed',
] as const
export type RungReason = (typeof rungReasons)[number]

export type ReasonParams = Record<string, string | number>

export interface RungReport {
  rung: Rung
  /** It computed everything it was asked. */
  available: boolean
  /** Why it is not available, or why it is never chosen. */
  reason?: RungReason
  params?: ReasonParams
  /** Median time of the same work on every rung. */
  seconds?: number
  /** The same numbers as the processor's, within single precision. */
  agrees?: boolean
  /** The product's name of the card or processor. */
  device?: string
}

/** What `plumbline doctor --json` prints. */
export interface Doctor {
  node: string
  electron: string | null
  tensorflow: string | null
  rungs: RungReport[]
  chosen: Rung
}

/** Whether a rung may train at all: it computes, the same numbers, and is no card that a program pretends to be. */
export const isSound = (report: RungReport): boolean =>
  report.available && report.agrees === true && report.reason === undefined

/** Rungs that train only when somebody chooses them: WebGPU has not yet been seen to end a whole training (adr/0010). */
export const onlyByChoice: ReadonlySet<Rung> = new Set(['webgpu'])

/**
 * The rung that trains: the chosen one where it is sound, else the fastest sound one. Plain JavaScript, which needs
 * nothing, where nothing else is.
 */
export function chosenRung(reports: readonly RungReport[], choice: DeviceChoice): Rung {
  const sound = reports.filter(isSound)
  const wanted = sound.find(({ rung }) => rung === choice)
  if (wanted) return wanted.rung
  const fastest = sound
    .filter(({ rung }) => !onlyByChoice.has(rung))
    .sort((a, b) => (a.seconds ?? Infinity) - (b.seconds ?? Infinity))
  return fastest[0]?.rung ?? 'javascript'
}

/** How many times as fast a rung is as plain JavaScript; null where either was not measured. */
export function speedUp(reports: readonly RungReport[], rung: Rung): number | null {
  const secondsOf = (wanted: Rung): number | undefined =>
    reports.find((report) => report.rung === wanted && report.available)?.seconds
  const [own, plain] = [secondsOf(rung), secondsOf('javascript')]
  return own === undefined || plain === undefined || own === 0 ? null : plain / own
}

/** Variables by which the engine tells a trainer's process what to compute on, and which folder's libraries to use. */
export const deviceVariables = { rung: 'PLUMBLINE_RUNG', runtime: 'PLUMBLINE_RUNTIME' } as const

/** TensorFlow's libraries, by what they compute on. */
export const runtimeIds = ['cpu', 'cuda'] as const
export type RuntimeId = (typeof runtimeIds)[number]

export interface RuntimeState {
  id: RuntimeId
  /** `bundled` came with the program and cannot be removed; `absent` can be installed. */
  state: 'bundled' | 'installed' | 'absent' | 'unsupported'
  version: string
  /** On the disk, where installed; else about what a download takes. */
  bytes: number
}

/** What was measured, what is wanted, and what there is to install. */
export interface DeviceState {
  choice: DeviceChoice
  /** Null before anything was measured with what is installed now. */
  doctor: Doctor | null
  runtimes: RuntimeState[]
}
