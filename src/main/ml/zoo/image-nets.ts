import type { Tensor } from '@tensorflow/tfjs'
import type { Model, Pass } from '../compile'
import { conv2d, dense, flatten, maxPool2d, newNet, zeros, type Layer, type NetBuilder } from '../nets'

/** What the pictures are: numbers from 0 to 1, height × width × channels, and how many kinds there are. */
export interface Picture {
  side: number
  channels: number
  classes: number
}

function pictureModel(net: NetBuilder, { side, channels, classes }: Picture, apply: Layer): Model {
  return net.model({
    inputs: [{ shape: [side, side, channels], dtype: 'float32' }],
    outputs: classes,
    apply(pass, [x]) {
      if (x === undefined) throw new Error('a net of pictures has one input')
      return apply(pass, x)
    },
  })
}

/** Side of a filter. */
const filter = 3

/**
 * Convolutions 3 × 3 without a border, the picture halved after each but the last, then a dense layer: the net that
 * most introductions to pictures begin with.
 * @param filters of each convolution, first to last
 */
export function convNet(picture: Picture, filters: readonly number[], units: number): Model {
  const net = newNet()
  let { side, channels } = picture
  const convolutions = filters.map((count, i) => {
    const layer = conv2d(net, `conv-${String(i + 1)}`, filter, channels, count, {
      activation: 'relu',
      padding: 'valid',
    })
    channels = count
    side -= filter - 1
    const last = i === filters.length - 1
    if (!last) side = Math.floor(side / 2)
    const pool = maxPool2d(2)
    return last ? layer : (pass: Pass, x: Tensor): Tensor => pool(pass, layer(pass, x))
  })
  const hidden = dense(net, 'hidden', side * side * channels, units, 'relu')
  const head = dense(net, 'head', units, picture.classes)
  return pictureModel(net, picture, (pass, x) => {
    const seen = convolutions.reduce((below, layer) => layer(pass, below), x)
    return head(pass, hidden(pass, flatten(pass, seen)))
  })
}

/** Two convolutions whose answer is added to what came in, at first by a factor of 0 (Bachlechner et al. 2021). */
function residual(net: NetBuilder, name: string, channels: number): Layer {
  const first = conv2d(net, `${name}/first`, filter, channels, channels, { activation: 'relu' })
  const second = conv2d(net, `${name}/second`, filter, channels, channels, { activation: 'relu' })
  net.weight(`${name}/share`, [], zeros, 'bias')
  return (pass, x) => x.add(second(pass, first(pass, x)).mul(pass.weight(`${name}/share`)))
}

/** In training, half of the pictures are mirrored. */
function mirrored(pass: Pass, x: Tensor): Tensor {
  if (!pass.training) return x
  const { tf } = pass
  const chosen = pass.uniform([x.shape[0], 1, 1, 1]).less(tf.scalar(0.5)).toFloat()
  return x.mul(tf.scalar(1).sub(chosen)).add(tf.reverse(x, 2).mul(chosen))
}

/** Squares of 2 × 2 numbers become one place with four times the channels: a quarter of the work, nothing lost. */
function folded(x: Tensor, { side, channels }: Picture): Tensor {
  const half = side / 2
  return x
    .reshape([-1, half, 2, half, 2 * channels])
    .transpose([0, 1, 3, 2, 4])
    .reshape([-1, half, half, 4 * channels])
}

/** Numbers from 0 to 1 brought to mean 0 and deviation 1, about: those of photographs. */
const brightness = { mean: 0.47, deviation: 0.25 }

/**
 * A small residual net (He et al. 2016): a convolution over the folded picture, then one stage for each further width,
 * each halving the picture, and a line through all that is left of it. Trained on pictures mirrored at random.
 * @param picture of an even side
 * @param widths channels of the first convolution and of each stage
 */
export function residualNet(picture: Picture, [stem, ...widths]: readonly [number, ...number[]]): Model {
  const net = newNet()
  const pool = maxPool2d(2)
  const first = conv2d(net, 'stem', filter, 4 * picture.channels, stem, { activation: 'relu' })
  let channels = stem
  let side = picture.side / 2
  const stages = widths.map((width, i): Layer => {
    const stage = `stage-${String(i + 1)}`
    const widen = conv2d(net, `${stage}/widen`, filter, channels, width, { activation: 'relu' })
    const block = residual(net, `${stage}/block`, width)
    channels = width
    side = Math.floor(side / 2)
    return (pass, x) => block(pass, pool(pass, widen(pass, x)))
  })
  const head = dense(net, 'head', side * side * channels, picture.classes)
  return pictureModel(net, picture, (pass, x) => {
    const { tf } = pass
    const even = mirrored(pass, x).sub(tf.scalar(brightness.mean)).div(tf.scalar(brightness.deviation))
    const seen = stages.reduce((below, stage) => stage(pass, below), first(pass, folded(even, picture)))
    return head(pass, flatten(pass, seen))
  })
}
