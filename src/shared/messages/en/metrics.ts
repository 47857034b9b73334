export const metrics = {
  macroF1: {
    name: 'Macro-F1',
    meaning:
      'How well each class is found and not cried wrongly, averaged with every class counting the same. 1 is perfect; guessing gives about 1 divided by the number of classes.',
  },
  accuracy: {
    name: 'Accuracy',
    meaning:
      'The share of rows that are answered right. Flattering where one class is rare: always naming the common one scores its share.',
  },
  precision: {
    name: 'Precision',
    meaning:
      'Of the rows called positive, the share that are. Low means false alarms. Beyond two classes, the mean over classes.',
  },
  recall: {
    name: 'Recall',
    meaning:
      'Of the rows that are positive, the share that was found. Low means misses. Beyond two classes, the mean over classes.',
  },
  f1: {
    name: 'F1',
    meaning:
      'Precision and recall of the positive class in one number that is low when either is. Beyond two classes, the mean over classes.',
  },
  kappa: {
    name: 'Kappa',
    meaning:
      'Agreement with the labels beyond chance: 0 is chance, 1 perfect. For ordered classes, as stars, a miss by two counts four times a miss by one.',
  },
  mcc: {
    name: 'MCC',
    meaning:
      'Correlation of answers and labels: 0 is chance, 1 perfect, below 0 worse than chance. Fair where classes are uneven.',
  },
  logLoss: {
    name: 'Log loss',
    meaning:
      'How surprised the probabilities were by what was true. Lower is better; being sure and wrong costs most.',
  },
  rocAuc: {
    name: 'ROC-AUC',
    meaning:
      'How often a positive row gets a higher score than a negative one. 0.5 is chance, 1 perfect; no threshold is involved.',
  },
  prAuc: {
    name: 'PR-AUC',
    meaning:
      'Precision averaged over all levels of recall. Chance is the share of positive rows: the measure for rare classes.',
  },
  ece: {
    name: 'Calibration error',
    meaning:
      'How far stated probabilities lie from what happened, beyond what luck explains. 0.02: a stated 80 % is 78 % or 82 % on average.',
  },
  gini: {
    name: 'Gini',
    meaning:
      'Of scores: 2 · ROC-AUC − 1, 0 is chance and 1 perfect. Of recommendations: how unevenly items are shown, 0 all alike and 1 always the same one.',
  },
  ndcg20: {
    name: "NDCG{'@'}20",
    meaning:
      'How high the first twenty places hold what each user really took next, higher places counting more. 1: all of it in front; averaged over users.',
  },
  recall20: {
    name: "Recall{'@'}20",
    meaning:
      'Of what each user took next, the share that the first twenty places hold (of more than twenty things, of twenty).',
  },
  mrr: {
    name: 'MRR',
    meaning: 'One divided by the place of the first thing that a user really took, averaged over users.',
  },
  coverage: {
    name: 'Coverage',
    meaning: 'Share of all items that anybody is recommended.',
  },
  rmse: {
    name: 'RMSE',
    meaning: 'How far predicted ratings lie from true ones, in points of the scale; large errors count more.',
  },
  novelty: {
    name: 'Novelty',
    meaning:
      'How little known the recommended items are, in bits: one more means half as many users know them.',
  },
  diversity: {
    name: 'Diversity',
    meaning:
      'How different the items of one list are: 0 the same users know them all, 1 nobody knows two of them.',
  },
  ks: {
    name: 'KS',
    meaning:
      'The largest distance between the shares of bad and of good rows above one score. 0: the score tells nothing; 1: it parts them completely.',
  },
  recallAtCapacity: {
    name: 'Recall at capacity',
    meaning:
      'Of all positive rows, the share found when people look at the highest scores of each day, as many as they can.',
  },
  precisionAtCapacity: {
    name: 'Precision a day',
    meaning: 'Of the rows that people look at on a day, the share that are positive, averaged over days.',
  },
  moneySaved: {
    name: 'Money saved',
    meaning:
      'What the alerts save on these rows against doing nothing: misses avoided, less false alarms and reviews, in your currency. The threshold was chosen on validation.',
  },
  netReturn: {
    name: 'Net return a day',
    meaning:
      'What following the forecasts earned on an average day after commission, duty and slippage, in hundredths of a percent (basis points).',
  },
  hitRate: {
    name: 'Hit rate',
    meaning:
      'Of the days on which a position was held, the share on which it gained. Compare it with buy and hold.',
  },
  rankIc: {
    name: 'Rank IC',
    meaning:
      'Rank correlation of forecast and return. 0.03 to 0.05 is good; above 0.1 suspect a leak. The interval is that of Newey and West.',
  },
  sharpe: {
    name: 'Sharpe ratio',
    meaning: 'Mean return over its deviation, a year, without a riskless rate. Above 1 for years is rare.',
  },
  maxDrawdown: {
    name: 'Largest drawdown',
    meaning: 'The deepest fall of the account from an earlier peak.',
  },
  deflatedSharpe: {
    name: 'Deflated Sharpe',
    meaning:
      'Probability that the true Sharpe ratio is above what the best of all tries in the ledger would show by luck alone (Bailey and López de Prado 2014).',
  },
  reasons: {
    'no-positions': 'No position was ever held.',
    'not-finite': 'The model gave scores that are not numbers, so nothing can be measured.',
    'class-absent': 'These rows lack a class that the number needs.',
    'one-class': 'Labels and answers are one and the same class throughout.',
    'needs-days': 'It needs a time column, and a number of alerts a day that people can look at (Goal).',
    'needs-money': 'It needs an amount column or, at Goal, what a miss costs.',
    'needs-ratings': 'It needs ratings, and a model that predicts them.',
    'too-few': 'There are too few rows for an interval.',
    'no-valid-interval':
      'No valid interval is known for this number: resampling rows would only move it upwards.',
  },
}
