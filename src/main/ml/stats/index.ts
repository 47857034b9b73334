/**
 * How sure a number is: resampling over the right unit, intervals, simultaneous comparison, power.
 * Knows draws and rows, not what a classifier or a template is; nothing here chooses or names anything.
 */
export * from './bootstrap'
export * from './interval'
export * from './normal'
export * from './power'
export * from './resample'
export * from './simultaneous'
