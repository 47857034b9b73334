/** What column names say, in English and Chinese. Exact words weigh more than words among others. */

type Kind =
  | 'label'
  | 'text'
  | 'entity'
  | 'time'
  | 'amount'
  | 'protected'
  | 'item'
  | 'item-text'
  | 'event'
  | 'rating'
  | 'price'

const words: Record<Kind, readonly string[]> = {
  label: [
    'label',
    'labels',
    'class',
    'category',
    'sentiment',
    'polarity',
    'target',
    'rating',
    'ratings',
    'stars',
    'star',
    'score',
    'outcome',
    'fraud',
    'fraudulent',
    'isfraud',
    'chargeback',
    'default',
    'defaulted',
    'delinquent',
    'creditability',
    'bad',
    '标签',
    '情感',
    '情绪',
    '评分',
    '打分',
    '得分',
    '星级',
    '评级',
    '类别',
    '分类',
    '极性',
    '倾向',
    '欺诈',
    '违约',
    '逾期',
    '坏账',
  ],
  text: [
    'text',
    'review',
    'reviews',
    'content',
    'comment',
    'comments',
    'sentence',
    'body',
    'message',
    'feedback',
    'description',
    'tweet',
    'opinion',
    '评论',
    '内容',
    '文本',
    '评价',
    '正文',
    '留言',
    '反馈',
    '点评',
    '句子',
    '意见',
  ],
  entity: [
    'user',
    'author',
    'reviewer',
    'customer',
    'client',
    'member',
    'account',
    'patient',
    'applicant',
    'buyer',
    'person',
    'card',
    'cardholder',
    'payer',
    'username',
    'userid',
    '用户',
    '作者',
    '客户',
    '顾客',
    '会员',
    '买家',
    '患者',
    '申请人',
    '评论者',
    '昵称',
    '卡号',
    '持卡人',
    '账户',
    '账号',
  ],
  time: [
    'time',
    'date',
    'datetime',
    'timestamp',
    'created',
    'posted',
    'published',
    'day',
    '时间',
    '日期',
    '年月日',
    '发布于',
  ],
  amount: ['amount', 'amt', 'value', 'sum', 'total', '金额', '总额'],
  protected: [
    'sex',
    'gender',
    'race',
    'ethnicity',
    'religion',
    'nationality',
    'foreign',
    'marriage',
    'marital',
    '性别',
    '民族',
    '宗教',
    '国籍',
    '外籍',
    '婚姻',
  ],
  item: [
    'item',
    'product',
    'movie',
    'film',
    'book',
    'song',
    'track',
    'article',
    'sku',
    'asin',
    'isbn',
    'stockcode',
    'itemid',
    'productid',
    'goods',
    '商品',
    '产品',
    '物品',
    '电影',
    '影片',
    '书籍',
    '歌曲',
    '文章',
  ],
  'item-text': [
    'title',
    'name',
    'description',
    'itemtext',
    'text',
    'headline',
    '标题',
    '名称',
    '品名',
    '描述',
    '片名',
    '书名',
  ],
  event: ['event', 'action', 'behavior', 'behaviour', 'interaction', '行为', '事件', '动作', '操作'],
  rating: ['rating', 'ratings', 'stars', 'score', '评分', '打分', '星级', '得分'],
  price: ['price', 'unitprice', 'cost', '价格', '单价', '售价'],
}

/** Things that entities may be beside people: what stands on both sides of a split flatters the score too. */
const things: readonly string[] = [
  'product',
  'item',
  'sku',
  'asin',
  'seller',
  'shop',
  'store',
  'brand',
  'hotel',
  'restaurant',
  'merchant',
  'terminal',
  'payee',
  'vendor',
  'business',
  'movie',
  'book',
  'device',
  'ticker',
  'session',
  'thread',
  '商品',
  '产品',
  '店铺',
  '商家',
  '商户',
  '终端',
  '收款',
  '卖家',
  '酒店',
  '品牌',
  '餐厅',
  '书名',
  '电影',
  '会话',
]

/** Name parts: "createdAt" → created, at; "user_id" → user, id. */
function partsOf(name: string): string[] {
  return name
    .normalize('NFKC')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '')
}

/** 2: the name is one of the words; 1: it contains one; 0: it says nothing. */
function match(name: string, vocabulary: readonly string[]): number {
  const parts = partsOf(name)
  const whole = parts.join('')
  if (vocabulary.includes(whole)) return 2
  const chinese = vocabulary.some((word) => /\p{Script=Han}/u.test(word) && whole.includes(word))
  return chinese || parts.some((part) => vocabulary.includes(part)) ? 1 : 0
}

export const nameSays = (name: string, kind: Kind): number => match(name, words[kind])

/** Does the name speak of somebody or something that occurs in several rows? */
export const namesEntity = (name: string): boolean => match(name, words.entity) > 0 || match(name, things) > 0

/** Does the name speak of somebody else that an entity deals with? */
export const namesThing = (name: string): boolean => match(name, things) > 0

/** Does the name speak of a number that only identifies the row? */
export const namesId = (name: string): boolean =>
  match(name, ['id', 'no', 'index', 'key', 'uuid', 'guid', 'number', 'code', 'rowid']) > 0 ||
  /编号|序号|单号|流水号|主键/.test(name)

/** How class names say "positive", folded by `foldText`. */
const positiveNames = new Set([
  '1',
  'positive',
  'pos',
  'pros',
  'pro',
  'yes',
  'y',
  'true',
  't',
  'good',
  'like',
  '好评',
  '正面',
  '积极',
  '正',
  '正向',
  '满意',
  '喜欢',
  '是',
])

/** @param names how the positive class may be named, in place of what is usual */
export const soundsPositive = (label: string, names?: readonly string[]): boolean => {
  const folded = label.normalize('NFKC').trim().toLowerCase()
  return names === undefined ? positiveNames.has(folded) : names.includes(folded)
}

const neutralNames = new Set([
  'neutral',
  'mixed',
  'neither',
  'other',
  'others',
  'unknown',
  'unclear',
  'unsure',
  'ambiguous',
  'average',
  'ok',
  'okay',
  'so-so',
  '中性',
  '中立',
  '中评',
  '一般',
  '普通',
  '混合',
  '其他',
  '其它',
  '未知',
  '不确定',
  '还行',
])

/** Does a class name say "neither this nor that"? */
export const soundsNeutral = (label: string): boolean =>
  neutralNames.has(label.normalize('NFKC').trim().toLowerCase())
