import type { Lang } from '#shared/lang'
import type { MessageTree } from '#shared/manifest'
import type { Words } from '#shared/messages/words'
import { netWordsEn, netWordsZh, tabularEn, tabularZh } from '../tabular-words'

const en = {
  name: 'Credit scoring',
  question: 'Who will pay back, and can you say why?',
  roles: {
    label: {
      name: 'Outcome',
      hint: 'Paid back or not, by the definition of "bad" that you use: two words, 1 and 0, or 1 and 2.',
    },
    id: {
      name: 'Applicant',
      hint: 'Where one applicant has several rows, all of them stay on one side of the split.',
    },
    time: {
      name: 'Date of application',
      hint: 'With it the model is judged on later applications, as in use.',
    },
    protected: {
      name: 'Protected attributes',
      hint: 'Sex, origin and the like: no model reads them; the audit compares groups by them.',
    },
    feature: {
      name: 'Facts at application',
      hint: 'Every column that is known when the decision is made. Take out what is known only afterwards.',
    },
  },
  sections: { ...tabularEn.sections, scorecard: 'Scorecard', mlp6464: 'Net of two layers' },
  params: {
    ...tabularEn.params,
    scorecardBins: { name: 'Bins of a column', hint: 'At most so many ranges or groups of values.' },
    scorecardLeastShare: {
      name: 'Least share of a bin',
      hint: 'Each bin holds at least this share of the applications.',
    },
    scorecardLeastIv: {
      name: 'Least information value',
      hint: 'Columns that tell less are left out of the card. Below 0.02 a column says next to nothing.',
    },
    scorecardPdo: {
      name: 'Points to double the odds',
      hint: 'So many points more, and the odds of paying back are twice as high.',
    },
    scorecardBaseScore: { name: 'Base score', hint: 'The score at which the odds are the base odds.' },
    scorecardBaseOdds: { name: 'Base odds', hint: 'Good applications for one bad one at the base score.' },
    ...netWordsEn('mlp6464'),
  },
  models: {
    ...tabularEn.models,
    scorecard: {
      name: 'Scorecard',
      hint: 'Points for each answer, added up by hand if need be. Every reason can be given.',
    },
    'mlp-64-64': {
      name: 'Net 64-64',
      hint: 'Two hidden layers of 64 units for ten epochs, as the tutorials have it.',
    },
  },
  samples: {
    'zh-german-credit': '1,000 German loans of the 1970s, in Chinese',
    'en-german-credit': '1,000 German loans of the 1970s, in English',
  },
}

const zhCN: Words<typeof en> = {
  name: '信用评分',
  question: '谁会还款，理由是什么？',
  roles: {
    label: { name: '结果', hint: '按你采用的“坏”的定义，是否还款：两个词、1 和 0，或 1 和 2。' },
    id: { name: '申请人', hint: '同一申请人有多行时，全部留在划分的同一侧。' },
    time: { name: '申请日期', hint: '有了它，就用较晚的申请来评判模型，与实际使用一致。' },
    protected: { name: '受保护属性', hint: '性别、出身等：任何模型都不读取，只用于比较各群体的审计。' },
    feature: { name: '申请时已知的信息', hint: '作决定时已经知道的各列。事后才知道的请去掉。' },
  },
  sections: { ...tabularZh.sections, scorecard: '评分卡', mlp6464: '双层网络' },
  params: {
    ...tabularZh.params,
    scorecardBins: { name: '每列分箱数', hint: '最多分成这么多个区间或取值组。' },
    scorecardLeastShare: { name: '每箱最小占比', hint: '每一箱至少包含这么大比例的申请。' },
    scorecardLeastIv: { name: '最小信息值', hint: '信息更少的列不进入评分卡。低于 0.02 的列几乎没有信息。' },
    scorecardPdo: { name: '翻倍分值（PDO）', hint: '分数每多这么多，还款的可能性之比翻一倍。' },
    scorecardBaseScore: { name: '基准分', hint: '好坏比等于基准好坏比时的分数。' },
    scorecardBaseOdds: { name: '基准好坏比', hint: '在基准分上，每一个坏申请对应多少个好申请。' },
    ...netWordsZh('mlp6464'),
  },
  models: {
    ...tabularZh.models,
    scorecard: { name: '评分卡', hint: '每个回答对应分值，必要时可以手算。每个理由都说得出来。' },
    'mlp-64-64': { name: '网络 64-64', hint: '两个 64 单元的隐藏层训练十轮，与教程相同。' },
  },
  samples: {
    'zh-german-credit': '1,000 笔二十世纪七十年代的德国贷款，中文',
    'en-german-credit': '1,000 笔二十世纪七十年代的德国贷款，英文',
  },
}

export const messages: Record<Lang, MessageTree> = { en, 'zh-CN': zhCN }
