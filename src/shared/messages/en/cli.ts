export const cli = {
  help: `Plumbline trains models on your own data and says honestly what they are worth.

  plumbline templates [--json]
  plumbline run <template> --data <file> --project <dir>
      [--map role=column …] [--set param=value …] [--seed N] [--quick] [--open-vault] [--json]
  plumbline predict <dir> --in <file> --out <file> [--model <id>]
  plumbline recommend <dir> [--user U] [--history a,b,c] [--k 10] [--diversity 0…1] [--model <id>] [--json]
  plumbline report <dir> --format html,pdf --lang zh,en --out <dir>
  plumbline doctor [--json]

  --map text=review      which column plays which role; what is not mapped is proposed
  --set positive=bad     the positive class; any setting of the template by its name
  --set preset=t8        settings that belong together, such as a tutorial's net
  --seed 7               divides the rows and trains by another seed
  --quick                small models, few epochs: to try, not to decide
  --open-vault           at the end, score the sealed rows once with the best model
  --json                 the last line of standard output is one JSON object
  --lang zh              language of sentences (the system's unless given)

  Exit status: 0 done, 1 failed, 2 wrong usage, 130 cancelled.`,
  usage: {
    noCommand: 'No command was given.',
    unknownCommand: 'There is no command "{name}".',
    unknownOption: '"{command}" has no option {option}.',
    needsValue: '{option} needs a value.',
    takesNoValue: '{option} takes no value.',
    missing: '"{command}" needs {what}.',
    unexpected: 'What does "{value}" stand for?',
    notPair: '{option} needs name=value, not "{value}".',
    notSeed: '--seed needs a whole number from 0 to 4294967295, not "{value}".',
    notListed: '{option} knows {known}, not "{value}".',
    oneFile: 'The template "{template}" takes one file of data.',
    noTable: 'The template "{template}" has no table "{table}".',
    otherTemplate: 'The project in {project} was made for the template "{template}".',
  },
  progress: {
    reading: 'Reading {file}',
    dividing: 'Dividing the rows and looking for traps',
    fold: 'fold {index} of {of}',
    epoch: 'epoch {epoch} of {epochs}',
    judging: 'Comparing the models',
    left: '{time} left',
    vault: 'Opening the vault with {model}',
    predicting: 'Predicting',
    writing: 'Writing the report',
    probing: 'Measuring {rung}',
  },
  rows: '{used} of {read} rows used, {refused} refused',
  parts: {
    split: '{kind}: train {train}, validation {validation}, test {test}, sealed {vault}',
    folds: '{kind}: {train} rows in folds, sealed {vault}',
  },
  check: {
    info: 'note',
    warn: 'look',
    block: 'stop',
  },
  columns: {
    model: 'Model',
    interval: '95 % interval',
    difference: 'Against {baseline}',
    verdict: 'Verdict',
    perRow: 'A row',
    item: 'Item',
    text: 'Text',
    score: 'Score',
    because: 'Because of',
  },
  best: 'Best on validation: {model}',
  vault: {
    sealed: 'The vault stays sealed.',
    opened: 'Vault, {model}: {metric} {value} ({interval})',
  },
  recommended: {
    known: 'From what is known of the user:',
    history: 'From this history:',
    popular: 'Nothing is known: what is popular.',
    unknown: 'The model has never seen: {items}.',
  },
  predicted: '{rows} rows predicted, {refused} refused: {file}',
  alerts: '{n} of {rows} rows are alerts: from a probability of {from} on, chosen {by}.',
  refusedListed: 'The refused rows are listed in {file}.',
  guessed: {
    positive: 'The positive class was guessed to be "{value}" and not confirmed.',
    order: 'The classes were taken to have an order: {value}.',
  },
  doctor: {
    found: '{name} {version}',
    missing: '{name}: not found',
    available: '{rung}: {time}, {speed} {numbers}',
    speed: '{times} times as fast as plain JavaScript,',
    agrees: 'the processor’s numbers.',
    disagrees: 'OTHER numbers than the processor’s.',
    unavailable: '{rung}: not available. {reason}',
    chosen: 'Nets train on: {rung} ({choice})',
    automatic: 'chosen automatically',
    fixed: 'chosen in the settings',
  },
}
