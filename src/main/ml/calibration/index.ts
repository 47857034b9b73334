/**
 * From scores to probabilities that can be believed: Platt's sigmoid or an isotonic curve, learnt on validation rows
 * only, chosen by cross-fitting. Ranking metrics never see what is made here.
 */
export { calibrate, type Calibration, type ReturnCalibration } from './apply'
export { fitCalibration, type FittedCalibration } from './fit'
