/**
 * Prices and what following a forecast of them would have earned: series, features of the past, an account with fees
 * and rules, backtests, the ladder's models, and how sure a Sharpe ratio is. Knows no template, screen or file; the
 * judge of trading (ml/judge) is its only reader in ml.
 */
export { readBars, suspectedSplits, type RawBars } from './bars'
export { backtest, type Backtest } from './backtest'
export { demonstration } from './demonstration'
export { extraFeatures, extraPrefix, historyNeeded, tradingFeatures, volatilityColumn } from './features'
export { bollinger, rollingDeviation, rsi, sma } from './indicators'
export { forwardReturn, marketOf, type Market } from './market'
export { fitTrading, loadTrading, type TradingModelId, type TradingModelSettings } from './models'
export { overfitting } from './overfitting'
export { permutationNull } from './permutation'
export { rankCorrelation, standardRanks } from './rank'
export { returnForecast, sessionAfter, sidesFor } from './session'
export { deflatedSharpe, expectedBestSharpe, momentsOf, neweyWestError, sharpeOf } from './significance'
export { numbersOf, type PriceRole } from './task'
