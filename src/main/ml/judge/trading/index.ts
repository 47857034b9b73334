/**
 * How traded forecasts are judged: through the market's rules to returns after costs, with days as the unit and blocks
 * of days as what is drawn. Shares the one decision with every other family (../decide).
 */
export { tradingJudge } from './judge'
