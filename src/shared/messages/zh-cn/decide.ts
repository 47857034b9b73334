import type { decide as source } from '../en/decide'
import type { Words } from '../words'

export const decide: Words<typeof source> = {
  empty: '请先训练。之后在这里决定模型何时可以独立作答。',
  finding: '它给出的答案中，{accuracy} 是正确的。',
  answersAll: '它会回答每一条文本。',
  abstains: '它回答 {answered} 的文本；每 1,000 条中有 {left} 条交给人处理。',
  curve: '只在有把握时作答',
  curveNote: '基于模型从未见过的行，阴影为 95% 区间',
  dontKnow: '“不知道”',
  allow: '允许回答“不知道”',
  allowHint: '没有把握的文本交给人处理。',
  threshold: '概率达到多少才作答',
  answered: '作答比例',
  toPeople: '每 1,000 条交给人',
  cost: {
    title: '答错的代价',
    note: '每 1,000 条文本，不含“不知道”',
    misses: '漏判“{label}”',
    alarms: '误判为“{label}”',
    money: '代价',
    saves: '与最佳基线相比，该模型每 1,000 条文本节省 {money}。',
    loses: '与最佳基线相比，该模型每 1,000 条文本多花 {money}。',
    ask: '在“目标”中填写漏判和误报的代价，这里就会换算成金额。',
    twoClasses: '代价按两个类别计算；类别更多时，一个价格不适用于所有错误。',
    set: '填写代价',
  },
}
