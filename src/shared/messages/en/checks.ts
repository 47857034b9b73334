export const checks = {
  duplicates: {
    title: 'Repeated rows',
    message:
      '{texts} entries appear more than once, in {rows} rows together. {conflicts} of them carry different labels.',
    remedy: 'Keep the first of each and leave the others out',
  },
  'near-duplicates': {
    title: 'Nearly equal texts',
    message:
      '{texts} texts differ from another one in a few characters only; they form {clusters} groups. Each group is kept on one side of the split.',
    remedy: 'Nothing to do: the split keeps them together',
  },
  'value-lost': {
    title: 'Values lost at import',
    message:
      '{cells} cells of {column} did not fit the type of the column and are empty now. Each is listed with its line.',
    remedy: 'Correct the lines in the file and import it again, or import the column as text',
  },
  encoding: {
    title: 'Garbled characters',
    message:
      '{rows} rows of {column} hold character sequences that arise when a text is read in the wrong encoding.',
    remedy: 'Import the file again with another encoding; if it was already damaged, ask for a new export',
  },
  'no-time': {
    title: 'No time',
    message:
      'No column says when the {rows} events happened. Past and future cannot be told apart, so offline scores are unreliable: models are judged on events that they could have learnt from the future.',
    remedy: 'Choose the time column at Data, or add one to the file',
  },
  'few-events': {
    title: 'Users with little to learn from',
    message:
      '{single} of {users} users have only one item; half of all have {median} or fewer. A k-core of {core} leaves {dropped} users and {items} items out of training; they are scored all the same.',
    remedy: 'Lower "k-core" to 1',
  },
  'rating-scales': {
    title: 'Ratings on two scales',
    message:
      '{low} users never rate above {half}, and {high} go up to {most}: it looks as if two scales had been mixed.',
    remedy: 'Double the ratings of users who stay below',
  },
  'unused-items': {
    title: 'Items that nobody touched',
    message:
      '{items} items are named without any user. They are kept: by their text, the two towers can recommend them; nothing is known of them otherwise.',
    remedy: 'Nothing to do',
  },
  'exposure-bias': {
    title: 'Only what was shown can be chosen',
    message:
      'The tenth of the items with most users has {share} % of the events. A log holds what people were shown; what was shown to nobody looks unwanted.',
    remedy: 'Log what was shown, and show a few things at random',
  },
  'popularity-loop': {
    title: 'The popular become more popular',
    message:
      'The most popular tenth of the early items took {before} % of their events in the first half and {after} % in the second. If an older recommender shows what is popular, it feeds on itself.',
    remedy: 'Compare coverage and Gini of the models, not only NDCG',
  },
  constant: {
    title: 'A column that tells nothing',
    message: 'Of {rows} rows, {filled} have a value in {column}, and it is the same everywhere.',
    remedy: 'Leave {column} out',
  },
  'id-like': {
    title: 'A column that only names the rows',
    message:
      '{column} has {distinct} different values in {rows} rows. A model can only learn such values by heart.',
    remedy: 'Leave {column} out',
  },
  'rare-class': {
    title: 'A class with few rows',
    message:
      '"{label}" has {rows} open rows; below {limit} its own scores are too uncertain to act on. Collect more, or join it with another class.',
    remedy: 'Join the class with its neighbour, or leave it out',
  },
  'entity-overlap': {
    title: 'The same entity on both sides',
    message:
      '{entities} values of {column} ({rows} rows) stand in more than one part of the split. If new ones will appear in use, the score is flattered.',
    remedy: 'Keep all rows of one {column} on the same side',
  },
  'ordinal-label': {
    title: 'Labels with an order',
    message:
      '{column} holds {steps} steps from {lowest} to {highest}. Treated as an order, being off by one counts less than being off by three.',
    remedy: 'Treat the labels as an order',
  },
  'neutral-class': {
    title: 'A class for what nobody could decide',
    message:
      '"{label}" ({rows} of {total} rows) lies between the others. Such a class often collects mixed and unclear texts, which no model can tell apart.',
    remedy: 'Leave the class out, and let the model answer "don\'t know" instead',
  },
  'leaking-column': {
    title: 'A column that knows the outcome',
    message:
      '{column} alone orders the rows by outcome with an AUC of {alone}; all other columns together reach {others}. Would you know this value when you predict?',
    remedy: 'Leave {column} out, if it is filled or changed once the outcome is known',
  },
  'after-outcome': {
    title: 'A column from after the outcome',
    message:
      '{column} is dated after the event ({late} of {filled} filled cells), or its name says so. Would you know this value when you predict?',
    remedy: 'Leave {column} out, if it is not known at the moment of the prediction',
  },
  'label-doubt': {
    title: 'Labels that the other columns contradict',
    message:
      'A model that had not seen them gives {rows} of {total} rows another {column} than they have, and is nearly sure. Where it is that sure it is seldom wrong, so look at these labels. Nothing is left out unless you say so.',
    remedy: 'Leave out the rows you chose, or correct them in the file and import it again',
  },
  shift: {
    title: 'Train and test differ',
    message:
      'A model can tell rows to learn from and rows to judge on apart with an AUC of {auc} ({low} to {high}; 0.5 would be no difference). What was learnt may not hold later.',
    remedy:
      'Look at the columns that tell most: leave out those that only count time, and measure again when new data comes',
  },
  proxy: {
    title: 'Other columns give a protected one away',
    message:
      'From the columns that models read, {column} (“{group}” or not) can be guessed with an AUC of {auc} ({low} to {high}). Not showing it to the model does not hide it: look at the audit in Compare.',
    remedy:
      'Nothing to leave out by itself: the audit shows whether the groups fare differently, and what closing the gap costs',
  },
  'unadjusted-split': {
    title: 'Splits that the prices do not show',
    message:
      'The prices of {ticker} as they stand do not show its splits ({count}; the first on {date}, {ratio} new shares for one old): a crash that nobody lost money in, which a model would learn from and a backtest trade on. The setting “Adjust prices” says how it is mended.',
    remedy: 'Adjust the prices',
  },
  'bad-bar': {
    title: 'Days that cannot be',
    message:
      'Of {total} rows {notPositive} have a price that is not above 0, {crossed} a high below the low or a close outside both, {duplicated} repeat a day, {undated} have no date. They are listed here; the setting “Impossible days” says whether they are left out or mended.',
    remedy: 'Keep what is possible of them',
  },
  gap: {
    title: 'Days missing',
    message:
      '{ticker}: {gaps} gaps of more than {limit} days between trading days, the longest {longest} days from {date}. A return over a gap is not that of one day.',
    remedy: 'Look whether the file is complete; trading may also have been suspended',
  },
  survivorship: {
    title: 'Only survivors',
    message:
      'All {tickers} tickers are still traded on the last day. A list of those that exist today leaves out what failed, and flatters every strategy that buys.',
    remedy: 'Bring the tickers that were in the index at the time, those that vanished among them',
  },
  'after-close': {
    title: 'A column from after the close',
    message:
      '{column} of a day goes with the return of the day after (rank correlation {ic}): it is dated before it was known, or made from later prices. Would you know this value at the close?',
    remedy: 'Leave {column} out',
  },
  preparation: {
    title: 'A step of preparation',
    message:
      'The step "{step}" changes {changed} of {total} training texts and empties {emptied}. Its price is what the quick model scores with and without it.',
    remedy: 'Switch the step over',
  },
}
