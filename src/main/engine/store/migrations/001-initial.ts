/** The first format. Documents that are read and written whole are JSON columns, parsed by schemas.ts when read. */
export const initial = `
CREATE TABLE project (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  template TEXT NOT NULL,
  created_at TEXT NOT NULL,
  version TEXT REFERENCES data_version (id),
  chosen TEXT
) STRICT;

CREATE TABLE goal (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  decision TEXT NOT NULL,
  bar REAL,
  miss_cost REAL,
  false_alarm_cost REAL,
  abstain INTEGER NOT NULL,
  abstain_below REAL
) STRICT;

CREATE TABLE data_version (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  file_name TEXT NOT NULL,
  source_hash TEXT NOT NULL,
  encoding TEXT NOT NULL,
  delimiter TEXT NOT NULL,
  rows TEXT NOT NULL,
  columns TEXT NOT NULL,
  arrow TEXT NOT NULL,
  refused TEXT NOT NULL,
  lost TEXT NOT NULL,
  sealed INTEGER NOT NULL
) STRICT;

-- Files of the vault. A re-split may add one; none is ever taken away.
CREATE TABLE sealed_file (
  version TEXT NOT NULL REFERENCES data_version (id),
  path TEXT NOT NULL,
  PRIMARY KEY (version, path)
) STRICT;

CREATE TABLE mapping (
  version TEXT PRIMARY KEY REFERENCES data_version (id),
  body TEXT NOT NULL
) STRICT;

CREATE TABLE split (
  id INTEGER PRIMARY KEY,
  version TEXT NOT NULL REFERENCES data_version (id),
  created_at TEXT NOT NULL,
  path TEXT NOT NULL,
  state TEXT NOT NULL,
  inputs TEXT NOT NULL
) STRICT;

CREATE TABLE check_run (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  at TEXT NOT NULL,
  inputs TEXT NOT NULL
) STRICT;

CREATE TABLE check_card (
  id TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE remedy (
  card TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE ladder (
  id TEXT PRIMARY KEY,
  created_at TEXT NOT NULL,
  state TEXT NOT NULL,
  version TEXT NOT NULL REFERENCES data_version (id),
  split INTEGER NOT NULL REFERENCES split (id),
  inputs TEXT NOT NULL,
  request TEXT NOT NULL,
  data TEXT NOT NULL
) STRICT;

CREATE TABLE run (
  id TEXT PRIMARY KEY,
  ladder TEXT NOT NULL REFERENCES ladder (id),
  position INTEGER NOT NULL,
  model TEXT NOT NULL,
  state TEXT NOT NULL,
  started_at TEXT NOT NULL,
  seconds REAL NOT NULL,
  epoch REAL,
  epochs INTEGER,
  checkpoint INTEGER NOT NULL,
  finished TEXT,
  error TEXT
) STRICT;
CREATE INDEX run_ladder ON run (ladder, position);

CREATE TABLE curve_point (
  run TEXT NOT NULL REFERENCES run (id),
  position INTEGER NOT NULL,
  epoch REAL NOT NULL,
  loss REAL,
  metric REAL,
  validation_loss REAL,
  validation_metric REAL,
  learning_rate REAL,
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE judgement (
  ladder TEXT PRIMARY KEY REFERENCES ladder (id),
  created_at TEXT NOT NULL,
  inputs TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE explanation (
  run TEXT PRIMARY KEY REFERENCES run (id),
  body TEXT NOT NULL
) STRICT;

CREATE TABLE vault_opening (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  run TEXT NOT NULL REFERENCES run (id),
  model TEXT NOT NULL,
  reason TEXT NOT NULL,
  spent INTEGER NOT NULL,
  metrics TEXT
) STRICT;

CREATE TABLE report (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  inputs TEXT NOT NULL,
  files TEXT NOT NULL
) STRICT;

CREATE TABLE ledger (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  model TEXT,
  config TEXT NOT NULL,
  headline REAL,
  note TEXT NOT NULL,
  energy_wh REAL
) STRICT;

-- The store itself counts what was tried, and lets nobody take a try back.
CREATE TABLE ledger_count (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  trained INTEGER NOT NULL
) STRICT;
INSERT INTO ledger_count VALUES (1, 0);

CREATE TRIGGER ledger_counts AFTER INSERT ON ledger WHEN new.kind = 'trained'
BEGIN UPDATE ledger_count SET trained = trained + 1; END;
CREATE TRIGGER ledger_keeps BEFORE UPDATE ON ledger
BEGIN SELECT RAISE (ABORT, 'the ledger is append only'); END;
CREATE TRIGGER ledger_stays BEFORE DELETE ON ledger
BEGIN SELECT RAISE (ABORT, 'the ledger is append only'); END;
CREATE TRIGGER ledger_count_rises BEFORE UPDATE ON ledger_count WHEN new.trained < old.trained
BEGIN SELECT RAISE (ABORT, 'the count of tries only rises'); END;
CREATE TRIGGER ledger_count_stays BEFORE DELETE ON ledger_count
BEGIN SELECT RAISE (ABORT, 'the count of tries only rises'); END;
`
