import type { Lang } from '#shared/lang'
import type { MessageTree } from '#shared/manifest'
import type { Words } from '#shared/messages/words'

const netEn = {
  Size: {
    name: 'Size of vectors',
    hint: 'Numbers that stand for an item. More can tell more apart, and memorise more.',
  },
  Dropout: {
    name: 'Dropout',
    hint: 'Share of the signals left out at random in training, so that no single one is relied on.',
  },
  Negatives: { name: 'Items drawn a step', hint: 'So many other items stand against what really came next.' },
  Optimizer: { name: 'Optimizer', hint: 'How the weights follow the gradient. Adam needs the least tuning.' },
  LearningRate: {
    name: 'Learning rate',
    hint: 'Size of a step. Too high and the loss jumps; too low and nothing moves.',
  },
  Schedule: { name: 'Schedule', hint: 'How the learning rate goes over the epochs.' },
  WeightDecay: { name: 'Weight decay', hint: 'Pulls weights towards zero a little at each step. 0 is off.' },
  Batch: { name: 'Batch', hint: 'Rows per step. Larger is faster, and needs a higher learning rate.' },
  Epochs: { name: 'Epochs', hint: 'At most this many passes over the training rows.' },
  Patience: {
    name: 'Patience',
    hint: 'Epochs without a better epoch before training stops. The best is kept.',
  },
}

const netZh: Words<typeof netEn> = {
  Size: { name: '向量长度', hint: '用多少个数代表一件商品。越多越能区分，也越容易死记。' },
  Dropout: { name: '随机失活', hint: '训练时随机忽略的信号比例，使模型不依赖某一个信号。' },
  Negatives: { name: '每步抽取的商品数', hint: '用这么多件其他商品与真正的下一件对比。' },
  Optimizer: { name: '优化器', hint: '权重怎样沿梯度更新。Adam 最不需要调整。' },
  LearningRate: { name: '学习率', hint: '每一步的大小。太高损失会跳动，太低几乎不动。' },
  Schedule: { name: '学习率变化', hint: '学习率随轮次怎样变化。' },
  WeightDecay: { name: '权重衰减', hint: '每一步把权重往零拉一点。0 表示不用。' },
  Batch: { name: '批大小', hint: '每一步用多少行。越大越快，学习率也应相应提高。' },
  Epochs: { name: '轮数', hint: '最多把训练数据读这么多遍。' },
  Patience: { name: '耐心', hint: '连续这么多轮没有变好就停止，并保留最好的一轮。' },
}

type Prefixed<Net extends string> = { [K in keyof typeof netEn as `${Net}${K}`]: (typeof netEn)[K] }
const forNet = <Net extends string>(net: Net, words: Words<typeof netEn>): Prefixed<Net> =>
  Object.fromEntries(Object.entries(words).map(([name, word]) => [`${net}${name}`, word])) as Prefixed<Net>

