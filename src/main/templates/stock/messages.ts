import type { Lang } from '#shared/lang'
import type { MessageTree } from '#shared/manifest'
import type { Words } from '#shared/messages/words'

const netEn = (prefix: 'dlinear' | 'lstm' | 'tcn', units: string) => ({
  [`${prefix}Units`]: { name: 'Units', hint: units },
  [`${prefix}Dropout`]: {
    name: 'Dropout',
    hint: 'Share of the units that are left out at each step of training.',
  },
  [`${prefix}L2`]: { name: 'L2 penalty', hint: 'Keeps weights small. Prices are mostly noise.' },
  [`${prefix}LearningRate`]: { name: 'Learning rate', hint: 'Size of a step; it falls along a cosine.' },
  [`${prefix}Batch`]: { name: 'Batch', hint: 'Days of a ticker that one step of training looks at.' },
  [`${prefix}Epochs`]: { name: 'Epochs', hint: 'Passes over the past, at most.' },
  [`${prefix}Patience`]: { name: 'Patience', hint: 'Epochs without a gain that end training.' },
})

const netZh = (prefix: 'dlinear' | 'lstm' | 'tcn', units: string) => ({
  [`${prefix}Units`]: { name: '单元数', hint: units },
  [`${prefix}Dropout`]: { name: '丢弃率', hint: '训练的每一步随机关闭的单元比例。' },
  [`${prefix}L2`]: { name: 'L2 惩罚', hint: '让权重保持较小。价格里大部分是噪声。' },
  [`${prefix}LearningRate`]: { name: '学习率', hint: '每一步的大小，按余弦下降。' },
  [`${prefix}Batch`]: { name: '批大小', hint: '训练的每一步看多少个交易日。' },
  [`${prefix}Epochs`]: { name: '轮数', hint: '最多把历史看几遍。' },
  [`${prefix}Patience`]: { name: '耐心', hint: '连续几轮没有进步就停止。' },
})

