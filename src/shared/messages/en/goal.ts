export const goal = {
  finding: 'Say what the model is for. The verdict at the end answers this, not only the baseline.',
  decision: {
    label: 'Which decision should it help with?',
    hint: 'It opens the report, so that a reader knows what the numbers are for.',
    placeholder: 'For example: which reviews a person reads and answers first',
  },
  bar: {
    label: 'Worth building from',
    hint: 'The {metric} from which the model is worth its effort. 0.85 is a usual start; leave it empty if you do not know yet.',
    hintOpen: 'The {metric} from which the model is worth its effort; leave it empty if you do not know yet.',
  },
  costs: {
    title: 'What a wrong answer costs',
    note: 'in your currency, roughly',
    miss: 'A case it misses',
    missHint: 'For example a complaint that nobody answers.',
    falseAlarm: 'A false alarm',
    falseAlarmHint: 'For example a minute of somebody reading praise.',
    why: 'With both, Decide finds the threshold that costs least. Only their ratio matters for it.',
  },
  abstain: {
    label: 'It may answer "don’t know"',
    hint: 'Uncertain cases go to a person. Decide shows how many, and how much better the rest gets.',
  },
  saved: 'Saved',
  saving: 'Saving',
}
