import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'

/** A peer in a process of its own, which answers each job, a line of JSON, by another. */
export interface PeerProcess<Answer> {
  /** One job at a time. @throws Error when the process has ended */
  ask(job: object): Promise<Answer>
  stop(): void
}

/** Starts a script of the benches, named from the repository's root. Its answers are taken to be what it was written to give. */
export function startPeerProcess<Answer>(
  python: string,
  script: string,
  args: readonly string[] = [],
): PeerProcess<Answer> {
  const child = spawn(python, [resolve(script), ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async ask(job) {
      child.stdin.write(`${JSON.stringify(job)}\n`)
      const { value, done } = (await answers.next()) as { value: string; done: boolean }
      if (done) throw new Error('the peer stopped')
      return JSON.parse(value) as Answer
    },
    stop() {
      child.kill()
    },
  }
}
