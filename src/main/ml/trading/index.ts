/**
 * Prices and what following a forecast of them would have earned: series, features of the past, an account with fees
 * and rules, backtests, the ladder's models, and how sure a Sharpe ratio is. Knows no template, screen or file; the
 * judge of trading (ml/judge) is its only reader in ml.
 */
export {
  readBars,
  suspectedSplits,
  type Adjustment,
  type BadBars,
  type BarSettings,
  type RawBars,
  type Series,
  type SuspectedSplit,
} from './bars'
export { openAccount, priceLimits, type Fill, type Quote, type TradingRules } from './account'
export { backtest, type Backtest } from './backtest'
export {
  extraFeatures,
  extraPrefix,
  featureNames,
  historyNeeded,
  tradingFeatures,
  volatilityColumn,
} from './features'
export { demonstration } from './demonstration'
export { bollinger, macd, rollingDeviation, rsi, sma } from './indicators'
export { forwardReturn, marketOf, type Market, type TradingPolicy } from './market'
export { fitTrading, loadTrading, type TradingModelId, type TradingModelSettings } from './models'
export { overfitting, type Overfitting } from './overfitting'
export { permutationNull } from './permutation'
export {
  deflatedSharpe,
  expectedBestSharpe,
  momentsOf,
  neweyWestError,
  normalShare,
  sharpeOf,
} from './significance'
export { returnForecast, sessionAfter, sidesFor, type ReturnForecast } from './session'
export { fewestForPanel, numbersOf, priceRoles, rawBarsOf, targetsOf, type PriceRole } from './task'
export { rankCorrelation, standardRanks } from './rank'
