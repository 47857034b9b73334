/**
 * What each call does: one file a contract area. Handlers read and edit the store, start jobs and answer; what takes
 * several steps is in ../flows, and nothing here computes.
 */
import type { Engine } from '../engine'
import type { Handlers } from '../rpc'
import { appHandlers } from './app'
import { checkHandlers } from './checks'
import { dataHandlers } from './data'
import { deviceHandlers } from './device'
import { goalHandlers } from './goal'
import { predictHandlers } from './predict'
import { projectHandlers } from './projects'
import { reportHandlers } from './report'
import { resultHandlers } from './results'
import { settingsHandlers } from './settings'
import { taskHandlers } from './tasks'
import { trainHandlers } from './train'

/** A handler that the contract declares and nobody wrote does not compile. */
export const createHandlers = (engine: Engine): Handlers => ({
  ...appHandlers(engine),
  ...checkHandlers(engine),
  ...dataHandlers(engine),
  ...deviceHandlers(engine),
  ...goalHandlers(engine),
  ...predictHandlers(engine),
  ...projectHandlers(engine),
  ...reportHandlers(engine),
  ...resultHandlers(engine),
  ...settingsHandlers(engine),
  ...taskHandlers(engine),
  ...trainHandlers(engine),
})
