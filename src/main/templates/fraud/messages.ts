import type { Lang } from '#shared/lang'
import type { MessageTree } from '#shared/manifest'
import type { Words } from '#shared/messages/words'
import { netWordsEn, netWordsZh, tabularEn, tabularZh } from '../tabular-words'

const en = {
  name: 'Fraud',
  question: 'Which payments should somebody look at today?',
  roles: {
    label: { name: 'Fraud or not', hint: 'What it turned out to be: yes or no, 1 or 0, or any two words.' },
    time: { name: 'Time', hint: 'When it happened. A model may only know what came before.' },
    entity: {
      name: 'Card or account',
      hint: 'Each is scored from its own past, and counts once when intervals are drawn.',
    },
    amount: {
      name: 'Amount',
      hint: 'What one case can cost: needed for the rule by amount and for money saved.',
    },
    counterparty: {
      name: 'Terminal or merchant',
      hint: 'Whom the card deals with. Their past is read as well.',
    },
    feature: {
      name: 'Other facts',
      hint: 'Every column that is known when the payment is made. Take out what is known only afterwards.',
    },
  },
  sections: { ...tabularEn.sections, isolation: 'Isolation forest', autoencoder: 'Autoencoder' },
  params: {
    ...tabularEn.params,
    isolationTrees: { name: 'Trees of the forest', hint: 'More trees give steadier scores.' },
    isolationRows: {
      name: 'Rows a tree isolates',
      hint: 'Few are enough: what is unusual is isolated early.',
    },
    ...netWordsEn('autoencoder'),
  },
  models: {
    ...tabularEn.models,
    'amount-rule': {
      name: 'Rule by amount',
      hint: 'The larger the amount, the more suspicious. A model must beat it to be worth building.',
    },
    'isolation-forest': {
      name: 'Isolation forest',
      hint: 'Scores how unusual a payment is, without looking at labels. For when there are few.',
    },
    autoencoder: {
      name: 'Autoencoder',
      hint: 'Learns to rebuild ordinary payments; what it rebuilds badly is unusual.',
    },
  },
  samples: {
    'zh-transactions': '6,379 simulated card payments over 120 days, Chinese',
    'en-transactions': '6,379 simulated card payments over 120 days, English',
  },
}

const zhCN: Words<typeof en> = {
  name: '欺诈识别',
  question: '今天应当查看哪些交易？',
  roles: {
    label: { name: '是否欺诈', hint: '事后查明的结果：是或否、1 或 0，或任意两个词。' },
    time: { name: '时间', hint: '发生的时间。模型只能知道在此之前的事。' },
    entity: { name: '卡或账户', hint: '根据它自己的过去评分；计算区间时每个只算一次。' },
    amount: { name: '金额', hint: '一例可能损失多少：金额规则和挽回金额需要它。' },
    counterparty: { name: '终端或商户', hint: '卡与谁交易。它们的过去也会用到。' },
    feature: { name: '其他已知信息', hint: '付款当时已经知道的各列。事后才知道的请去掉。' },
  },
  sections: { ...tabularZh.sections, isolation: '孤立森林', autoencoder: '自编码器' },
  params: {
    ...tabularZh.params,
    isolationTrees: { name: '森林的树数', hint: '树越多，分数越稳定。' },
    isolationRows: { name: '每棵树隔离的行数', hint: '少量即可：不寻常的行很早就会被隔开。' },
    ...netWordsZh('autoencoder'),
  },
  models: {
    ...tabularZh.models,
    'isolation-forest': { name: '孤立森林', hint: '不看标签，只看一笔交易有多不寻常。适合标签很少的情况。' },
    autoencoder: { name: '自编码器', hint: '学会重建正常交易，重建得差的就不寻常。' },
    'amount-rule': { name: '金额规则', hint: '金额越大越可疑。模型必须胜过它才值得做。' },
  },
  samples: {
    'zh-transactions': '120 天内的 6,379 笔模拟刷卡交易，中文',
    'en-transactions': '120 天内的 6,379 笔模拟刷卡交易，英文',
  },
}

export const messages: Record<Lang, MessageTree> = { en, 'zh-CN': zhCN }
