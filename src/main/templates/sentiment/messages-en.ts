/** What the three nets are asked alike; each has its own values. */
function netParams(net: string) {
  return {
    Vocabulary: {
      name: 'Vocabulary',
      hint: `How many of the commonest tokens ${net} tells apart; all others look the same to it.`,
    },
    MaxLength: {
      name: 'Tokens read',
      hint: 'Longer texts are cut here. More tokens cost time in proportion.',
    },
    Embedding: {
      name: 'Embedding size',
      hint: 'Numbers that stand for one token. More can say more, and memorise more.',
    },
    Dropout: {
      name: 'Dropout',
      hint: 'Share of the signals left out at random in training, so that no single one is relied on.',
    },
    L1: {
      name: 'L1 penalty',
      hint: 'Pulls weights to exactly zero. 0 is off; small values such as 0.00001.',
    },
    L2: { name: 'L2 penalty', hint: 'Keeps weights small. 0 is off; small values such as 0.0001.' },
    Optimizer: {
      name: 'Optimizer',
      hint: 'How the weights follow the gradient. Adam needs the least tuning.',
    },
    LearningRate: {
      name: 'Learning rate',
      hint: 'Size of a step. Too high and the loss jumps; too low and nothing moves.',
    },
    Schedule: {
      name: 'Schedule',
      hint: 'How the learning rate goes over the epochs: unchanged, falling in a straight line, or along a cosine.',
    },
    Batch: { name: 'Batch', hint: 'Texts per step. Larger is faster and needs more memory.' },
    Epochs: { name: 'Epochs', hint: 'At most this many passes over the training texts.' },
    Patience: {
      name: 'Patience',
      hint: 'Epochs without a better validation loss before training stops. The best epoch is kept.',
    },
  }
}

type NetParams = ReturnType<typeof netParams>
type Prefixed<Net extends string> = { [K in keyof NetParams as `${Net}${K}`]: NetParams[K] }

/** The words of every net setting under the name it has for one net. */
export function forNet<Net extends string>(net: Net, words: NetParams): Prefixed<Net> {
  const entries = Object.entries(words).map(([name, word]) => [`${net}${name}`, word])
  return Object.fromEntries(entries) as Prefixed<Net>
}

export type { NetParams }

