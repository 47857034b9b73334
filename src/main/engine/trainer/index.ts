/**
 * The entry of a trainer process: one job, then it ends. The main thread speaks with the engine (supervisor.ts);
 * the job computes in a thread of its own (job.worker.ts), so that nothing it does delays a heartbeat, a cancel or
 * the end of an orphan. Jobs live in jobs/, the training of a whole ladder in ladder/. Never opens project.db.
 */
import { join } from 'node:path'
import { supervise } from './supervisor'

// The build puts every thread's file beside the entries.
supervise(join(import.meta.dirname, 'job.worker.js'))
