export const report = {
  subtitle: '{template} · {at}',
  sections: {
    verdict: 'Verdict',
    question: 'The question',
    data: 'The data and its problems',
    method: 'How it was measured',
    results: 'Results',
    mistakes: 'Real mistakes',
    limits: 'Limits',
    reproduce: 'How to reproduce this',
  },
  comma: ', ',
  verdict: {
    better: '{model} is better than the best baseline ({baseline}).',
    'not-proven': 'It is not proven that {model} is better than the best baseline ({baseline}).',
    worse: '{model} is worse than the best baseline ({baseline}).',
  },
  verdictRest:
    '{metric} {value} (95 % interval {interval}) on {n} rows that no model had seen; that is {difference} against the baseline, with a simultaneous 95 % interval from {low} to {high}.',
  verdictRestUsers:
    '{metric} {value} (95 % interval {interval}) on what {n} users did later; that is {difference} against the baseline, with a simultaneous 95 % interval from {low} to {high}.',
  noModel: 'No model does better than a simple rule here: the baseline is the answer.',
  detectable:
    'The test rows could have shown a difference of {difference} with 80 % power; a smaller one may exist.',
  tied: 'Not to be told apart from it on this much data: {models}.',
  bar: {
    yes: 'The bar is reached.',
    no: 'The bar is not reached.',
    'not-proven': 'It is not proven that the bar is reached.',
  },
  barRest: 'Worth building from {metric} {value}, as set before training.',
  vaultSealed: 'The vault is sealed: {n} rows that nothing in this report has read.',
  vaultOpened: 'The vault was opened on {at} with {model}. Reason: {reason}',
  vaultSpent:
    'The vault was opened more than once, the last time on {at} with {model}: its numbers are spent and no longer independent. Reason: {reason}',
  headline: 'What decides',
  barName: 'Worth building from',
  notSet: 'not set',
  missCost: 'Cost of a miss',
  falseAlarmCost: 'Cost of a false alarm',
  file: 'File',
  fileHash: 'SHA-256 of the file',
  encoding: 'Encoding',
  rowsRead: 'Rows read',
  rowsUsed: 'Rows used',
  rowsRefused: 'Rows refused',
  columns: 'Columns',
  column: 'Column',
  type: 'Type',
  types: { text: 'text', number: 'number', time: 'time' },
  role: 'Role',
  empty: 'Empty',
  distinct: 'Distinct',
  lost: 'Lost cells',
  problems: 'Problems found',
  noProblems: 'The checks found nothing.',
  finding: 'Check',
  what: 'What was found',
  done: 'What was done',
  remedyApplied: 'remedied',
  severity: { info: 'noted', warn: 'left as it is', block: 'blocks training' },
  price: 'Price: {metric} {with} with it, {without} without it ({interval}).',
  splitKind: {
    stratified: 'Rows were divided at random within each class.',
    grouped: 'Rows were divided by group: no group stands on both sides.',
    time: 'Rows were divided by time: the models were trained on the past and judged on what came later.',
    'walk-forward':
      'The models were trained on the past and judged on the block that followed, again and again.',
    'cross-validation':
      'There are too few rows for a test part of their own: five-fold cross-validation was used.',
  },
  split:
    '{train} rows for training, {validation} for choices (settings, epoch, calibration), {test} for the comparison, {vault} sealed in the vault. Near-duplicates stay together. Seed {seed}.',
  crossValidation:
    '{train} open rows in five folds; each was answered by a model that had not seen its fold. {vault} rows are sealed in the vault. Near-duplicates stay together. Seed {seed}.',
  intervals:
    'Intervals are 95 % intervals from 2,000 bootstrap draws over the independent units (rows or groups); plain proportions use Wilson’s interval.',
  rule: 'One rule decides: the best baseline and the proposed model are chosen on rows kept for choices; on the test rows each model’s difference to that baseline has a simultaneous 95 % interval over all models. Above zero it is better, below zero worse, otherwise not proven.',
  ledger: 'Configurations trained in this project so far: {n}. Each is in the ledger.',
  ladder: 'The models',
  model: 'Model',
  kind: 'Kind',
  kinds: { baseline: 'baseline', model: 'model' },
  builtAs: 'As built',
  headlineTable: '{metric} on rows that no model had seen',
  simultaneous: 'Simultaneous 95 %',
  plumbCaption:
    'The line stands at the best baseline. A model whose interval touches the line is not proven to differ from it.',
  allMetrics: 'All metrics, with 95 % intervals',
  metric: 'Metric',
  noInterval:
    'Where no interval stands, a percentile bootstrap would be wrong for that number, so none is given.',
  subject: '{model} in detail',
  classReport: 'By class',
  class: 'Class',
  macro: 'macro average',
  weighted: 'weighted average',
  micro: 'micro average',
  confusion: 'Where it errs: rows by what they were and what the model said',
  said: 'said {label}',
  was: 'was {label}',
  pictures: {
    roc: 'ROC curve: false-positive rate against true-positive rate',
    pr: 'Precision against recall',
    reliability: 'Calibration: the probability the model says against what happened',
    coverage: 'Answering only when sure: the share answered against the accuracy on it',
  },
  curves: 'Learning curves',
  curveCaption: 'Learning curve of {model}: log loss by epoch',
  cost: 'What each model costs to train and to use, on {device}',
  trainingTime: 'Training',
  msPerRow: 'Per row',
  rowsPerSecond: 'Rows a second',
  size: 'Size',
  noMistakes: 'The model made no mistake on the rows that were compared.',
  mistakesIntro:
    'The {n} wrong answers that the model was surest of, on rows it had not seen. Read them before you trust a number.',
  mistakeText: 'Text',
  truth: 'Was',
  modelSaid: 'Model said',
  warnings: {
    'do-nothing':
      'Saying "{label}" of every row would be right in {share} of cases. Accuracy says nothing here; read precision and recall.',
    'selected-labels':
      'If only approved or reviewed cases have a label, the numbers hold for cases like those, not for all that come in.',
    'no-time':
      'There is no time column: past and future were mixed when rows were divided, so these offline scores are unreliable. Add a time and judge again.',
    exposure:
      'The log holds what people were shown. What nobody was shown counts as not wanted, so lists like the old ones look better than they are.',
    'offline-not-revenue':
      'An offline gain is not revenue. Decide says how many users an A/B test needs to prove it.',
    'person-decides': 'A score is a reason to look. A person decides, and answers for it.',
    'capacity-assumed':
      'Nobody said how many alerts a day people can look at: {n} a day, a hundredth of the rows, was assumed.',
    'few-positives': 'One class has only {n} rows in the test part: its numbers are rough.',
    unlabelled: '{n} open rows have no label and took no part.',
    'guessed-role': 'The column {column} was guessed to be "{role}" and not confirmed.',
    'vault-sealed': 'The sealed rows have not been used.',
    'model-failed': '{model} could not be trained: {reason}',
    'javascript-rung': 'TensorFlow was not available: the nets were trained in plain JavaScript.',
    'device-fallback':
      'The chosen device could not be used ({detail}): the nets were trained on another ({rung}).',
    'batch-halved':
      'Memory ran out while training {model}: it went on with the batch divided by {divisor}. A setting with a smaller batch would train the same.',
    'guessing-beats-baseline':
      'Guessing the classes as often as the models name them would score {guessing}, more than the best baseline ({baseline}: {value}). The differences are to guessing.',
    'no-edge':
      'No edge was found: after costs no model earns provably more than the best baseline. That is a result, and a cheap one.',
    'ic-suspicious':
      'The rank IC of {model} is {ic}. Above 0.1 it is a leak until proved otherwise: look for a column that knows the future.',
    'hugs-yesterday':
      'The price forecast of {model} is no nearer to the price than yesterday’s price is: a curve that hugs the price is the naive forecast.',
    'overfitting-likely':
      'Choosing the best of these configurations is probably overfitting: in {share} of the recombined halves the best of one half is below the median of the other.',
    'not-advice':
      'This is research on past prices, not investment advice. Prices that were adjusted later, and tickers that were picked because they still exist, flatter every number.',
    'quick-preset':
      'The quick preset was used: small models, few epochs. Train with full settings before deciding.',
  },
  limits: {
    sameSource:
      'The numbers hold for data like this file: another source, language or customer base must be measured again.',
    past: 'Tomorrow’s data may differ from these rows. Measure again when something changes.',
    offline: 'A better score is not yet a better business result: only a trial in use shows that.',
  },
  platform: 'System',
  device: 'Device',
  energy: 'Energy of training',
  notMeasured: 'not measured',
  templateName: 'Template',
  seed: 'Seed',
  command: 'Command',
  plainJavaScript: 'none (plain JavaScript)',
  footer: 'Made with Plumbline {version} on this machine. No data left it.',
  step: {
    finding: 'Read it as the person who will decide: the verdict stands first, the mistakes are real.',
    language: 'Language of the preview',
    empty: 'Train the ladder first. The report opens with its verdict.',
    export: 'Export',
    both: 'in both languages',
    pick: 'Choose a folder for the report',
    save: 'Export…',
    done: 'Nothing written | One file in {folder} | {count} files in {folder}',
    preview: 'Preview of the report',
  },
}
