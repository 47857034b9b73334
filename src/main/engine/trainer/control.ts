/** What supervisor and worker share: two flags that a computing thread can read without waiting for a message. */

/** Index of the flag that is 1 from the moment the engine cancels. */
export const cancelledFlag = 0
/** Index of the flag that is 1 while the engine pauses the job. */
export const pausedFlag = 1

export type Control = Int32Array<SharedArrayBuffer>

export function newControl(): Control {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))
}

/** Sets a flag and wakes whoever waits for it to change. */
export function setFlag(control: Control, flag: number, value: 0 | 1): void {
  Atomics.store(control, flag, value)
  Atomics.notify(control, flag)
}
