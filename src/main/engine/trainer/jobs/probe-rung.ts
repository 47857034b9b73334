import { loadRung } from '../../../ml'
import type { Job } from '../job'
import { tryRung } from '../probe'

/** Tries one rung in this process. Says why not, or what it computed and how fast. */
export const probeRung: Job<'probe-rung'> = ({ rung }, { breathe }) =>
  tryRung(rung, () => loadRung(rung), breathe)
