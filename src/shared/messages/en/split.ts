export const split = {
  title: 'Parts',
  finding: {
    todoTitle: 'Not divided yet',
    todo: 'Confirm the columns at Data first: they decide how the rows may be divided.',
    smallest: 'The test part can show a difference of {difference} or more.',
    means: 'Anything smaller will be called not proven, whatever the scores look like.',
  },
  parts: {
    train: 'training',
    validation: 'validation',
    test: 'test',
    vault: 'sealed',
    open: 'open rows, in five folds',
  },
  uses: {
    train: 'learns words, weights, everything',
    validation: 'chooses settings, epoch, threshold',
    test: 'the comparison and its verdicts',
    vault: 'opened once, at the end',
    open: 'each fold is judged by models that never saw it',
  },
  kinds: {
    stratified: 'By chance, classes kept in proportion',
    grouped: 'By group: none on both sides',
    time: 'By time: the past trains, the later judges',
    'walk-forward': 'Walking forward in time',
    'cross-validation': 'Five folds in place of validation and test',
  },
  kind: 'How rows are divided',
  group: 'Group',
  seed: 'Seed',
  seedHint: 'The same seed divides the same rows the same way.',
  make: 'Divide again',
  making: 'Dividing',
  adding: 'A new split may seal more rows, never fewer.',
  reason: {
    'walk-forward':
      'Forecasts are judged as they would be made: each model learns from the days before ({column}) and forecasts those after, again and again.',
    'few-rows':
      'With {rows} rows, fewer than {limit}, five folds judge more surely than one small part would.',
    time: 'The rows carry a time ({column}), and the model will be used on what comes later.',
    'new-entities':
      'The {groups} groups of {column} will be new when the model is used, so none stands on both sides.',
    'nothing-else': 'Nothing ties the rows together, so chance divides them, each class in proportion.',
  },
  detectable: {
    label: 'Smallest difference it can show',
    hint: 'of {metric}, with 80 % power',
  },
  duplicates: {
    label: 'Near-duplicate clusters',
    hint: 'kept on one side each',
  },
  gap: {
    label: 'Gap before later parts',
    hint: 'days in which the label is not known yet',
    days: '{count} day | {count} days',
    field: 'Days until the label is known',
  },
  classes: { title: 'Classes', note: 'the sealed part is not counted', label: 'Class', few: 'few' },
  vault: {
    title: 'Sealed',
    rows: '{count} rows, never read',
    text: 'No screen, check or model sees these rows. You open them once, at Compare, when you have decided; the date and the model go into the report.',
    opened: 'Opened on {date} for {model}.',
    spent: 'It has been opened more than once: a second look proves less.',
  },
}