export const en = {
  name: 'Sentiment',
  question: 'Reviews, tickets, posts: what do people feel?',
  roles: {
    text: { name: 'Text', hint: 'What people wrote: one review, ticket or post a row.' },
    label: {
      name: 'Feeling',
      hint: 'What it says: two to twenty kinds, such as positive and negative, or stars from 1 to 5.',
    },
    group: {
      name: 'Author or product',
      hint: 'If new ones will come, none may be both in training and in the test: the score would flatter.',
    },
    time: {
      name: 'Written on',
      hint: 'With it, the model is judged on later texts than those it learnt from, as in use.',
    },
  },
  models: {
    majority: { name: 'Majority', hint: 'Always the commonest answer. What any model must beat.' },
    lexicon: {
      name: 'Lexicon',
      hint: 'Counts good and bad words, minding negation; learns only where to draw the line.',
    },
    'tfidf-logreg': {
      name: 'TF-IDF + logistic',
      hint: 'Weighs words and runs of characters, the rare ones more. Trains in seconds; often hard to beat.',
    },
    'nb-svm': {
      name: 'NB-SVM',
      hint: 'Weighs each word first by how much likelier it is in one class. Strong on short texts.',
    },
    fasttext: {
      name: 'Averaged embeddings',
      hint: 'Learns numbers for each word, averages them over the text and decides on the average.',
    },
    textcnn: {
      name: 'TextCNN',
      hint: 'Looks for telling phrases of a few words anywhere in the text.',
    },
    lstm: {
      name: 'Embedding + LSTM',
      hint: 'Reads the text in order and remembers. Needs many texts to pay off.',
    },
  },
  sections: {
    prepare: 'Preparation',
    features: 'Words and characters',
    linear: 'Linear models',
    nets: 'All nets',
    fasttext: 'Averaged embeddings',
    textcnn: 'TextCNN',
    lstm: 'Embedding + LSTM',
  },
  params: {
    lowercase: { name: 'Small letters', hint: '"Great" and "great" count as one word.' },
    simplifyChinese: {
      name: 'Traditional to simplified',
      hint: 'Traditional characters are read as their simplified forms.',
    },
    removePunctuation: {
      name: 'Remove punctuation',
      hint: 'Marks such as !!! and … often carry feeling. Emoji stay.',
    },
    removeDigits: { name: 'Remove digits', hint: 'Prices, rooms and scores out of ten go with them.' },
    removeStopWords: {
      name: 'Remove stop words',
      hint: 'Leaves out words such as "the" and "of". Negations always stay.',
    },
    stemming: { name: 'Reduce to stems', hint: '"loved" and "loving" count as one word. English only.' },
    ngrams: {
      name: 'Features',
      hint: 'What the linear models count.',
      options: {
        'words-and-characters': 'Words and characters',
        words: 'Words only',
        characters: 'Characters only',
      },
    },
    wordMax: { name: 'Words in a row', hint: 'Longest run of words that counts as one feature.' },
    charMax: {
      name: 'Characters in a row',
      hint: 'Longest run of characters that counts as one feature; outside Chinese one more.',
    },
    minDocuments: {
      name: 'Least texts',
      hint: 'A feature must stand in this many training texts to be used.',
    },
    strengths: {
      name: 'Inverse penalties to try',
      hint: 'Validation picks one. Small numbers hold the weights down, large ones let them follow the data.',
    },
    interpolation: {
      name: 'NB-SVM: share learnt',
      hint: '1 uses the learnt weights as they are; towards 0 it becomes naive Bayes.',
    },
    tokens: {
      name: 'Tokens',
      hint: 'What a net reads as one piece.',
      options: {
        auto: 'By language: characters in Chinese, words elsewhere',
        words: 'Words',
        characters: 'Characters',
      },
    },
    ...forNet('fasttext', netParams('this net')),
    fasttextBigrams: {
      name: 'Pairs of tokens',
      hint: 'Neighbouring tokens count as one too, so that "not good" is not "good".',
    },
    ...forNet('textcnn', netParams('this net')),
    textcnnFilters: { name: 'Filters', hint: 'Kinds of phrases it can learn, for each width.' },
    textcnnKernels: { name: 'Filter widths', hint: 'Lengths of the phrases it looks for, in tokens.' },
    textcnnDense: {
      name: 'Dense layers',
      hint: 'Units of each layer between the filters and the answer; none is usual.',
    },
    ...forNet('lstm', netParams('this net')),
    lstmUnits: { name: 'Recurrent layers', hint: 'Units of each layer, first to last.' },
    lstmBidirectional: { name: 'Both directions', hint: 'Also read from the end. Twice the time.' },
    lstmRecurrentDropout: {
      name: 'Recurrent dropout',
      hint: 'Share left out of what is remembered from token to token.',
    },
  },
  presets: {
    t8: {
      name: 't8: the tutorial’s LSTM',
      hint: 'Embedding of 100, LSTM of 128 units, ten epochs with Adam: the net of a well-known article.',
    },
  },
  /** Choices that every net offers. */
  options: {
    constant: 'Unchanged',
    linear: 'Straight line to 0',
    cosine: 'Half a cosine to 0',
    adam: 'Adam',
    rmsprop: 'RMSProp',
    sgd: 'Plain gradient descent',
    momentum: 'Momentum',
    adagrad: 'Adagrad',
  },
  goal: {
    decision: 'Which texts should be found, and who acts on them?',
    miss: 'What does a missed negative cost?',
    falseAlarm: 'What does a false alarm cost?',
    abstain: 'May it answer "don’t know" and pass the text to a person?',
    rating: 'From which star on is a rating positive?',
  },
  warnings: {
    stars:
      'Stars are given for the whole purchase, the text may speak of something else: a share of "wrong" answers is in the labels.',
    neutral:
      'A neutral class collects what raters were unsure of. Look at its confusion before you trust a score on it.',
    sarcasm: 'Sarcasm is read literally. Where it is common, expect praise that is none.',
    otherSource:
      'Texts from another source than the training data are another task: label and score 50 pasted ones first.',
  },
  limits: {
    stars: 'Where labels come from stars, part of the disagreement is in the labels and cannot be learnt.',
    sarcasm: 'Irony and sarcasm are taken at their word.',
    otherSource:
      'The figures hold for texts like these. For another source, label and score at least 50 of its texts first.',
  },
  samples: {
    'zh-reviews': 'Reviews in Chinese',
    'en-reviews': 'Reviews in English',
  },
}
