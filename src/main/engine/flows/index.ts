/**
 * Work of several steps that more than one call needs: splitting and sealing, checking, running a ladder. Each step
 * computes in a trainer; what it gives is recorded in one transaction.
 */
export { runChecks } from './checks'
export { runLadder } from './ladder'
export { reportInput, writeReport } from './report'
export { freshSplit, makeSplit } from './split'
