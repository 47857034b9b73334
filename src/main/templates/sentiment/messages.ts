import type { Lang } from '#shared/lang'
import type { MessageTree } from '#shared/manifest'
import type { Words } from '#shared/messages/words'
import { en, forNet, type NetParams } from './messages-en'

function netParams(): Words<NetParams> {
  return {
    Vocabulary: { name: '词表大小', hint: '能区分的最常见词元数量，其余的对它来说都一样。' },
    MaxLength: { name: '读取长度', hint: '更长的文本从这里截断。耗时与长度成正比。' },
    Embedding: { name: '词向量维数', hint: '表示一个词元的数字个数。越多越能表达，也越容易死记。' },
    Dropout: { name: '随机失活', hint: '训练时随机忽略的信号比例，使模型不依赖某一个信号。' },
    L1: { name: 'L1 惩罚', hint: '把权重压到正好为零。0 表示不用；常用 0.00001 这样的小值。' },
    L2: { name: 'L2 惩罚', hint: '使权重保持较小。0 表示不用；常用 0.0001 这样的小值。' },
    Optimizer: { name: '优化器', hint: '权重怎样沿梯度更新。Adam 最不需要调整。' },
    LearningRate: { name: '学习率', hint: '每一步的大小。太高损失会跳动，太低几乎不动。' },
    Schedule: { name: '学习率变化', hint: '学习率随轮次怎样变化：不变、直线下降，或按余弦下降。' },
    Batch: { name: '批大小', hint: '每一步用多少条文本。越大越快，也越占内存。' },
    Epochs: { name: '轮数', hint: '最多把训练文本读这么多遍。' },
    Patience: { name: '耐心', hint: '验证损失连续这么多轮没有变好就停止，并保留最好的一轮。' },
  }
}