const en = {
  name: 'Recommendation',
  question: 'What should each customer see next?',
  roles: {
    user: {
      name: 'User',
      hint: 'Who did it: a customer, a member, a visitor. Each counts once when intervals are drawn.',
    },
    item: {
      name: 'Item',
      hint: 'What it was done with: a product, a film, an article. Codes with leading zeros stay as they are.',
    },
    time: {
      name: 'Time',
      hint: 'When it happened. Without it the past cannot be told from the future, and offline scores are unreliable.',
    },
    event: { name: 'Kind of event', hint: 'View, cart, purchase … Settings say which kinds count.' },
    rating: {
      name: 'Rating',
      hint: 'Stars or points, where users give them. Adds the models that predict ratings.',
    },
    itemText: {
      name: 'Text of the item',
      hint: 'Name or description: by it, items that nobody has touched can be recommended too.',
    },
    price: { name: 'Price', hint: 'Shown beside recommendations.' },
  },
  sections: {
    log: 'Reading the log',
    lists: 'Lists',
    popular: 'What is popular',
    neighbours: 'Item neighbours',
    ease: 'EASE',
    factors: 'Factor models',
    twoTower: 'Two towers',
    sasrec: 'SASRec',
    explicit: 'Ratings',
  },
  params: {
    likedFrom: {
      name: 'Liked from',
      hint: 'Only ratings from here on count as liked. Empty: whatever was rated counts.',
    },
    eventKinds: {
      name: 'Kinds that count',
      hint: 'Only these kinds of events are learnt from and asked for. Empty: all.',
    },
    sessionMinutes: {
      name: 'Session, minutes',
      hint: 'The same item again within so many minutes is one event.',
    },
    ratingScale: {
      name: 'Scale of ratings',
      hint: 'by-user: ratings of users who never go beyond half of the scale are doubled.',
    },
    core: {
      name: 'k-core',
      hint: 'Training leaves out users with fewer items and items with fewer users. They are still scored.',
    },
    repeats: {
      name: 'May be bought again',
      hint: 'Whether what a user has may be recommended again. Proposed from how often people do.',
    },
    surface: {
      name: 'Surface',
      hint: 'home: from all that is known of a user. related: from the last item alone, as on a product page.',
    },
    listLength: { name: 'Items of a list', hint: 'How many items Predict writes for each user.' },
    leaveOutItems: {
      name: 'Never recommend',
      hint: 'Ids of items that are out of stock or not for everybody.',
    },
    popularHalfLives: {
      name: 'Half-lives, days',
      hint: 'Days in which an event loses half its weight. Validation chooses.',
    },
    knnNeighbours: { name: 'Neighbours', hint: 'Most alike items that are kept for each item.' },
    knnShrink: {
      name: 'Shrinkage',
      hint: 'How much evidence two items need before they count as alike. Validation chooses.',
    },
    easeL2: {
      name: 'L2 penalty',
      hint: 'How many users two items need before they weigh. Validation chooses.',
    },
    easeMostItems: {
      name: 'Items at most',
      hint: 'Beyond so many items the matrix between all of them is too large; iALS takes its place.',
    },
    ialsSize: { name: 'iALS: size', hint: 'Numbers that stand for a user or an item.' },
    ialsUnobserved: {
      name: 'iALS: weight of the rest',
      hint: 'How much it counts that something was not taken. Validation chooses.',
    },
    ialsL2: { name: 'iALS: L2 penalty', hint: 'Keeps vectors small. Validation chooses.' },
    ialsEpochs: {
      name: 'iALS: rounds',
      hint: 'At most so many times users and items are solved for in turn.',
    },
    bprSize: { name: 'BPR: size', hint: 'Numbers that stand for a user or an item.' },
    bprLearningRate: { name: 'BPR: learning rate', hint: 'Size of a step.' },
    bprL2: { name: 'BPR: L2 penalty', hint: 'Keeps vectors small. Validation chooses.' },
    bprEpochs: { name: 'BPR: epochs', hint: 'At most this many passes. The best is kept.' },
    ...forNet('twoTower', netEn),
    twoTowerPast: { name: 'Past that is read', hint: 'The last so many items of a user.' },
    twoTowerHidden: { name: 'Hidden units', hint: 'Numbers between a past and its vector.' },
    twoTowerItemDropout: {
      name: 'Items read by words alone',
      hint: 'Share of the items whose own vector is left out at a step, so that new items can be placed by their text.',
    },
    ...forNet('sasrec', netEn),
    sasrecLength: { name: 'Past that is read', hint: 'The last so many items of a user, in their order.' },
    sasrecBlocks: { name: 'Blocks', hint: 'Layers of attention.' },
    biasShrink: {
      name: 'Biases: shrinkage',
      hint: 'Ratings that a deviation is shrunk by. Validation chooses.',
    },
    svdppSize: { name: 'SVD++: size', hint: 'Numbers that stand for a user or an item.' },
    svdppLearningRate: { name: 'SVD++: learning rate', hint: 'Size of a step.' },
    svdppL2: { name: 'SVD++: L2 penalty', hint: 'Keeps vectors small.' },
    svdppEpochs: { name: 'SVD++: epochs', hint: 'At most this many passes. The best is kept.' },
  },
  models: {
    popular: { name: 'Popular', hint: 'What most users have. A model must beat it to be worth building.' },
    'recent-popular': {
      name: 'Recently popular',
      hint: 'What is popular now: older events weigh less. Often the hardest baseline.',
    },
    'item-knn': { name: 'Item neighbours', hint: 'Items that the same users have, as "others also bought".' },
    ease: {
      name: 'EASE',
      hint: 'Weights between all items in one closed form. Simple, quick and hard to beat.',
    },
    ials: { name: 'iALS', hint: 'Users and items as vectors, solved for in turn. For very many items.' },
    bpr: { name: 'BPR', hint: 'Vectors that learn to put what was taken before what was not.' },
    'two-tower': {
      name: 'Two towers',
      hint: 'One net reads a past, one an item and its words. Can recommend items that nobody has touched.',
    },
    sasrec: {
      name: 'SASRec',
      hint: 'Attention over the order in which things were done. Strong where one thing leads to the next.',
    },
    bias: { name: 'Biases', hint: 'A rating is the mean, plus what a user and an item lie above it.' },
    svdpp: { name: 'SVD++', hint: 'Ratings from vectors, and from what was rated at all.' },
  },
  samples: {
    'zh-shop': 'A simulated shop: what 300 customers bought one after another, Chinese',
    'en-films': 'Real ratings of 500 films by users over six months, English',
  },
}

