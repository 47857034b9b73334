import type { split as source } from '../en/split'
import type { Words } from '../words'

export const split: Words<typeof source> = {
  title: '各部分',
  finding: {
    todoTitle: '尚未划分',
    todo: '请先在“数据”中确认各列：它们决定可以怎样划分。',
    smallest: '测试部分能看出 {difference} 及以上的差别。',
    means: '更小的差别，无论分数看起来如何，都只能算“未证实”。',
  },
  parts: { train: '训练', validation: '验证', test: '测试', vault: '封存', open: '未封存的行，分五折' },
  uses: {
    train: '学习词语、权重等一切',
    validation: '选择设置、轮次与阈值',
    test: '用于比较并得出结论',
    vault: '最后只打开一次',
    open: '每一折都由没见过它的模型来判',
  },
  kinds: {
    stratified: '随机划分，各类比例不变',
    grouped: '按组划分，同组不跨两边',
    time: '按时间划分：用过去训练，用以后评判',
    'walk-forward': '沿时间向前推进',
    'cross-validation': '以五折代替验证与测试',
  },
  kind: '划分方式',
  group: '分组列',
  seed: '随机种子',
  seedHint: '种子相同，同样的行就会得到同样的划分。',
  make: '重新划分',
  making: '正在划分',
  adding: '重新划分可以多封存一些行，不会减少。',
  reason: {
    'walk-forward':
      '预测要按实际做的样子来评判：模型只学（{column}）之前的日子，去预测之后的日子，如此反复。',
    'few-rows': '只有 {rows} 行，不到 {limit} 行：五折比一小部分判得更稳。',
    time: '数据带有时间（{column}），而模型要用在以后的数据上。',
    'new-entities': '使用模型时，“{column}”的 {groups} 个分组都会是新的，所以同组不跨两边。',
    'nothing-else': '各行之间没有关联，因此随机划分，各类比例不变。',
  },
  detectable: { label: '能看出的最小差别', hint: '{metric}，把握为 80%' },
  duplicates: { label: '近似重复的组', hint: '每组都只在一边' },
  gap: {
    label: '后面各部分之前的间隔',
    hint: '这段时间里答案尚不可知',
    days: '{count} 天',
    field: '标签延迟（天）',
  },
  classes: { title: '类别', note: '封存部分不计在内', label: '类别', few: '偏少' },
  vault: {
    title: '封存数据',
    rows: '{count} 行，从未读取',
    text: '任何画面、检查和模型都看不到这些行。等你做出决定之后，在“比较”中打开一次；日期和所用模型会写进报告。',
    opened: '{date} 为 {model} 打开过。',
    spent: '已不止一次打开：再看一次，说服力就小一分。',
  },
}