const en = {
  name: 'Stock prediction',
  question: 'Would trading on this forecast have earned anything?',
  roles: {
    date: { name: 'Date', hint: 'The trading day, one row a day and ticker.' },
    open: {
      name: 'Open',
      hint: 'Orders are filled at the next open. Without it they are filled at the next close.',
    },
    high: { name: 'High', hint: 'The highest price of the day.' },
    low: { name: 'Low', hint: 'The lowest price of the day.' },
    close: { name: 'Close', hint: 'The last price of the day: when it is known, the model decides.' },
    volume: { name: 'Volume', hint: 'Shares traded.' },
    ticker: { name: 'Ticker', hint: 'Where the file holds several: which one a row is of.' },
    adjusted: {
      name: 'Adjusted close',
      hint: 'The close with splits and dividends taken out. With it a split is told from a crash.',
    },
    feature: {
      name: 'Other facts',
      hint: 'Numbers that are known at the close. Each is read against its own last 60 days.',
    },
  },
  sections: {
    prices: 'Prices',
    trading: 'Trading: costs and rules',
    walking: 'Walking forward',
    linear: 'Ridge regression',
    boosting: 'Boosting',
    dlinear: 'DLinear',
    lstm: 'LSTM',
    tcn: 'TCN',
  },
  params: {
    horizon: {
      name: 'Sessions ahead',
      hint: 'What is forecast: the return from the next open over so many sessions.',
    },
    adjust: {
      name: 'Adjust prices',
      hint: 'none: as they stand · column: by the adjusted close · splits: by the splits that the prices betray.',
    },
    badBars: {
      name: 'Impossible days',
      hint: 'leave-out: days whose high is below the low, or whose price is not above 0 · mend: keep what is possible.',
    },
    capital: { name: 'Capital', hint: 'Money in the account at the start.' },
    commission: {
      name: 'Commission',
      hint: 'Share of the value, on buying and selling. 0.0003 is 3 in 10,000.',
    },
    leastCommission: { name: 'Least commission', hint: 'Of one order, in money.' },
    stampDuty: { name: 'Stamp duty', hint: 'Share of the value, on selling.' },
    slippage: { name: 'Slippage', hint: 'How much worse than the open an order is filled.' },
    lot: { name: 'Lot', hint: 'Shares are bought in multiples of this. A-shares: 100.' },
    settleNextDay: { name: 'T+1', hint: 'What was bought today may be sold tomorrow at the earliest.' },
    priceLimit: {
      name: 'Price limit',
      hint: 'Largest move of a day: at it nobody sells to you (or buys). A-shares: 0.1. 0 is none.',
    },
    shorting: { name: 'Short selling', hint: 'May positions be negative?' },
    holdShare: {
      name: 'Share held',
      hint: 'Of several tickers, the share with the highest forecasts that is held.',
    },
    buffer: {
      name: 'Buffer',
      hint: 'A ticker is kept while it is among this many times as many: turnover costs money.',
    },
    refitMonths: {
      name: 'Retrain every … months',
      hint: 'Each fit forecasts the months after it, and no others.',
    },
    netRefitMonths: { name: 'Retrain nets every … months', hint: 'Nets take long to train.' },
    pastYears: { name: 'Years of past', hint: 'How much of the past a fit learns from. 0 is all of it.' },
    strengths: {
      name: 'Penalties',
      hint: 'Strengths to choose from on validation. Larger ones shrink more.',
    },
    boostingTrees: { name: 'Trees', hint: 'At most so many; early stopping may keep fewer.' },
    boostingLearningRate: { name: 'Learning rate', hint: 'How much of each tree is believed.' },
    boostingLeaves: { name: 'Leaves', hint: 'Of one tree. Few: prices are mostly noise.' },
    boostingLeafRows: { name: 'Rows of a leaf', hint: 'Fewest days that a leaf stands on.' },
    boostingL2: { name: 'L2 penalty', hint: 'Shrinks leaves that few days stand on.' },
    boostingRowShare: { name: 'Share of rows', hint: 'Drawn anew for each tree.' },
    boostingColumnShare: { name: 'Share of columns', hint: 'Drawn anew for each tree.' },
    boostingPatience: {
      name: 'Patience',
      hint: 'Trees without a gain on validation that end training. 0: never.',
    },
    ...netEn('dlinear', 'Not used: the model is linear in 30 days of returns and volumes.'),
    ...netEn('lstm', 'Size of the memory that reads 30 days.'),
    ...netEn('tcn', 'Filters of each of the five layers that read 30 days.'),
  },
  presets: {
    'a-share': {
      name: 'A-shares',
      hint: 'T+1, lots of 100, limits of 10 %, stamp duty on selling, no short selling.',
    },
    'hong-kong': {
      name: 'Hong Kong',
      hint: 'Stamp duty on both sides (half in the commission), lots of 100.',
    },
    us: { name: 'United States', hint: 'No commission, small spread, short selling allowed.' },
  },
  models: {
    zero: { name: 'No position', hint: 'Earns nothing and costs nothing.' },
    'last-value': { name: 'Last return', hint: 'What went up today goes up tomorrow.' },
    momentum: {
      name: 'Momentum',
      hint: 'Twelve months without the last, and the five-day mean against the twenty-day mean.',
    },
    'buy-and-hold': { name: 'Buy and hold', hint: 'Everything is bought on the first day and kept.' },
    'random-turnover': {
      name: 'Random, same turnover',
      hint: 'Positions drawn by lot that change as often as ridge regression changes its own.',
    },
    ridge: { name: 'Ridge regression', hint: 'A weight for each feature, shrunk towards 0.' },
    boosting: { name: 'Boosting', hint: 'Many small trees: finds what only two features say together.' },
    arima: {
      name: 'ARIMA(1,0,1)',
      hint: 'The classic model of a series: the last return and the last surprise.',
    },
    dlinear: { name: 'DLinear', hint: 'Linear in trend and remainder of 30 days. Hard to beat among nets.' },
    lstm: { name: 'LSTM', hint: 'A recurrent net that reads 30 days, the model of most tutorials.' },
    tcn: { name: 'TCN', hint: 'Dilated causal convolutions over 30 days.' },
  },
  samples: {
    'zh-csi300': 'CSI 300 index, 2006 – 2025, Chinese headers',
    'en-three-stocks': 'AAPL, IBM and MSFT, 2000 – 2013, splits not adjusted',
  },
}

