import type { Words } from '#shared/messages/words'

/** What every net is asked alike. */
const netEn = {
  Units: {
    name: 'Units of the layers',
    hint: 'Hidden layers from first to last. More can say more, and memorise more.',
  },
  Dropout: {
    name: 'Dropout',
    hint: 'Share of the signals left out at random in training, so that no single one is relied on.',
  },
  L1: { name: 'L1 penalty', hint: 'Pulls weights to exactly zero. 0 is off; small values such as 0.00001.' },
  L2: { name: 'L2 penalty', hint: 'Keeps weights small. 0 is off; small values such as 0.0001.' },
  Optimizer: { name: 'Optimizer', hint: 'How the weights follow the gradient. Adam needs the least tuning.' },
  LearningRate: {
    name: 'Learning rate',
    hint: 'Size of a step. Too high and the loss jumps; too low and nothing moves.',
  },
  Schedule: {
    name: 'Schedule',
    hint: 'How the learning rate goes over the epochs: unchanged, falling in a straight line, or along a cosine.',
  },
  Batch: { name: 'Batch', hint: 'Rows per step. Larger is faster, and needs a higher learning rate.' },
  Epochs: { name: 'Epochs', hint: 'At most this many passes over the training rows.' },
  Patience: {
    name: 'Patience',
    hint: 'Epochs without a better validation loss before training stops. The best epoch is kept.',
  },
}

const netZh: Words<typeof netEn> = {
  Units: { name: '各层单元数', hint: '从第一到最后一个隐藏层。越多越能表达，也越容易死记。' },
  Dropout: { name: '随机失活', hint: '训练时随机忽略的信号比例，使模型不依赖某一个信号。' },
  L1: { name: 'L1 惩罚', hint: '把权重压到正好为零。0 表示不用；常用 0.00001 这样的小值。' },
  L2: { name: 'L2 惩罚', hint: '使权重保持较小。0 表示不用；常用 0.0001 这样的小值。' },
  Optimizer: { name: '优化器', hint: '权重怎样沿梯度更新。Adam 最不需要调整。' },
  LearningRate: { name: '学习率', hint: '每一步的大小。太高损失会跳动，太低几乎不动。' },
  Schedule: { name: '学习率变化', hint: '学习率随轮次怎样变化：不变、直线下降，或按余弦下降。' },
  Batch: { name: '批大小', hint: '每一步用多少行。越大越快，学习率也应相应提高。' },
  Epochs: { name: '轮数', hint: '最多把训练数据读这么多遍。' },
  Patience: { name: '耐心', hint: '验证损失连续这么多轮没有变好就停止，并保留最好的一轮。' },
}

type Prefixed<Net extends string> = { [K in keyof typeof netEn as `${Net}${K}`]: (typeof netEn)[K] }

function forNet<Net extends string>(net: Net, words: Words<typeof netEn>): Prefixed<Net> {
  return Object.fromEntries(
    Object.entries(words).map(([name, word]) => [`${net}${name}`, word]),
  ) as Prefixed<Net>
}

/** The words of one net's settings, under the names they have for it. */
export const netWordsEn = <Net extends string>(net: Net): Prefixed<Net> => forNet(net, netEn)
export const netWordsZh = <Net extends string>(net: Net): Prefixed<Net> => forNet(net, netZh)

