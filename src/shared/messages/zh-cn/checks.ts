import type { checks as source } from '../en/checks'
import type { Words } from '../words'

export const checks: Words<typeof source> = {
  duplicates: {
    title: '重复的行',
    message: '有 {texts} 条内容出现不止一次，共涉及 {rows} 行，其中 {conflicts} 条的标签互相矛盾。',
    remedy: '每组只保留第一行，其余不参与训练',
  },
  'near-duplicates': {
    title: '几乎相同的文本',
    message: '有 {texts} 条文本与另一条只差几个字，组成 {clusters} 组。划分数据时，同组文本始终在同一侧。',
    remedy: '无需处理：划分时已放在同一侧',
  },
  'value-lost': {
    title: '导入时丢失的值',
    message: '{column} 列有 {cells} 个单元格与该列的类型不符，现为空值。每一处都按行号列出。',
    remedy: '在源文件中改正这些行后重新导入，或将该列按文本导入',
  },
  encoding: {
    title: '乱码',
    message: '{column} 列有 {rows} 行含有乱码，通常是用错误的编码读取文本造成的。',
    remedy: '换一种编码重新导入；如果源文件已经损坏，请重新导出一份',
  },
  'no-time': {
    title: '没有时间',
    message:
      '没有一列说明这 {rows} 次行为何时发生。分不清过去和未来，离线分数不可靠：评判模型的行为，可能正是它从未来学到的。',
    remedy: '在“数据”一步选择时间列，或在文件中补上',
  },
  'few-events': {
    title: '用户的记录太少',
    message:
      '{users} 位用户中有 {single} 位只有一件商品；一半用户不超过 {median} 件。k-core 为 {core} 时，训练去掉 {dropped} 位用户和 {items} 件商品；评判时他们仍在。',
    remedy: '把“k-core”降为 1',
  },
  'rating-scales': {
    title: '评分用了两种尺度',
    message: '{low} 位用户从不评过 {half} 分以上，而 {high} 位评到了 {most} 分：看来混用了两种尺度。',
    remedy: '把停留在低分段的用户的评分乘以二',
  },
  'unused-items': {
    title: '没有人碰过的商品',
    message: '{items} 件商品没有任何用户。它们会保留：凭文字，双塔模型可以推荐它们；除此之外一无所知。',
    remedy: '无需处理',
  },
  'exposure-bias': {
    title: '没展示过的就不会被选',
    message:
      '用户最多的十分之一商品占了 {share} % 的行为。记录里只有展示过的东西；没有展示给任何人的，看上去就像没人想要。',
    remedy: '记录展示了什么，并随机展示少量商品',
  },
  'popularity-loop': {
    title: '热门的越来越热门',
    message:
      '早期最热门的十分之一商品，在前一半时间占这些商品行为的 {before} %，后一半占 {after} %。如果旧的推荐只展示热门，它就在自我循环。',
    remedy: '比较模型时除了 NDCG，也看覆盖率和基尼系数',
  },
  constant: {
    title: '没有信息的列',
    message: '{rows} 行中有 {filled} 行的 {column} 有值，而且全部相同。',
    remedy: '不使用 {column} 列',
  },
  'id-like': {
    title: '只起编号作用的列',
    message: '{column} 列在 {rows} 行中有 {distinct} 个不同的值。模型只能死记这样的值。',
    remedy: '不使用 {column} 列',
  },
  'rare-class': {
    title: '行数很少的类别',
    message:
      '“{label}”在可用数据中只有 {rows} 行；少于 {limit} 行时，它自己的得分太不确定，不宜据此决定。请补充数据，或与其他类别合并。',
    remedy: '与相邻类别合并，或不使用该类别',
  },
  'entity-overlap': {
    title: '同一对象出现在两侧',
    message:
      '{column} 列有 {entities} 个值（{rows} 行）同时出现在数据的多个部分。如果实际使用时遇到的是新对象，得分会虚高。',
    remedy: '让同一个 {column} 的所有行留在同一侧',
  },
  'ordinal-label': {
    title: '标签有先后次序',
    message:
      '{column} 列有从 {lowest} 到 {highest} 的 {steps} 级。按次序处理时，差一级的错误轻于差三级的错误。',
    remedy: '将标签按次序处理',
  },
  'neutral-class': {
    title: '收容疑难样本的类别',
    message:
      '“{label}”（{total} 行中的 {rows} 行）介于其他类别之间。这样的类别常常混入褒贬不一、含义不清的文本，任何模型都难以区分。',
    remedy: '不使用该类别，改为允许模型回答“不确定”',
  },
  'leaking-column': {
    title: '泄露结果的列',
    message:
      '仅凭 {column} 一列，按结果排序的 AUC 就达到 {alone}；其余各列合起来只有 {others}。做预测的时候，您能知道这个值吗？',
    remedy: '如果 {column} 是在结果出现后才填写或更改的，请不要使用',
  },
  'after-outcome': {
    title: '结果之后才有的列',
    message:
      '{column} 的日期晚于事件（{filled} 个有值的单元格中有 {late} 个），或列名表明如此。做预测的时候，您能知道这个值吗？',
    remedy: '如果预测时还不知道 {column}，请不要使用',
  },
  'label-doubt': {
    title: '与其他各列矛盾的标签',
    message:
      '一个没有见过这些行的模型认为，{total} 行中有 {rows} 行的“{column}”应是另一个值，而且几乎肯定。它这样有把握时很少出错，请查看这些标签。未经您同意，不会去掉任何一行。',
    remedy: '不使用选中的行，或在文件中改正后重新导入',
  },
  shift: {
    title: '训练与测试不一样',
    message:
      '模型能区分用于学习的行和用于评判的行，AUC 为 {auc}（{low} 至 {high}；0.5 表示没有差别）。学到的规律以后可能不再成立。',
    remedy: '请看区分作用最大的列：只是在计时的列不要使用；有新数据时重新测量',
  },
  proxy: {
    title: '其他列透露了受保护的属性',
    message:
      '从模型读取的列可以猜出 {column}（是否为“{group}”），AUC 为 {auc}（{low} 至 {high}）。不给模型看，并不等于隐藏：请看“比较”一步的群体审计。',
    remedy: '没有单独一列可以去掉：群体审计会显示各群体的待遇是否不同，以及消除差距的代价',
  },
  'unadjusted-split': {
    title: '价格没有按拆股调整',
    message:
      '{ticker} 有 {count} 次拆股（第一次在 {date}，一股变 {ratio} 股），原始价格却看不出来：像是暴跌，其实没有人亏钱；模型会从中学习，回测会据此交易。“复权方式”这一设置说明如何处理。',
    remedy: '调整价格',
  },
  'bad-bar': {
    title: '不可能的交易日',
    message:
      '{total} 行中，{notPositive} 行价格不大于 0，{crossed} 行最高价低于最低价或收盘价在两者之外，{duplicated} 行日期重复，{undated} 行没有日期。它们已列在这里；“不可能的交易日”这一设置说明是剔除还是修补。',
    remedy: '保留其中说得通的部分',
  },
  gap: {
    title: '缺少交易日',
    message:
      '{ticker}：相邻交易日相隔超过 {limit} 天的有 {gaps} 处，最长 {longest} 天，从 {date} 开始。跨过缺口的收益率不是一天的收益率。',
    remedy: '请检查文件是否完整；也可能是停牌',
  },
  survivorship: {
    title: '只有幸存者',
    message:
      '全部 {tickers} 只股票在最后一天仍在交易。只列今天还在的股票，就漏掉了失败的，任何做多策略都会显得更好。',
    remedy: '请使用当时的成分股名单，包括后来消失的股票',
  },
  'after-close': {
    title: '收盘之后才有的列',
    message:
      '{column} 与第二天的收益率同向（秩相关 {ic}）：它的日期早于它被知道的时间，或由后来的价格算出。收盘时您能知道这个值吗？',
    remedy: '不要使用 {column}',
  },
  preparation: {
    title: '预处理步骤',
    message:
      '步骤“{step}”会改变 {total} 条训练文本中的 {changed} 条，清空其中 {emptied} 条。代价即快速模型使用与不使用该步骤的得分之差。',
    remedy: '切换该步骤的开关',
  },
}
