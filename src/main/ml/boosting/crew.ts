import { control, phase, Thread, type Shared } from './phases.ts'

/**
 * How long a thread looks for a change before it blocks, in looks (about 20 µs): the next piece of work usually comes
 * sooner than the system could wake a thread. Longer would take the processor from others.
 */
const looks = 6000

/** Longest silence of the other threads before they are taken for dead, in milliseconds. */
const patience = 120_000

/** Blocks until the integer is no longer what it was. @returns whether it changed in time */
function waitWhile(ints: Int32Array, place: number, value: number, timeout?: number): boolean {
  for (let look = 0; look < looks; look++) if (Atomics.load(ints, place) !== value) return true
  while (Atomics.load(ints, place) === value) {
    if (Atomics.wait(ints, place, value, timeout) === 'timed-out') return false
  }
  return true
}

/** What a worker thread does all its life: waits for a turn, works, says that it is through. */
export function obey(shared: Shared, ready: () => void): void {
  const thread = new Thread(shared)
  ready()
  const { ints } = thread
  for (let turn = 0; ;) {
    waitWhile(ints, control.turn, turn)
    turn = Atomics.load(ints, control.turn)
    const isLast = ints[control.phase] === phase.stop
    try {
      if (!isLast) thread.work()
    } catch (error) {
      Atomics.store(ints, control.failed, 1)
      throw error
    } finally {
      if (Atomics.sub(ints, control.waiting, 1) === 1) Atomics.notify(ints, control.waiting)
    }
    if (isLast) return
  }
}

/** Hands out a phase's tasks to `others` threads and this one, and returns when all are done. */
export function command({ ints, thread, others }: { ints: Int32Array; thread: Thread; others: number }) {
  return (now: number, tasks: number): void => {
    ints[control.phase] = now
    ints[control.tasks] = tasks
    Atomics.store(ints, control.next, 0)
    if (others === 0 || tasks === 1) {
      thread.work()
      return
    }
    Atomics.store(ints, control.waiting, others)
    Atomics.add(ints, control.turn, 1)
    Atomics.notify(ints, control.turn)
    if (now !== phase.stop) thread.work()
    for (;;) {
      const waiting = Atomics.load(ints, control.waiting)
      if (waiting === 0) break
      if (!waitWhile(ints, control.waiting, waiting, patience))
        throw new Error('a thread of the fit is silent')
    }
    if (Atomics.load(ints, control.failed) !== 0) throw new Error('a thread of the fit failed')
  }
}
