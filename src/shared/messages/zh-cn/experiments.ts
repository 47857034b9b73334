import type { experiments as source } from '../en/experiments'
import type { Words } from '../words'

export const experiments: Words<typeof source> = {
  title: '实验',
  finding: '训练过的每一种配置都记在这里，失败的也算：试得多、只讲最好的，会让结果显得虚高。',
  count: '账本共 {count} 条',
  none: {
    title: '还没有试过什么',
    text: '每次训练、划分、处理和打开封存数据，都会连同日期、设置与分数记在这里。',
    go: '前往“训练”',
  },
  tabs: { runs: '训练记录', ledger: '账本', label: '试过的内容' },
  runs: {
    hint: '勾选训练记录，即可叠放曲线；正好勾选两条，可看出差异。',
    model: '模型',
    at: '开始时间',
    seed: '随机种子',
    changed: '改动的设置',
    choose: '比较 {model}，{at}',
    asProposed: '按建议值',
  },
  curves: {
    title: '曲线',
    value: { validationLoss: '验证损失', validationMetric: '验证部分的 {metric}', loss: '训练损失' },
    label: '哪一条曲线',
    none: '所选记录都没有曲线：规则与线性模型不是逐轮训练的。',
  },
  differ: {
    title: '有何不同',
    setting: '设置',
    nothing: '除了时间没有不同：模型、设置和随机种子都一样。',
    choose: '请正好勾选两条记录。',
    score: '验证部分的 {metric}',
    time: '用时',
    seed: '随机种子',
    model: '模型',
    unset: '按建议值',
  },
  ledger: {
    at: '时间',
    what: '事项',
    model: '模型',
    score: '分数',
    note: '备注',
    energy: '能耗（Wh）',
    notMeasured: '未测得',
    kinds: {
      trained: '训练',
      'vault-opened': '打开封存数据',
      'vault-spent': '再次打开封存数据：已失效',
      split: '划分数据',
      remedy: '采取处理',
      'remedy-undone': '撤销处理',
      import: '导入数据',
    },
  },
}