/** Words of the settings and models that the templates of tables share. */
export const tabularEn = {
  sections: {
    split: 'Split',
    prepare: 'Preparation',
    linear: 'Linear models',
    boosting: 'Gradient boosting',
    mlp128: 'Net of one layer',
    mlp6432: 'Net of two layers, dropout',
    tabm: 'Ensemble net',
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
    boostingTrees: { name: 'Trees', hint: 'At most so many; validation stops earlier.' },
    boostingLearningRate: {
      name: 'Learning rate of boosting',
      hint: 'How much each tree may correct. Smaller needs more trees.',
    },
    boostingLeaves: { name: 'Leaves of a tree', hint: 'More leaves see finer combinations, and more noise.' },
    boostingLeafRows: { name: 'Rows a leaf needs', hint: 'Fewer follow the data more closely.' },
    boostingL1: { name: 'L1 of the leaves', hint: 'Pulls small leaves to exactly zero. 0 is off.' },
    boostingL2: { name: 'L2 of the leaves', hint: 'Keeps leaves small.' },
    boostingRowShare: {
      name: 'Share of rows a tree sees',
      hint: 'Below 1 each tree learns from other rows.',
    },
    boostingColumnShare: {
      name: 'Share of columns a tree sees',
      hint: 'Below 1 no single column carries every tree.',
    },
    boostingPatience: {
      name: 'Patience of boosting',
      hint: 'Trees without a better validation loss before training stops. 0 never stops early.',
    },
    boostingSmallData: {
      name: 'Own settings for few rows',
      hint: 'Under 5,000 training rows: small, slow trees on part of the rows, in place of the settings above.',
    },
    ...netWordsEn('mlp128'),
    ...netWordsEn('mlp6432'),
    ...netWordsEn('tabm'),
    tabmMembers: { name: 'Members', hint: 'Nets that share one trunk; their answers are averaged.' },
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
    boosting: {
      name: 'Gradient boosting',
      hint: 'Hundreds of small trees, each correcting those before. The workhorse for tables.',
    },
    'mlp-128': { name: 'Net 128', hint: 'One hidden layer of 128 units, as the tutorials begin.' },
    'mlp-64-32': {
      name: 'Net 64-32 with dropout',
      hint: 'Two hidden layers, half of the signals left out in training, stopped at the best epoch.',
    },
    tabm: {
      name: 'TabM',
      hint: 'An ensemble of nets that share one trunk: what nets for tables can do today.',
    },
  },
}

export const tabularZh: Words<typeof tabularEn> = {
  sections: {
    split: '划分',
    prepare: '数据准备',
    linear: '线性模型',
    boosting: '梯度提升',
    mlp128: '单层网络',
    mlp6432: '双层网络（随机失活）',
    tabm: '集成网络',
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
    boostingTrees: { name: '树的数量', hint: '最多这么多棵，验证集会提前停止。' },
    boostingLearningRate: { name: '提升的学习率', hint: '每棵树能修正多少。越小需要的树越多。' },
    boostingLeaves: { name: '每棵树的叶子数', hint: '叶子越多，看到的组合越细，噪声也越多。' },
    boostingLeafRows: { name: '叶子所需行数', hint: '越少越贴近数据。' },
    boostingL1: { name: '叶子的 L1 惩罚', hint: '把小叶子压到正好为零。0 表示不用。' },
    boostingL2: { name: '叶子的 L2 惩罚', hint: '使叶子的值保持较小。' },
    boostingRowShare: { name: '每棵树的行比例', hint: '小于 1 时，每棵树从不同的行学习。' },
    boostingColumnShare: { name: '每棵树的列比例', hint: '小于 1 时，不会每棵树都靠同一列。' },
    boostingPatience: {
      name: '提升的耐心',
      hint: '验证损失连续这么多棵树没有变好就停止。0 表示从不提前停止。',
    },
    boostingSmallData: {
      name: '行数少时用专门设置',
      hint: '训练数据少于 5,000 行时，改用又小又慢、只看部分行的树，代替以上设置。',
    },
    ...netWordsZh('mlp128'),
    ...netWordsZh('mlp6432'),
    ...netWordsZh('tabm'),
    tabmMembers: { name: '成员数', hint: '共用同一主干的网络数量，答案取平均。' },
  },
  models: {
    prevalence: { name: '正例比例', hint: '每一行都给出训练数据中正例的比例：什么都不懂值多少分。' },
    boosting: { name: '梯度提升', hint: '数百棵小树，每棵修正前面的错误。表格数据的主力。' },
    'mlp-128': { name: '网络 128', hint: '一个 128 单元的隐藏层，教程通常从它开始。' },
    'mlp-64-32': {
      name: '网络 64-32（随机失活）',
      hint: '两个隐藏层，训练时随机忽略一半信号，停在最好的一轮。',
    },
    tabm: { name: 'TabM', hint: '共用主干的一组网络：如今神经网络在表格上能做到的水平。' },
    logreg: { name: '逻辑回归', hint: '每列一个权重。速度快，容易解释，数据少时往往很难被超越。' },
  },
}
