/**
 * Traps in tables that only a model can find: columns that know the outcome, parts that differ, columns that stand in
 * for a protected one. Numbers and labels in, findings out: no cards, no words, no tables of files.
 */
export { aloneArea, trapColumn, type TrapColumn } from './columns'
export { findLabelDoubts } from './label-doubts'
export { findLeaks } from './leaks'
export { tellApart } from './tell-apart'