const zhCN: Words<typeof en> = {
  name: '推荐',
  question: '接下来给每位顾客看什么？',
  roles: {
    user: { name: '用户', hint: '谁做的：顾客、会员或访客。计算区间时每人只算一次。' },
    item: { name: '商品', hint: '对什么做的：商品、电影或文章。编号开头的零会保留。' },
    time: { name: '时间', hint: '何时发生。没有时间就分不清过去和未来，离线分数不可靠。' },
    event: { name: '行为类型', hint: '浏览、加购、购买等。哪些算数可在设置中指定。' },
    rating: { name: '评分', hint: '用户给的星级或分数。有评分时会增加预测评分的模型。' },
    itemText: { name: '商品文字', hint: '名称或描述：凭它，还没有人碰过的商品也能推荐。' },
    price: { name: '价格', hint: '显示在推荐旁边。' },
  },
  sections: {
    log: '读取记录',
    lists: '推荐列表',
    popular: '热门',
    neighbours: '物品近邻',
    ease: 'EASE',
    factors: '因子模型',
    twoTower: '双塔',
    sasrec: 'SASRec',
    explicit: '评分',
  },
  params: {
    likedFrom: { name: '从几分起算喜欢', hint: '只有达到这个分数才算喜欢。留空：评过就算。' },
    eventKinds: { name: '算数的行为', hint: '只学习和预测这些行为。留空：全部。' },
    sessionMinutes: { name: '同一会话（分钟）', hint: '这么多分钟内对同一商品的重复行为只算一次。' },
    ratingScale: { name: '评分尺度', hint: 'by-user：从不超过满分一半的用户，其评分乘以二。' },
    core: { name: 'k-core', hint: '训练时去掉商品太少的用户和用户太少的商品；评判时他们仍在。' },
    repeats: { name: '可以再买', hint: '用户已有的商品能否再推荐。根据重复购买的多少来建议。' },
    surface: { name: '展示位置', hint: 'home：根据用户的全部过去；related：只根据最后一件，如商品页。' },
    listLength: { name: '列表长度', hint: '预测时给每位用户写出多少件。' },
    leaveOutItems: { name: '不推荐的商品', hint: '缺货或不适合所有人的商品编号。' },
    popularHalfLives: { name: '半衰期（天）', hint: '经过这么多天，一次行为的权重减半。由验证集选定。' },
    knnNeighbours: { name: '近邻数', hint: '每件商品保留多少个最相似的商品。' },
    knnShrink: { name: '收缩', hint: '两件商品要有多少证据才算相似。由验证集选定。' },
    easeL2: { name: 'L2 惩罚', hint: '两件商品要有多少共同用户才有分量。由验证集选定。' },
    easeMostItems: { name: '最多商品数', hint: '商品再多，两两之间的矩阵就太大，改用 iALS。' },
    ialsSize: { name: 'iALS：向量长度', hint: '用多少个数代表一位用户或一件商品。' },
    ialsUnobserved: { name: 'iALS：未选的权重', hint: '没有选择某件商品算多大分量。由验证集选定。' },
    ialsL2: { name: 'iALS：L2 惩罚', hint: '使向量保持较小。由验证集选定。' },
    ialsEpochs: { name: 'iALS：轮数', hint: '最多交替求解用户和商品这么多次。' },
    bprSize: { name: 'BPR：向量长度', hint: '用多少个数代表一位用户或一件商品。' },
    bprLearningRate: { name: 'BPR：学习率', hint: '每一步的大小。' },
    bprL2: { name: 'BPR：L2 惩罚', hint: '使向量保持较小。由验证集选定。' },
    bprEpochs: { name: 'BPR：轮数', hint: '最多读这么多遍，保留最好的一轮。' },
    ...forNet('twoTower', netZh),
    twoTowerPast: { name: '读取的过去', hint: '用户最近的这么多件商品。' },
    twoTowerHidden: { name: '隐藏单元数', hint: '从过去到用户向量之间的单元数。' },
    twoTowerItemDropout: {
      name: '只凭文字的商品比例',
      hint: '每一步忽略这一比例商品自己的向量，使新商品也能凭文字定位。',
    },
    ...forNet('sasrec', netZh),
    sasrecLength: { name: '读取的过去', hint: '用户最近的这么多件商品，按先后顺序。' },
    sasrecBlocks: { name: '层数', hint: '注意力层的数目。' },
    biasShrink: { name: '偏置：收缩', hint: '偏差按多少次评分收缩。由验证集选定。' },
    svdppSize: { name: 'SVD++：向量长度', hint: '用多少个数代表一位用户或一件商品。' },
    svdppLearningRate: { name: 'SVD++：学习率', hint: '每一步的大小。' },
    svdppL2: { name: 'SVD++：L2 惩罚', hint: '使向量保持较小。' },
    svdppEpochs: { name: 'SVD++：轮数', hint: '最多读这么多遍，保留最好的一轮。' },
  },
  models: {
    popular: { name: '热门', hint: '最多用户拥有的商品。模型必须胜过它才值得做。' },
    'recent-popular': {
      name: '近期热门',
      hint: '眼下热门的商品：越早的行为权重越小。往往是最难胜过的基线。',
    },
    'item-knn': { name: '物品近邻', hint: '同一批用户拥有的商品，即“买了它的人还买了”。' },
    ease: { name: 'EASE', hint: '用一个闭式解求出所有商品之间的权重。简单、快，而且很难胜过。' },
    ials: { name: 'iALS', hint: '把用户和商品表示为向量，交替求解。适合商品极多的情况。' },
    bpr: { name: 'BPR', hint: '学习把选过的排在没选过的前面。' },
    'two-tower': { name: '双塔', hint: '一个网络读过去，一个读商品和它的文字。能推荐还没有人碰过的商品。' },
    sasrec: { name: 'SASRec', hint: '对先后顺序使用注意力。一件事引出下一件事时最有效。' },
    bias: { name: '偏置', hint: '评分等于平均分，加上用户和商品各自的高低。' },
    svdpp: { name: 'SVD++', hint: '用向量以及“评过哪些”来预测评分。' },
  },
  samples: {
    'zh-shop': '模拟商店：300 位顾客先后买了什么，中文',
    'en-films': '半年内用户对 500 部电影的真实评分，英文',
  },
}

export const messages: Record<Lang, MessageTree> = { en, 'zh-CN': zhCN }
