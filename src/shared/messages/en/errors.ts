import type { ErrorCode } from '../../errors'

export const errors = {
  bug: 'Something went wrong inside Plumbline: {detail}. The log has the details; your data is unchanged.',
  cancelled: 'Cancelled.',
  'invalid-input': 'This request was not understood: {detail}.',
  'unknown-method': 'Plumbline does not know the request {name}.',
  'engine-unavailable':
    'The engine stopped and is being restarted. Your data is safe; try again in a few seconds.',
  'project-not-found': 'There is no project at {path}. Choose another folder or remove it from the list.',
  'project-locked':
    'The project {name} is open in another window or program. Close it there, then open it again.',
  'project-exists': 'The folder {path} already holds something. Choose another name or an empty folder.',
  'project-damaged':
    'The project file of {name} is damaged. A copy was kept; open the newest backup in its folder "backups".',
  'project-from-newer-version':
    '{name} was made by a newer Plumbline (format {version}). Update Plumbline to open it.',
  'not-a-project': 'The folder {path} is not a Plumbline project: it has no project.db.',
  'disk-full': 'The disk is full. Free some space on the disk of {path} and try again; nothing was lost.',
  'not-writable': '{path} cannot be written to. Choose another folder, or allow writing there.',
  'file-not-found': 'The file {path} does not exist. Check the name, or choose the file again.',
  'file-not-granted': 'That file was not chosen in a dialog or dropped into the window. Choose it again.',
  'file-unreadable':
    '{path} cannot be read ({detail}). Check that it is not open elsewhere and that you may read it.',
  'file-empty': '{path} is empty. Choose a file with a header line and data.',
  'no-data-rows':
    '{path} has a header but no rows that can be used ({refused} refused). Look at the refused rows, or choose another file.',
  'encoding-unknown':
    'The text encoding of {path} is not clear. Choose the encoding in which the sample reads correctly ({candidates}).',
  'too-many-columns':
    '{path} has {columns} columns; at most {limit} can be imported. Remove columns that are not needed, or check the delimiter.',
  'cell-too-large':
    'Line {line} has a cell of more than {limit} MB. Often a quotation mark is missing before it; correct the file and try again.',
  'quote-unclosed':
    'A quotation mark opened in line {line} is never closed. Correct that line, or import with another delimiter.',
  'not-mapped':
    'Confirm first which column plays which role: until then no row is shown, so that the sealed rows stay unseen.',
  'role-missing': 'Choose the column that plays "{role}": the template cannot work without it.',
  'column-missing': 'There is no column named {column}. The columns are: {columns}.',
  'column-type':
    'The column {column} holds {type}, which cannot be used as {role}. Choose another column, or change its type at import.',
  'label-one-class':
    'All rows have the same label ({label}). A model needs at least two kinds of answers: bring rows of another class.',
  'label-too-many-classes':
    'The label column {column} has {classes} different values; at most {limit} classes are possible. Is it the right column?',
  'label-not-binary':
    'The label column {column} has {classes} different values ({values} …); exactly two are needed. Is it the right column?',
  'class-too-rare':
    'Only {rows} rows are labelled {label}; at least {limit} are needed to learn from and to judge by. Bring more rows of it.',
  'times-missing':
    '{count} of {total} cells in {column} hold no time that could be read. Choose another column, or make the dates of one form.',
  'no-features': 'No column is left that says anything. Choose the columns that are known when you predict.',
  'texts-empty': 'All texts in {column} are empty. Choose the column that holds the text.',
  'preparation-empties-texts':
    'The step "{step}" would empty {count} of {total} texts, so it was not applied. Switch it off.',
  'user-is-item':
    'The column "{column}" cannot be both user and item. Choose another column for one of them.',
  'too-few-users':
    'Only {users} different values in "{column}": at least {limit} users are needed to learn from one what another may like. Choose the column that names users.',
  'one-event-each':
    'Only {telling} of {users} users in "{column}" have two different items: nothing says which items go together. Choose the column that names the same person again and again, rather than an order or a visit.',
  'too-few-rows':
    '{rows} rows are too few: at least {limit} are needed to train and to judge. Bring more rows.',
  'positive-unknown':
    '{value} is not one of the classes ({classes}). Choose one of them as the positive class.',
  'vault-sealed':
    'These rows are sealed until the vault is opened. Open it at Compare when you have decided.',
  stale: 'The data or the mapping has changed since. Run {step} again first.',
  'unknown-template': 'There is no template {id}. Known: {known}.',
  'unknown-model': 'There is no model {id}. Known: {known}.',
  'unknown-param': 'The setting {name} is not right: {detail}.',
  'nothing-in-common':
    'Nothing is left to learn from: no users share items when each must have {core}. Lower "k-core" in the settings, or bring in more of the log.',
  'too-many-items':
    '{items} items are too many for a matrix between all of them (at most {limit}). iALS does the same job for very many items.',
  'training-diverged':
    'The loss of {model} stopped being a number in epoch {epoch}, before anything useful was learnt. Try a lower learning rate.',
  'boosting-empty':
    'There are no rows, or no columns, to fit trees on. Map at least one column and bring rows with labels.',
  'boosting-length':
    'The table should have {rows} rows, but one of its columns has {length}. Bring every column at full length.',
  'boosting-label':
    'Row {row} has the label {label}, which this kind of model cannot learn from. Leave out rows without a label, or correct it.',
  'boosting-weight':
    'Row {row} has the weight {weight}. Weights must be finite, not negative, and not all zero: correct the column of weights.',
  'boosting-setting': 'The setting {setting} is {value}; it must lie between {low} and {high}.',
  'boosting-columns':
    'The model was fitted on {expected} columns, but {found} came. Bring the same columns in the same order.',
  'boosting-too-large':
    'A table of {rows} rows and {columns} columns needs more memory than trees can be fitted in (2 GiB). Use fewer rows or columns.',
  'boosting-file':
    'This is no model file in LightGBM’s text format that can be read here ({detail}). Save it with LightGBM 3 or 4, objective binary, regression or multiclass.',
  'trainer-died':
    'The training process stopped ({detail}). Nothing before the last checkpoint is lost: resume to go on.',
  'out-of-memory':
    'Memory ran out while training {model}. Close other programs or use a shorter text length, then resume.',
  'smallest-batch':
    'There is not enough memory for {model} even with a batch of {batch}. Close other programs, make the net or its texts smaller, or choose another device.',
  'runtime-unsupported':
    'This program brings no TensorFlow that an installed runtime could work with on {platform}. WebGPU and plain JavaScript work without one.',
  'runtime-in-use':
    'Something is running that may use it. Wait until it has ended, or cancel it, then try again.',
  'no-room': 'Installing needs {needed} MB on the disk, and {free} MB are free.',
  'download-failed':
    '{name} could not be fetched from the Python package index ({detail}). What was fetched is kept: try again when the network is back.',
  'download-damaged':
    '{name} arrived with other contents than it should have and was deleted. Try again; if it happens twice, the package index or something on the way changes files.',
  'prices-not-positive':
    '{count} of {total} prices in {column} are not above 0. Returns cannot be computed: bring prices, not changes, or map another column.',
  'days-repeated':
    '{count} of {total} rows repeat a day in {column} that another row has. Where the file holds several tickers, map the column that names them; else remove the repeated days.',
  'bars-not-daily':
    'The rows of {column} are less than half a day apart: these are bars of minutes or hours. Join them to one row a day (first open, highest high, lowest low, last close, summed volume), then bring the file again.',
  'history-too-short':
    'There are {days} trading days; {needed} are needed, {missing} more. Bring a longer history.',
  'no-model': 'No model has been trained yet. Run Train first.',
  'model-damaged': 'The files of the model {id} are damaged or missing. Train it again.',
  'no-electron':
    'Printing a PDF needs Electron, and none was found ({detail}); on a machine without a display also xvfb-run. Export HTML instead, or start Plumbline once with a network connection.',
  'no-display':
    'Electron was found, but printing a PDF needs a display, and there is none. Install xvfb (which brings xvfb-run), or export HTML instead.',
  'print-failed': 'The PDF could not be printed: {detail}. Export HTML instead.',
  usage: '{detail} Run "plumbline --help" to see how it is used.',
} satisfies Record<ErrorCode, string>
