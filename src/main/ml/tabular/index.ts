/**
 * Models of tables with two classes, for fraud, credit and any later table: preparation learnt on train, then linear
 * models, scorecards, trees and nets. Knows examples and columns; no file formats, no templates.
 */
export * from './amount-rule'
export type { TableRoles } from './columns'
export { fitTable, loadTable } from './fit'
export { pastColumns } from './history'
