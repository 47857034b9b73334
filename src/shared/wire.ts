/**
 * How messages travel: renderer ↔ shell ↔ engine, and command line ↔ engine inside one process. JSON strings only.
 * birpc correlates calls (its `serialize` is JSON.stringify); the shell relays the strings without reading them.
 */
import type { WireError } from './errors'
import type { Json, Lang } from './lang'

/** What a call answers. An expected failure is an answer, not an exception: exceptions lose their fields on the way. */
export type Answer = { result: Json } | { error: WireError }

/** Functions that the engine offers to a client over birpc. A task's `call` answers `{ task: id }` at once. */
export interface EngineFunctions {
  call: (name: string, input: Json) => Promise<Answer>
}

/** Functions that a client offers to the engine over birpc, as events. */
export interface ClientFunctions {
  event: (name: string, payload: Json) => void
}

/**
 * `starting`: being (re)started, calls fail with `engine-unavailable`. `ready`: ask again what is on screen.
 * `failed`: it died so often that the shell gave up until asked.
 */
export type EngineState = 'starting' | 'ready' | 'failed'

/** What goes over a renderer's MessagePort, in both directions. The port outlives the engine's restarts. */
export type PortMessage = { kind: 'rpc'; data: string } | { kind: 'engine'; state: EngineState }

/** A place to send PortMessages to and to hear them from: a MessagePort, or its stand-in inside one process. */
export interface Channel {
  post: (message: PortMessage) => void
  listen: (listener: (message: PortMessage) => void) => void
  close: () => void
}

/** What the shell tells the engine at its start. */
export interface EngineConfig {
  /** The application's own folder: settings, recent projects, logs. Created when absent. */
  home: string
  /** Where projects are made unless the user says otherwise. */
  projectsFolder: string
  /** Folder of bundled samples: `<template id>/<file>`. */
  samples: string
  /** Language of the operating system: the first choice until the user sets one. */
  lang: Lang
  electron: string | null
}

/** Shell → engine, over the fork's channel. */
export type ToEngine =
  | { kind: 'start'; config: EngineConfig }
  | { kind: 'connect'; client: string }
  | { kind: 'disconnect'; client: string }
  | { kind: 'rpc'; client: string; data: string }
  /** A file or folder that the user chose in a dialog or dropped: the only way a path gets in. */
  | { kind: 'grant'; token: string; path: string }
  | { kind: 'host-answer'; id: number; result?: Json; error?: WireError }
  | { kind: 'ping' }
  /** Stop trainers at their next checkpoint, close every store, exit 0. */
  | { kind: 'shutdown' }

/** Engine → shell. */
export type FromEngine =
  | { kind: 'ready' }
  | { kind: 'rpc'; client: string; data: string }
  | { kind: 'host'; id: number; service: keyof HostServices; input: Json }
  | { kind: 'status'; status: EngineStatus }
  | { kind: 'pong' }

/** What the shell needs to know for its menu, window and the question at quitting. */
export interface EngineStatus {
  lang: Lang
  theme: 'light' | 'dark' | 'system'
  /** Something is training, importing or exporting. */
  busy: boolean
}

/** What the engine may ask of whoever hosts it. */
export interface HostServices {
  /** Prints a self-contained HTML file. @throws AppError `no-electron`, `no-display`, `print-failed` */
  printPdf: (input: { html: string; pdf: string }) => Promise<null>
}