const zhCN: Words<typeof en> = {
  name: '情感分析',
  question: '评论、工单、帖子：人们是什么感受？',
  roles: {
    text: { name: '文本', hint: '人们写下的内容：每行一条评论、工单或帖子。' },
    label: { name: '情感', hint: '它表达什么：二到二十类，例如正面和负面，或一到五星。' },
    group: {
      name: '作者或产品',
      hint: '如果以后会出现新的作者或产品，同一个就不能既在训练集又在测试集，否则分数会虚高。',
    },
    time: { name: '写作时间', hint: '有了它，就用较晚的文本来评判模型，与实际使用一致。' },
  },
  models: {
    majority: { name: '多数类', hint: '永远给出最常见的答案。任何模型都必须胜过它。' },
    lexicon: { name: '情感词典', hint: '数好词和坏词，并顾及否定；只从数据中学习界线划在哪里。' },
    'tfidf-logreg': {
      name: 'TF-IDF + 逻辑回归',
      hint: '给词和连续的字加权，越少见权重越高。几秒训练完，往往很难被超越。',
    },
    'nb-svm': { name: 'NB-SVM', hint: '先按每个词更偏向哪一类来加权。对短文本很有效。' },
    fasttext: { name: '平均词向量', hint: '为每个词学习一组数字，对全文取平均，再据此判断。' },
    textcnn: { name: 'TextCNN', hint: '在文本任意位置寻找由几个词构成的关键短语。' },
    lstm: { name: '词嵌入 + LSTM', hint: '按顺序阅读并记忆。文本多时才显出优势。' },
  },
  sections: {
    prepare: '文本预处理',
    features: '词与字',
    linear: '线性模型',
    nets: '所有网络',
    fasttext: '平均词向量',
    textcnn: 'TextCNN',
    lstm: '词嵌入 + LSTM',
  },
  params: {
    lowercase: { name: '统一为小写', hint: '“Great”和“great”算作同一个词。' },
    simplifyChinese: { name: '繁体转简体', hint: '繁体字按对应的简体字来读。' },
    removePunctuation: { name: '去掉标点', hint: '“！！！”和“……”往往带有情绪。表情符号会保留。' },
    removeDigits: { name: '去掉数字', hint: '价格、房号和打分也会一起去掉。' },
    removeStopWords: { name: '去掉停用词', hint: '略去“的”“了”之类的词。否定词始终保留。' },
    stemming: { name: '还原为词干', hint: '“loved”和“loving”算作同一个词。只用于英文。' },
    ngrams: {
      name: '特征',
      hint: '线性模型统计什么。',
      options: { 'words-and-characters': '词和字', words: '只用词', characters: '只用字' },
    },
    wordMax: { name: '连续的词', hint: '最多几个连续的词算作一个特征。' },
    charMax: { name: '连续的字', hint: '最多几个连续的字算作一个特征；中文以外再多一个。' },
    minDocuments: { name: '最少文本数', hint: '一个特征至少要出现在这么多条训练文本中才会使用。' },
    strengths: {
      name: '待选的惩罚倒数',
      hint: '由验证集选出一个。数值小则压住权重，数值大则更贴合数据。',
    },
    interpolation: {
      name: 'NB-SVM：学习所占比例',
      hint: '1 表示直接使用学到的权重；越接近 0 越像朴素贝叶斯。',
    },
    tokens: {
      name: '词元',
      hint: '网络把什么当作一个单位来读。',
      options: { auto: '按语言：中文用字，其他用词', words: '词', characters: '字' },
    },
    ...forNet('fasttext', netParams()),
    fasttextBigrams: { name: '相邻词元成对', hint: '相邻的两个词元也算一个，这样“不 好”就不会当成“好”。' },
    ...forNet('textcnn', netParams()),
    textcnnFilters: { name: '卷积核数量', hint: '每种宽度能学到多少种短语。' },
    textcnnKernels: { name: '卷积核宽度', hint: '寻找多长的短语，以词元计。' },
    textcnnDense: { name: '全连接层', hint: '卷积与答案之间各层的单元数；通常不需要。' },
    ...forNet('lstm', netParams()),
    lstmUnits: { name: '循环层', hint: '从第一层到最后一层各有多少单元。' },
    lstmBidirectional: { name: '双向阅读', hint: '同时从末尾往回读。耗时加倍。' },
    lstmRecurrentDropout: { name: '循环随机失活', hint: '逐个词元传递记忆时随机忽略的比例。' },
  },
  presets: {
    t8: {
      name: 't8：教程中的 LSTM',
      hint: '词向量 100 维，LSTM 128 个单元，用 Adam 训练 10 轮：一篇常见教程里的网络。',
    },
  },
  options: {
    constant: '不变',
    linear: '直线降到 0',
    cosine: '按半个余弦降到 0',
    adam: 'Adam',
    rmsprop: 'RMSProp',
    sgd: '普通梯度下降',
    momentum: '动量法',
    adagrad: 'Adagrad',
  },
  goal: {
    decision: '要找出哪些文本？找出之后由谁处理？',
    miss: '漏掉一条负面评论要付出多大代价？',
    falseAlarm: '一次误报要付出多大代价？',
    abstain: '是否允许回答“不知道”，把文本交给人来看？',
    rating: '从几星开始算正面？',
  },
  warnings: {
    stars: '星级是给整次消费打的，文字可能在说别的事：有一部分“错误”其实出在标签上。',
    neutral: '中性类往往收容了打分人拿不准的文本。采信它的分数之前，先看看它与哪些类混淆。',
    sarcasm: '反讽会按字面理解。在反讽常见的地方，要预料到有些“好评”并非好评。',
    otherSource: '与训练数据来源不同的文本是另一项任务：请先粘贴 50 条，标注并打分。',
  },
  limits: {
    stars: '如果标签来自星级，一部分分歧就在标签之中，无法学到。',
    sarcasm: '反话和讽刺会按字面理解。',
    otherSource: '这些数字只适用于同类文本。换一个来源，请先标注并评测至少 50 条。',
  },
  samples: {
    'zh-reviews': '中文评论',
    'en-reviews': '英文评论',
  },
}

/** The template's own words, once in each language; the Chinese ones mirror the English ones or do not compile. */
export const messages: Record<Lang, MessageTree> = { en, 'zh-CN': zhCN }
