/**
 * What this machine computes with: which rungs of the ladder work and how fast, which one trains, and the runtimes
 * that were installed. Computes nothing itself: each rung is tried in a process of its own.
 */
export { createDevice, type Device } from './device'
export { installRuntime } from './install'
