import type { Lang } from '#shared/lang'
import type { MessageTree } from '#shared/manifest'
import type { Words } from '#shared/messages/words'
import { tabularEn, tabularZh } from '../tabular-words'

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
      name: 'What is known at application',
      hint: 'Every column that is known when the decision is made. Take out what is known only afterwards.',
    },
  },
  sections: tabularEn.sections,
  params: tabularEn.params,
  models: tabularEn.models,
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
  sections: tabularZh.sections,
  params: tabularZh.params,
  models: tabularZh.models,
  samples: {
    'zh-german-credit': '1,000 笔二十世纪七十年代的德国贷款，中文',
    'en-german-credit': '1,000 笔二十世纪七十年代的德国贷款，英文',
  },
}

export const messages: Record<Lang, MessageTree> = { en, 'zh-CN': zhCN }
