import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs'
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

/** Share of the side by which a picture is shifted at most: 4 of 32 pixels, as He et al. 2016 do. */
const shift = 1 / 8

/** In training: each picture shifted a little, half of them mirrored; what comes in at an edge is black. */
function augmented(pass: Pass, x: Tensor): Tensor {
  if (!pass.training) return x
  const { tf } = pass
  const [count, height, width] = x.shape as [number, number, number]
  const moved = pass
    .uniform([count, 2])
    .sub(tf.scalar(0.5))
    .mul(tf.scalar(2 * shift))
  const [top, left] = tf.split(moved, 2, 1) as [Tensor, Tensor]
  // A crop from right to left is the picture mirrored.
  const mirrored = pass.uniform([count, 1]).less(tf.scalar(0.5)).toFloat()
  const right = left.add(tf.scalar(1))
  const boxes = tf.concat(
    [
      top,
      left.add(mirrored.mul(right.sub(left))),
      top.add(tf.scalar(1)),
      right.add(mirrored.mul(left.sub(right))),
    ],
    1,
  ) as Tensor2D
  const each = tf.range(0, count, 1, 'int32')
  return tf.image.cropAndResize(x as Tensor4D, boxes, each, [height, width], 'bilinear', 0)
}

/**
 * A small residual net (He et al. 2016): one stage for each width, each halving the picture, then the mean over what
 * is left of it. Trained on pictures that are shifted and mirrored at random.
 * @param widths channels of each stage, first to last
 */
export function residualNet(picture: Picture, widths: readonly number[]): Model {
  const net = newNet()
  const pool = maxPool2d(2)
  let { channels } = picture
  const stages = widths.map((width, i): Layer => {
    const stage = `stage-${String(i + 1)}`
    const widen = conv2d(net, `${stage}/widen`, filter, channels, width, { activation: 'relu' })
    // The first stage sees the whole picture: a block there would cost more than all others together.
    const block = i === 0 ? null : residual(net, `${stage}/block`, width)
    channels = width
    return (pass, x) => {
      const small = pool(pass, widen(pass, x))
      return block === null ? small : block(pass, small)
    }
  })
  const head = dense(net, 'head', channels, picture.classes)
  return pictureModel(net, picture, (pass, x) => {
    const seen = stages.reduce((below, stage) => stage(pass, below), augmented(pass, x))
    return head(pass, seen.mean([1, 2]))
  })
}
