import type { charts as source } from '../en/charts'
import type { Words } from '../words'

export const charts: Words<typeof source> = {
  plumbAxis: '与最佳基线（竖线）相差的{unit}，同时 95% 区间',
  unit: { share: '百分点', percent: '百分点', number: '差值', money: '金额' },
  model: '模型',
  difference: '差值',
  interval: '95% 区间',
  verdict: '结论',
  verdicts: { better: '更好', 'not-proven': '未证实', worse: '更差' },
  baseline: '基线',
  falsePositiveRate: '假阳性率',
  truePositiveRate: '真阳性率',
  precision: '精确率',
  recall: '召回率',
  saidProbability: '模型给出的概率',
  happened: '实际占比',
  rows: '行数',
  answered: '作答比例',
  accuracyOnAnswered: '作答部分的准确率',
  threshold: '阈值',
  epoch: '轮次',
  logLoss: '对数损失',
  training: '训练',
  validation: '验证',
  bestSoFar: '目前最好，第 {epoch} 轮',
  best: '最好，第 {epoch} 轮',
}
