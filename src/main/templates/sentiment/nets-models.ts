import type { Tensor } from '@tensorflow/tfjs'
import { nets } from '../../ml'
import type { Params } from './params'
import { padding } from './nets-text'

export const netIds = ['fasttext', 'textcnn', 'lstm'] as const
export type NetId = (typeof netIds)[number]

/** What the data decides of a net's shape. */
export interface NetSizes {
  /** Rows of the embedding. */
  vectors: number
  /** Token ids of one text. */
  length: number
  classes: number
}

/** 1 where a token stands, 0 at padding: batch × length. */
function realOf(pass: nets.Pass, ids: Tensor): Tensor {
  return ids.notEqual(pass.tf.scalar(padding, 'int32')).toFloat()
}

const input = (length: number): nets.Model['inputs'] => [{ shape: [length], dtype: 'int32' }]

/** The mean of the tokens' vectors, and a line through them (Joulin et al. 2017). */
function fasttext(params: Params, { vectors, length, classes }: NetSizes): nets.Model {
  const net = nets.newNet({ l1: params.fasttextL1, l2: params.fasttextL2 })
  const add = nets.embeddingSum(net, 'tokens', vectors, params.fasttextEmbedding)
  const drop = nets.dropout(params.fasttextDropout)
  const head = nets.dense(net, 'head', params.fasttextEmbedding, classes)
  return net.model({
    inputs: input(length),
    outputs: classes,
    apply(pass, [ids]) {
      const real = realOf(pass, ids as Tensor)
      const count = pass.tf.maximum(real.sum(1, true), pass.tf.scalar(1))
      return head(pass, drop(pass, add(pass, ids as Tensor).div(count)))
    },
  })
}

/** Filters of several widths, each answering with its strongest match in the text (Kim 2014). */
function textcnn(params: Params, { vectors, length, classes }: NetSizes): nets.Model {
  const net = nets.newNet({ l1: params.textcnnL1, l2: params.textcnnL2 })
  const { textcnnEmbedding: size, textcnnFilters: filters, textcnnDense } = params
  const widths = [...new Set(params.textcnnKernels)]
  const embed = nets.tokenVectors(net, 'tokens', vectors, size)
  const convs = widths.map((width) => nets.strongestMatches(net, `filters-${width}`, width, size, filters))
  const drop = nets.dropout(params.textcnnDropout)
  let inputs = widths.length * filters
  const dense = textcnnDense.map((units, i) => {
    const layer = nets.dense(net, `dense-${i + 1}`, inputs, units, 'relu')
    inputs = units
    return layer
  })
  const head = nets.dense(net, 'head', inputs, classes)
  return net.model({
    inputs: input(length),
    outputs: classes,
    apply(pass, [ids]) {
      const text = embed(pass, ids as Tensor)
      const matches = convs.map((conv) => conv(pass, text))
      const features = dense.reduce(
        (below, layer) => layer(pass, drop(pass, below)),
        pass.tf.concat(matches, 1),
      )
      return head(pass, drop(pass, features))
    },
  })
}

/** Reads the tokens one after another; the last state answers. With two directions, two nets that each read alone. */
function lstm(params: Params, { vectors, length, classes }: NetSizes): nets.Model {
  const net = nets.newNet({ l1: params.lstmL1, l2: params.lstmL2 })
  const embed = nets.embedding(net, 'tokens', vectors, params.lstmEmbedding)
  const directions = params.lstmBidirectional ? (['forwards', 'backwards'] as const) : (['forwards'] as const)
  const stacks = directions.map((direction) => {
    let inputs = params.lstmEmbedding
    return params.lstmUnits.map((units, i) => {
      const layer = nets.recurrent(net, `${direction}-${i + 1}`, {
        cell: 'lstm',
        inputs,
        units,
        dropout: params.lstmDropout,
        recurrentDropout: params.lstmRecurrentDropout,
      })
      inputs = units
      return layer
    })
  })
  const last = params.lstmUnits.at(-1) as number
  const head = nets.dense(net, 'head', last * directions.length, classes)
  return net.model({
    inputs: input(length),
    outputs: classes,
    apply(pass, [ids]) {
      const states = stacks.map((stack, i) => {
        const ordered = nets.paddedInFront(pass, ids as Tensor, directions[i] === 'backwards')
        const real = realOf(pass, ordered)
        return stack.reduce(
          (below, layer, depth) => layer(pass, below, real, depth === stack.length - 1 ? 'last' : 'all'),
          embed(pass, ordered),
        )
      })
      return head(pass, pass.tf.concat(states, 1))
    },
  })
}

const builders = { fasttext, textcnn, lstm }

/** The net of a rung of the ladder, as the parameters shape it. */
export function buildNet(id: NetId, params: Params, sizes: NetSizes): nets.Model {
  return builders[id](params, sizes)
}
