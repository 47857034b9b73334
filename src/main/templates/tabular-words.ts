import type { Words } from '#shared/messages/words'

/** Words of the settings and models that the templates of tables share. */
export const tabularEn = {
  sections: {
    split: 'Split',
    prepare: 'Preparation',
    linear: 'Linear models',
  },
  params: {
    labelDelay: {
      name: 'Days until the label is known',
      hint: 'A chargeback or a default is known only later. Rows this close to the next part of the split are left out.',
    },
    levels: {
      name: 'Categories told apart',
      hint: 'The most frequent values of a text column; all others count as "other".',
    },
    levelRows: {
      name: 'Rows a category needs',
      hint: 'A value seen in fewer training rows counts as "other".',
    },
    scaling: {
      name: 'Scaling of numbers',
      hint: 'By quantiles, so that a few huge values do not drown the rest, or by mean and deviation.',
    },
    riskStatistics: {
      name: 'Known risk of ids',
      hint: 'Reads a terminal, card or other value of many by how often it was positive before, counting only what was known by then.',
    },
    riskHalfLife: {
      name: 'Half-life of known risk, days',
      hint: 'After so many days an earlier case counts half as much.',
    },
    strengths: {
      name: 'Strengths to try',
      hint: 'Inverse strengths of the L2 penalty; validation chooses. Larger follows the data more closely.',
    },
  },
  models: {
    prevalence: {
      name: 'Prevalence',
      hint: 'Gives every row the share of positives in training. What knowing nothing is worth.',
    },
    logreg: {
      name: 'Logistic regression',
      hint: 'One weight for each column. Fast, easy to explain, often hard to beat on little data.',
    },
  },
}

export const tabularZh: Words<typeof tabularEn> = {
  sections: {
    split: '划分',
    prepare: '数据准备',
    linear: '线性模型',
  },
  params: {
    labelDelay: {
      name: '标签延迟（天）',
      hint: '拒付或违约要过一段时间才知道。离下一部分太近的行会被留出不用。',
    },
    levels: { name: '区分的类别数', hint: '文本列中最常见的取值分别对待，其余算作“其他”。' },
    levelRows: { name: '类别所需行数', hint: '训练数据中少于这么多行的取值算作“其他”。' },
    scaling: { name: '数值缩放', hint: '按分位数缩放，少数极大的值不会淹没其他值；或按均值和标准差缩放。' },
    riskStatistics: {
      name: '已知风险',
      hint: '对终端、卡号等取值很多的列，看它以前有多少是正例，只计当时已经知道的。',
    },
    riskHalfLife: { name: '已知风险半衰期（天）', hint: '过这么多天，以前的一例只算一半。' },
    strengths: { name: '候选强度', hint: 'L2 惩罚强度的倒数，由验证集选择。越大越贴近数据。' },
  },
  models: {
    prevalence: { name: '正例比例', hint: '每一行都给出训练数据中正例的比例：什么都不懂值多少分。' },
    logreg: { name: '逻辑回归', hint: '每列一个权重。速度快，容易解释，数据少时往往很难被超越。' },
  },
}
