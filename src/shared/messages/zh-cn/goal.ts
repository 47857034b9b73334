import type { goal as source } from '../en/goal'
import type { Words } from '../words'

export const goal: Words<typeof source> = {
  finding: '说明这个模型用来做什么。最后的结论不只与基线比较，也回答这里的目标。',
  decision: {
    label: '它要帮助做什么决定？',
    hint: '这句话会写在报告开头，让读者知道这些数字为谁服务。',
    placeholder: '例如：哪些评论应当先由人阅读并回复',
  },
  bar: {
    label: '值得投入的起点',
    hint: '{metric} 达到多少，这个模型才值得做。常用 0.85；还不确定就留空。',
    hintOpen: '{metric} 达到多少，这个模型才值得做；还不确定就留空。',
  },
  costs: {
    title: '答错一次的代价',
    note: '以你的货币估个大概',
    miss: '漏掉一个',
    missHint: '例如一条无人回复的投诉。',
    falseAlarm: '误报一个',
    falseAlarmHint: '例如有人花一分钟读了一条好评。',
    why: '两项都填，“决策”一步就能找出代价最低的阈值；起作用的只是两者的比例。',
  },
  abstain: {
    label: '允许回答“不知道”',
    hint: '拿不准的交给人。“决策”一步会显示有多少，以及其余的会准多少。',
  },
  saved: '已保存',
  saving: '正在保存',
}
