/**
 * Tries one rung of the device ladder: loads it, computes what nets are made of, trains a little, compares with plain
 * JavaScript and takes the time. Runs in a process of its own, which may crash or hang: the engine tells.
 */
export { tryRung } from './try-rung'
