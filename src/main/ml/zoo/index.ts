/**
 * Architectures as declarations: a net of ../nets together with its loss, optimizer, rate, batch and epochs. Templates
 * build their nets from the general ones; `tutorial` holds those that well-known tutorials teach, setting by setting.
 */
export { denseNet, type DenseNet } from './dense-net'
export { convNet, residualNet, type Picture } from './image-nets'
export { smallResidual, tutorial, type Recipe } from './recipes'