const zh: Words<typeof en> = {
  name: '股票预测',
  question: '按这个预测去交易，真能赚到钱吗？',
  roles: {
    date: { name: '日期', hint: '交易日；每个交易日、每只股票一行。' },
    open: { name: '开盘价', hint: '委托在下一个开盘价成交。没有开盘价时按下一个收盘价成交。' },
    high: { name: '最高价', hint: '当日最高价。' },
    low: { name: '最低价', hint: '当日最低价。' },
    close: { name: '收盘价', hint: '当日最后的价格：收盘后模型作出决定。' },
    volume: { name: '成交量', hint: '成交的股数。' },
    ticker: { name: '代码', hint: '文件里有多只股票时，说明每一行属于哪一只。' },
    adjusted: { name: '复权收盘价', hint: '去掉拆股和分红影响的收盘价。有了它才能分清拆股和暴跌。' },
    feature: { name: '其他数据', hint: '收盘时已知的数字。每一列都与它自己最近 60 天相比来读。' },
  },
  sections: {
    prices: '价格',
    trading: '交易：费用与规则',
    walking: '滚动前推',
    linear: '岭回归',
    boosting: '梯度提升',
    dlinear: 'DLinear',
    lstm: 'LSTM',
    tcn: 'TCN',
  },
  params: {
    horizon: { name: '预测几个交易日', hint: '预测的是：从下一个开盘价起，若干个交易日的收益率。' },
    adjust: {
      name: '复权方式',
      hint: 'none：按原样 · column：按复权收盘价 · splits：按价格中看得出的拆股比例。',
    },
    badBars: {
      name: '不可能的交易日',
      hint: 'leave-out：剔除最高价低于最低价、或价格不为正的日子 · mend：保留其中说得通的部分。',
    },
    capital: { name: '本金', hint: '开始时账户里的钱。' },
    commission: { name: '佣金', hint: '占成交额的比例，买卖都收。0.0003 即万分之三。' },
    leastCommission: { name: '最低佣金', hint: '每笔委托，以货币计。' },
    stampDuty: { name: '印花税', hint: '占成交额的比例，只在卖出时收。' },
    slippage: { name: '滑点', hint: '成交价比开盘价差多少。' },
    lot: { name: '每手股数', hint: '买入须为它的整数倍。A 股：100。' },
    settleNextDay: { name: 'T+1', hint: '今天买入的最早明天才能卖出。' },
    priceLimit: {
      name: '涨跌停',
      hint: '一天的最大涨跌幅：触及时买不进（或卖不出）。A 股：0.1。0 表示没有。',
    },
    shorting: { name: '做空', hint: '允许负的持仓吗？' },
    holdShare: { name: '持有比例', hint: '多只股票时，持有预测最高的这一部分。' },
    buffer: { name: '缓冲倍数', hint: '只要还在这个倍数的名单里就继续持有：换手要花钱。' },
    refitMonths: { name: '每几个月重新训练', hint: '每次训练只预测其后的几个月。' },
    netRefitMonths: { name: '网络每几个月重新训练', hint: '网络训练较慢。' },
    pastYears: { name: '使用几年的历史', hint: '每次训练用多长的历史。0 表示全部。' },
    strengths: { name: '惩罚强度', hint: '在验证集上从中选择。越大收缩越强。' },
    boostingTrees: { name: '树的数量', hint: '最多这么多；提前停止时会更少。' },
    boostingLearningRate: { name: '学习率', hint: '每棵树采信多少。' },
    boostingLeaves: { name: '叶子数', hint: '每棵树的叶子。宜少：价格里大部分是噪声。' },
    boostingLeafRows: { name: '叶子最少行数', hint: '每片叶子至少由多少个交易日支撑。' },
    boostingL2: { name: 'L2 惩罚', hint: '收缩样本少的叶子。' },
    boostingRowShare: { name: '行抽样比例', hint: '每棵树重新抽取。' },
    boostingColumnShare: { name: '列抽样比例', hint: '每棵树重新抽取。' },
    boostingPatience: { name: '耐心', hint: '验证集上连续多少棵树没有进步就停止。0 表示不提前停止。' },
    ...netZh('dlinear', '不使用：模型对 30 天的收益率和成交量是线性的。'),
    ...netZh('lstm', '读取 30 天的记忆大小。'),
    ...netZh('tcn', '读取 30 天的五层卷积，每层的滤波器数。'),
  },
  presets: {
    'a-share': { name: 'A 股', hint: 'T+1、每手 100 股、10% 涨跌停、卖出收印花税、不能做空。' },
    'hong-kong': { name: '港股', hint: '买卖双方都收印花税（一半计入佣金），每手 100 股。' },
    us: { name: '美股', hint: '没有佣金，价差较小，可以做空。' },
  },
  models: {
    zero: { name: '空仓', hint: '不赚也不花钱。' },
    'last-value': { name: '延续昨日', hint: '今天涨的明天还涨。' },
    momentum: { name: '动量', hint: '去掉最近一个月的十二个月动量，加上五日均线对二十日均线。' },
    'buy-and-hold': { name: '买入并持有', hint: '第一天全部买入，一直持有。' },
    'random-turnover': { name: '随机、同等换手', hint: '抽签决定持仓，换手与岭回归一样频繁。' },
    ridge: { name: '岭回归', hint: '每个特征一个权重，向 0 收缩。' },
    boosting: { name: '梯度提升', hint: '许多小树：能发现两个特征合起来才有的信息。' },
    arima: { name: 'ARIMA(1,0,1)', hint: '经典的时间序列模型：看上一次收益率和上一次意外。' },
    dlinear: { name: 'DLinear', hint: '对 30 天的趋势与余项做线性映射。网络里很难被超过。' },
    lstm: { name: 'LSTM', hint: '读取 30 天的循环网络，多数教程用的就是它。' },
    tcn: { name: 'TCN', hint: '对 30 天做膨胀因果卷积。' },
  },
  samples: {
    'zh-csi300': '沪深 300 指数，2006 – 2025，中文表头',
    'en-three-stocks': 'AAPL、IBM、MSFT，2000 – 2013，未按拆股复权',
  },
}

export const messages: Record<Lang, MessageTree> = { en, 'zh-CN': zh }
