import { importFile } from '../../../data'
import type { Job } from '../job'

/** Reads a file into typed columns of its own below the project's data folder. */
export const importJob: Job<'import'> = (input, { signal, report }) =>
  importFile({ ...input, signal, onProgress: report })
