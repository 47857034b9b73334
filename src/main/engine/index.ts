/**
 * The engine: everything of Plumbline but windows, in one plain Node process. Made here by wiring its parts; started
 * for windows by process.ts and inside the terminal's own process by the command line. Never loads TensorFlow.
 */
import { join } from 'node:path'
import { version } from '../../../package.json'
import { connectClient, type Client } from '#shared/client'
import type { Json } from '#shared/lang'
import type { Channel, EngineConfig, EngineStatus, HostServices } from '#shared/wire'
import { manifest, type Engine } from './engine'
import { createGrants } from './grants'
import { createHandlers } from './handlers'
import { openLog, type Log } from './log'
import { createSessions, fileFailure } from './projects'
import { channelPair, dispatcher, serveClient, type Connection } from './rpc'
import { createDevice } from './device'
import { costsFile, recentsFile, settingsFile } from './settings'
import { storeFailure } from './store'
import { createTaskRunner } from './tasks'
import { createTrainers } from './trainers'

export interface EngineOptions extends EngineConfig {
  /** Where settings are kept; by default in `home`. */
  settingsFile?: string
  /** Folder of what the machine has, shared by the app and the terminal; by default `home`. */
  machine?: string
  /** Built programs beside this one: the trainer, and the thread that writes reports. */
  entries: { trainer: string; report: string }
  /** The Node that trainers run on. */
  node: string
  host: HostServices
  /** Told whenever language, theme or business changes. */
  onStatus?: (status: EngineStatus) => void
  /** Gets each line of the log as well. */
  onLog?: (line: string) => void
}

export interface RunningEngine {
  /** A client in this process. Every call goes through the same parsing as a window's. */
  readonly client: Client
  /** A token for a path that the caller vouches for, as a dialog does for a window. */
  grant: (path: string) => string
  /** Remembers a path under a token that somebody else made. */
  addGrant: (token: string, path: string) => void
  /** Serves a client over a channel until what it returns is called. */
  connect: (channel: Channel) => () => void
  status: () => Promise<EngineStatus>
  readonly log: Log
  /** Stops what runs at its last checkpoint and closes every project. */
  close: () => Promise<void>
}

/** Makes an engine. Costs a few milliseconds: stores, templates and trainers are opened when they are asked for. */
export function createEngine(options: EngineOptions): RunningEngine {
  const { home, host } = options
  const log = openLog(join(home, 'logs'), options.onLog)
  const settings = settingsFile(options.settingsFile ?? join(home, 'settings.json'), options)
  const recents = recentsFile(home)
  const grants = createGrants()
  const connections = new Set<Connection>()

  const emit: Engine['emit'] = (name, payload) => {
    for (const connection of connections) connection.event(name, payload as unknown as Json)
    if (name !== 'project.changed') void tellStatus()
  }
  const tasks = createTaskRunner((change) => {
    emit('task.changed', change)
  })
  const { electron, machine = home } = options
  const device = createDevice({ folder: machine, version, electron, log })
  const trainers = createTrainers(
    { entry: options.entries.trainer, node: options.node, environment: device.environment },
    log,
  )
  const sessions = createSessions({
    recents,
    trainers,
    manifest,
    changed: (project) => {
      emit('project.changed', { project })
    },
    failed: (error) => {
      log.error('store', String(error))
    },
  })
  const engine: Engine = {
    version,
    electron,
    home,
    samples: options.samples,
    log,
    settings,
    recents,
    costs: costsFile(home),
    device,
    grants,
    sessions,
    tasks,
    trainers,
    host,
    reportWorker: options.entries.report,
    emit,
  }
  const recognise = (error: unknown): unknown => fileFailure(storeFailure(error, ''))
  const dispatch = dispatcher({ handlers: createHandlers(engine), tasks, log, recognise })

  async function status(): Promise<EngineStatus> {
    const { lang, theme } = await settings.get()
    return { lang, theme, busy: tasks.busy() }
  }

  let told = ''
  async function tellStatus(): Promise<void> {
    if (options.onStatus === undefined) return
    const now = await status()
    const text = JSON.stringify(now)
    if (text !== told) options.onStatus(now)
    told = text
  }

  function connect(channel: Channel): () => void {
    const connection = serveClient(channel, dispatch, log)
    connections.add(connection)
    return () => {
      connections.delete(connection)
      connection.close()
    }
  }

  const [near, far] = channelPair()
  connect(far)
  const client = connectClient(near)

  return {
    client,
    connect,
    status,
    log,
    grant: grants.grant,
    addGrant: grants.add,
    async close() {
      await tasks.interruptAll()
      await sessions.closeAll()
      client.close()
    },
  }
}
