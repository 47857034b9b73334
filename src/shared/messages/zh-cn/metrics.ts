import type { metrics as source } from '../en/metrics'
import type { Words } from '../words'

export const metrics: Words<typeof source> = {
  macroF1: {
    name: '宏平均 F1',
    meaning: '每个类别找得全不全、认得准不准，各类别同等重要地取平均。1 为完美；随便猜约为类别数分之一。',
  },
  accuracy: {
    name: '准确率',
    meaning: '答对的行所占比例。某个类别很少时会显得虚高：永远只答多数类，也能得到多数类的比例。',
  },
  precision: {
    name: '精确率',
    meaning: '被判为正类的行里，真正是正类的比例。低表示误报多。两类以上时取各类别的平均。',
  },
  recall: {
    name: '召回率',
    meaning: '真正的正类里，被找出来的比例。低表示漏报多。两类以上时取各类别的平均。',
  },
  f1: {
    name: 'F1',
    meaning: '把正类的精确率和召回率合成一个数，任何一个低它就低。两类以上时取各类别的平均。',
  },
  kappa: {
    name: 'Kappa 系数',
    meaning:
      '扣除偶然之后与标签的一致程度：0 相当于碰运气，1 为完美。类别有顺序时（如星级），错两级的代价是错一级的四倍。',
  },
  mcc: {
    name: 'MCC',
    meaning: '答案与标签的相关程度：0 相当于碰运气，1 为完美，低于 0 还不如碰运气。类别不均衡时也公平。',
  },
  logLoss: {
    name: '对数损失',
    meaning: '给出的概率对真实结果有多“意外”。越低越好；很有把握却答错，代价最大。',
  },
  rocAuc: {
    name: 'ROC-AUC',
    meaning: '随机取一行正类和一行负类，正类得分更高的机会。0.5 相当于碰运气，1 为完美；与阈值无关。',
  },
  prAuc: {
    name: 'PR-AUC',
    meaning: '在所有召回水平上平均的精确率。碰运气时等于正类所占比例：适合衡量稀少的类别。',
  },
  ece: {
    name: '校准误差',
    meaning:
      '给出的概率与实际发生的比例平均相差多少，已扣除偶然的部分。0.02 表示说 80% 时，实际平均为 78% 或 82%。',
  },
  gini: {
    name: '基尼系数',
    meaning:
      '对分数：2 · ROC-AUC − 1，0 相当于碰运气，1 为完美。对推荐：各商品被展示得多不均匀，0 为完全平均，1 为总是同一件。',
  },
  ndcg20: {
    name: "NDCG{'@'}20",
    meaning:
      '每位用户接下来真正选择的东西，在前二十位中排得多靠前；越靠前分量越重。1 表示全部排在最前；对用户取平均。',
  },
  recall20: {
    name: "召回率{'@'}20",
    meaning: '每位用户接下来选择的东西，有多大比例在前二十位里（多于二十件时按二十件算）。',
  },
  mrr: {
    name: 'MRR',
    meaning: '用户真正选择的第一件东西所在名次的倒数，对用户取平均。',
  },
  coverage: {
    name: '覆盖率',
    meaning: '所有商品中，至少推荐给过一个人的比例。',
  },
  rmse: {
    name: '均方根误差',
    meaning: '预测评分与真实评分的差距，单位是评分的分数；大的误差分量更重。',
  },
  novelty: {
    name: '新颖度',
    meaning: '所推荐的商品有多不为人知，单位为比特：每多一，知道它的用户就少一半。',
  },
  diversity: {
    name: '多样性',
    meaning: '一份列表里的商品有多不同：0 表示总是同一批用户拥有，1 表示没有人同时拥有其中两件。',
  },
  ks: {
    name: 'KS',
    meaning: '某一得分之上，坏样本比例与好样本比例相差的最大值。0 表示得分毫无作用，1 表示完全分开。',
  },
  recallAtCapacity: {
    name: '处理能力内的召回率',
    meaning: '每天只看得分最高的若干条、看到能力上限为止，能找到全部正类中的多大比例。',
  },
  precisionAtCapacity: {
    name: '每日精确率',
    meaning: '每天查看的行中正类所占的比例，再按天平均。',
  },
  moneySaved: {
    name: '节省金额',
    meaning:
      '与不采取行动相比，预警在这些行上节省的金额：避免的漏判损失，减去误报和复核的代价。阈值在验证集上选定。',
  },
  netReturn: {
    name: '日均净收益',
    meaning: '按预测交易，扣除佣金、印花税和滑点后，平均每天的收益，以基点（万分之一）计。',
  },
  hitRate: { name: '胜率', meaning: '有持仓的日子里，赚钱的日子所占的比例。请与买入并持有相比。' },
  rankIc: {
    name: '秩 IC',
    meaning: '预测与收益率的秩相关。0.03 到 0.05 就算好；超过 0.1 要怀疑泄露。区间按 Newey–West 计算。',
  },
  sharpe: {
    name: '夏普比率',
    meaning: '年化的平均收益除以波动，不减无风险利率。多年保持在 1 以上的很少见。',
  },
  maxDrawdown: { name: '最大回撤', meaning: '账户从此前高点跌下来最深的一次。' },
  deflatedSharpe: {
    name: '折减夏普',
    meaning:
      '真实夏普比率高于“台账里这么多次尝试全凭运气时最好的一次”的概率（Bailey 与 López de Prado 2014）。',
  },
  reasons: {
    'no-positions': '从头到尾没有持仓。',
    'not-finite': '模型给出的得分不是有效数字，无法衡量。',
    'class-absent': '这些行里缺少计算该数字所需的类别。',
    'one-class': '标签和答案从头到尾都是同一个类别。',
    'needs-days': '需要时间列，以及每天能复核的预警数（在“目标”中填写）。',
    'needs-money': '需要金额列，或在“目标”中填写漏掉一个的代价。',
    'needs-ratings': '需要评分，以及能预测评分的模型。',
    'too-few': '行数太少，给不出区间。',
    'no-valid-interval': '这个数字没有已知的有效区间：对行重抽样只会把它推高。',
  },
}
