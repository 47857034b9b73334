import type { predict as source } from '../en/predict'
import type { Words } from '../words'

export const predict: Words<typeof source> = {
  empty: '请先训练。之后模型可在这里回答新的文本。',
  finding: '信任它之前，先用您自己的文本试试：从实际使用的场景取五十条来评分。',
  show: '在文件夹中显示',
  text: {
    title: '一条文本',
    placeholder: '输入或粘贴文本',
    waiting: '输入时，答案会显示在这里。',
    dontKnow: '不知道',
    leaning: '倾向于 {label}',
    words: '起决定作用的词',
    legend: '着色的词推向“{label}”，带下划线的词推离它。',
  },
  row: {
    title: '一行数据',
    waiting: '填写任意一格后，答案会显示在这里。',
    reasons: '起决定作用的因素',
    legend: '向右的条推向“{label}”，向左的条推离它。',
    points: '{points} 分',
    example: '换一行数据',
  },
  rowsFinding: '信任它之前，先用您自己的数据试试：从实际使用的场景取五十行来评分。',
  alert: {
    raised: '预警',
    quiet: '不预警',
    of: '{label}：{score}，达到 {from} 即预警',
    by: {
      own: '您在“决策”一步选定的阈值',
      cost: '在验证集上节省最多的阈值',
      capacity: '在验证集上用满处理能力的阈值',
    },
  },
  file: {
    title: '一个文件',
    text: '为每一行添加预测、分数和说明。无法回答的行会写明原因。',
    tables: '表格',
    pick: '选择要预测的文件',
    save: '结果保存到哪里？',
    suffix: '预测',
    done: '已预测 {rows} 行，拒绝 {refused} 行：{name}',
    alerts: '{rows} 行中有 {n} 行预警，概率达到 {from} 即预警。',
    choose: '选择文件…',
  },
  model: {
    title: '模型本身',
    text: '一个文件夹，包含权重、输入格式和预处理，供开发人员使用。',
    save: '模型保存到哪里？',
    action: '保存模型…',
    saved: '已保存为 {name}。',
  },
}
