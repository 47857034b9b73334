/**
 * Scorecards: monotone bins, points, and the card in forms that other programs read. Knows frames of prepared columns
 * and files as bytes; no templates.
 */
export { fitScorecard, loadScorecard, scorecardFields, type ScorecardParams } from './scorecard'
