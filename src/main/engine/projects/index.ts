/**
 * Open projects: sessions with their store and folder, the state that screens see, what is stale and why, and what
 * jobs are told of a project's files. No calls and no processes here: handlers bring them together.
 */
export { inputsOf } from './digest'
export { fileFailure, freeFolder, inFolder, isProject, sizeOf, stored } from './folder'
export { currentMapping, currentVersion, dataRef, ladderRef, modelRef, withVault } from './jobs'
export { createSessions, type Session, type Sessions } from './sessions'
export { modelInUse, publicVersion, reportInputs, runOf } from './state'
