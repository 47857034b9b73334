/**
 * Calls in, answers and events out, over any channel. Validation and handler types derive from the contract.
 * Knows no feature: what a call does is in ../handlers.
 */
export { channelPair, serveClient, type Connection } from './serve'
export { dispatcher } from './dispatch'
export type { Handlers } from './handlers'
