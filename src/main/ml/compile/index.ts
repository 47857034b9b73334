/**
 * The one way in which nets train: `compile(model, loss, optimizer, rows)` gives steps, evaluation, prediction and
 * weights; README.md explains how. Knows TensorFlow and typed arrays; no layers, no templates, no files of models.
 */
export * from './compile'
export * from './losses'
export * from './model'
export * from './ops'
export { slotCount, type Optimizer } from './optimizers'
