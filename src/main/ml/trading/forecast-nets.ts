import type { Tensor } from '@tensorflow/tfjs'
import {
  addBias,
  dense,
  dropout,
  glorotUniform,
  heUniform,
  newNet,
  product,
  recurrent,
  relu,
  zeros,
  type Model,
  type Pass,
} from '../nets'
import { sequenceDays } from './features'

export const netIds = ['dlinear', 'lstm', 'tcn'] as const
export type ForecastNet = (typeof netIds)[number]

/** Numbers of one day of a sequence: the return and the volume, both against their own past. */
export const channels = 2

export interface ForecastShape {
  units: number
  dropout: number
  l2: number
}

/** Days over which DLinear's trend is a moving mean. */
const trendDays = 5

/** Moving mean over a window that ends at each day (shorter at the start): a matrix that sequences are multiplied by. */
function trendMatrix(): Float32Array {
  const matrix = new Float32Array(sequenceDays * sequenceDays)
  for (let day = 0; day < sequenceDays; day += 1) {
    const from = Math.max(0, day - trendDays + 1)
    for (let past = from; past <= day; past += 1) matrix[past * sequenceDays + day] = 1 / (day - from + 1)
  }
  return matrix
}

/** Linear maps of the trend and of what is left of it (Zeng et al. 2023); volumes by a map of their own. */
function dlinear(shape: ForecastShape): Model {
  const net = newNet({ l1: 0, l2: shape.l2 })
  const trend = dense(net, 'trend', sequenceDays, 1)
  const rest = dense(net, 'rest', sequenceDays, 1)
  const volume = dense(net, 'volume', sequenceDays, 1)
  const means = trendMatrix()
  return net.model({
    inputs: [{ shape: [sequenceDays, channels], dtype: 'float32' }],
    outputs: 1,
    apply(pass, [x]) {
      const { tf } = pass
      const batch = (x as Tensor).shape[0]
      const part = (channel: number): Tensor =>
        (x as Tensor).slice([0, 0, channel], [batch, sequenceDays, 1]).reshape([batch, sequenceDays])
      const returns = part(0)
      const slow = product(tf, returns, tf.tensor2d(means, [sequenceDays, sequenceDays]))
      return trend(pass, slow)
        .add(rest(pass, returns.sub(slow)))
        .add(volume(pass, part(1)))
    },
  })
}

function lstm(shape: ForecastShape): Model {
  const net = newNet({ l1: 0, l2: shape.l2 })
  const read = recurrent(net, 'lstm', {
    cell: 'lstm',
    inputs: channels,
    units: shape.units,
    dropout: 0,
    recurrentDropout: shape.dropout,
  })
  const drop = dropout(shape.dropout)
  const head = dense(net, 'head', shape.units, 1)
  return net.model({
    inputs: [{ shape: [sequenceDays, channels], dtype: 'float32' }],
    outputs: 1,
    apply(pass, [x]) {
      const { tf } = pass
      const byTime = tf.transpose(x as Tensor, [1, 0, 2])
      const real = tf.onesLike(byTime.slice([0, 0, 0], [sequenceDays, byTime.shape[1] as number, 1]))
      return head(pass, drop(pass, read(pass, byTime, real.reshape([sequenceDays, -1]), 'last')))
    },
  })
}

/** One causal convolution over two days `apart` days from each other: day t sees t and t − apart. */
function causal(
  net: ReturnType<typeof newNet>,
  name: string,
  inputs: number,
  filters: number,
  apart: number,
): (pass: Pass, x: Tensor) => Tensor {
  net.weight(`${name}/now`, [inputs, filters], heUniform(2 * inputs), 'kernel')
  net.weight(`${name}/past`, [inputs, filters], heUniform(2 * inputs), 'kernel')
  net.weight(`${name}/bias`, [filters], zeros, 'bias')
  return (pass, x) => {
    const { tf } = pass
    const [batch, days] = [x.shape[0], x.shape[1] as number]
    const kept = x.slice([0, 0, 0], [batch, days - apart, inputs])
    const shifted = tf.concat([tf.zerosLike(x.slice([0, 0, 0], [batch, apart, inputs])), kept], 1)
    const flat = (part: Tensor): Tensor => part.reshape([batch * days, inputs])
    const sum = product(tf, flat(x), pass.weight(`${name}/now`)).add(
      product(tf, flat(shifted), pass.weight(`${name}/past`)),
    )
    return relu(tf, addBias(tf, sum, pass.weight(`${name}/bias`))).reshape([batch, days, filters])
  }
}

/** Dilated causal convolutions with residuals (Bai, Kolter and Koltun 2018): 1, 2, 4, 8 and 16 days apart. */
function tcn(shape: ForecastShape): Model {
  const net = newNet({ l1: 0, l2: shape.l2 })
  const layers = [1, 2, 4, 8, 16].map((apart, i) =>
    causal(net, `block-${String(i + 1)}`, i === 0 ? channels : shape.units, shape.units, apart),
  )
  const drop = dropout(shape.dropout)
  net.weight('head/kernel', [shape.units, 1], glorotUniform(shape.units, 1), 'kernel')
  net.weight('head/bias', [1], zeros, 'bias')
  return net.model({
    inputs: [{ shape: [sequenceDays, channels], dtype: 'float32' }],
    outputs: 1,
    apply(pass, [x]) {
      const { tf } = pass
      let level = x as Tensor
      layers.forEach((layer, i) => {
        const next = drop(pass, layer(pass, level))
        level = i === 0 ? next : level.add(next)
      })
      const batch = level.shape[0]
      const last = level
        .slice([0, sequenceDays - 1, 0], [batch, 1, shape.units])
        .reshape([batch, shape.units])
      return addBias(tf, product(tf, last, pass.weight('head/kernel')), pass.weight('head/bias'))
    },
  })
}

/** The net of an id, from its settings alone: weights that are loaded must fit it. */
export function forecastNet(id: ForecastNet, shape: ForecastShape): Model {
  switch (id) {
    case 'dlinear':
      return dlinear(shape)
    case 'lstm':
      return lstm(shape)
    case 'tcn':
      return tcn(shape)
  }
}
