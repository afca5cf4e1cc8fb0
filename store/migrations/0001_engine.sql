-- The engine's own tables: ledger, inbox, outbox, postings, timers and what else is no record.
-- Times are milliseconds UTC; 0 means none.

PRAGMA application_id = 1801546087;

CREATE TABLE meta (
	key TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What happened, in order. bytes are the sealed lines, hash is SHA-256(previous hash, LF, bytes).
CREATE TABLE ledger (
	seq INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	kind TEXT NOT NULL,
	version INTEGER NOT NULL,
	cause TEXT NOT NULL,
	bytes TEXT NOT NULL,
	hash TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE ledger_value (
	seq INTEGER NOT NULL REFERENCES ledger (seq),
	position INTEGER NOT NULL,
	name TEXT NOT NULL,
	salt BLOB NOT NULL, -- 16 bytes; empty when the value is disposed of, else it could be guessed from its leaf
	value TEXT, -- NULL: disposed of by a recorded order
	PRIMARY KEY (seq, position),
	UNIQUE (seq, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_head (
	seq INTEGER PRIMARY KEY REFERENCES ledger (seq),
	at INTEGER NOT NULL,
	hash TEXT NOT NULL,
	signature BLOB NOT NULL
) STRICT;

-- The engine's record tables: written by store/apply from the ledger, like every record.
CREATE TABLE workspace (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	kind INTEGER NOT NULL
) STRICT;

CREATE TABLE disposal (
	target_seq INTEGER NOT NULL,
	target_name TEXT NOT NULL,
	ordered_by INTEGER NOT NULL, -- the entry that holds the order
	PRIMARY KEY (target_seq, target_name)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
BEGIN
	SELECT RAISE(ABORT, 'the ledger is never changed');
END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
BEGIN
	SELECT RAISE(ABORT, 'the ledger is never changed');
END;
CREATE TRIGGER ledger_head_no_update BEFORE UPDATE ON ledger_head
BEGIN
	SELECT RAISE(ABORT, 'a signed head is never changed');
END;
CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head
BEGIN
	SELECT RAISE(ABORT, 'a signed head is never changed');
END;
CREATE TRIGGER ledger_value_no_delete BEFORE DELETE ON ledger_value
BEGIN
	SELECT RAISE(ABORT, 'the ledger is never changed');
END;
-- One change is lawful: a value gives way to NULL when an order for it is on record.
CREATE TRIGGER ledger_value_no_update BEFORE UPDATE ON ledger_value
WHEN NEW.value IS NOT NULL OR length(NEW.salt) <> 0 OR NEW.seq IS NOT OLD.seq
	OR NEW.position IS NOT OLD.position OR NEW.name IS NOT OLD.name
	OR NOT EXISTS (SELECT 1 FROM disposal WHERE target_seq = OLD.seq AND target_name = OLD.name)
BEGIN
	SELECT RAISE(ABORT, 'the ledger is never changed');
END;

CREATE TABLE inbox (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	workspace INTEGER NOT NULL,
	event_id TEXT,
	facts TEXT,
	kind TEXT NOT NULL,
	payload BLOB NOT NULL,
	happened_at INTEGER NOT NULL,
	received_at INTEGER NOT NULL,
	reply BLOB,
	parked TEXT
) STRICT;
CREATE UNIQUE INDEX inbox_event ON inbox (workspace, event_id) WHERE event_id IS NOT NULL;
CREATE UNIQUE INDEX inbox_facts ON inbox (workspace, facts) WHERE facts IS NOT NULL;
CREATE INDEX inbox_parked_open ON inbox (id) WHERE parked IS NOT NULL;

-- state: 0 waiting, 1 in flight, 2 sent, 3 refused. Finished rows stay: they tell what was delivered when.
CREATE TABLE outbox (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	key TEXT NOT NULL UNIQUE,
	workspace INTEGER NOT NULL,
	conversation TEXT NOT NULL,
	account TEXT,
	posting INTEGER NOT NULL,
	thread INTEGER NOT NULL,
	waits_for INTEGER NOT NULL,
	verb INTEGER NOT NULL,
	priority INTEGER NOT NULL,
	body BLOB,
	mark TEXT,
	detail TEXT,
	due INTEGER NOT NULL,
	expires INTEGER NOT NULL,
	attempts INTEGER NOT NULL DEFAULT 0,
	ambiguous INTEGER NOT NULL DEFAULT 0,
	state INTEGER NOT NULL DEFAULT 0,
	begun_at INTEGER NOT NULL DEFAULT 0,
	finished_at INTEGER NOT NULL DEFAULT 0,
	why TEXT
) STRICT;
CREATE INDEX outbox_open ON outbox (priority, id) WHERE state < 2;
CREATE INDEX outbox_chain_open ON outbox (workspace, conversation, id) WHERE state < 2;
CREATE INDEX outbox_show_open ON outbox (posting, verb) WHERE state < 2;

-- state: as enum posting_state.
CREATE TABLE posting (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	workspace INTEGER NOT NULL,
	conversation TEXT NOT NULL,
	channel TEXT,
	message TEXT,
	kind TEXT NOT NULL,
	matter TEXT NOT NULL,
	round INTEGER NOT NULL,
	person TEXT NOT NULL,
	state INTEGER NOT NULL,
	live_at INTEGER NOT NULL,
	read_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX posting_message ON posting (workspace, channel, message) WHERE message IS NOT NULL;
CREATE INDEX posting_matter ON posting (matter, kind);
CREATE INDEX posting_conversation ON posting (workspace, conversation);

CREATE TABLE direct (
	workspace INTEGER NOT NULL,
	account TEXT NOT NULL,
	channel TEXT NOT NULL,
	PRIMARY KEY (workspace, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE timer (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	kind TEXT NOT NULL,
	matter TEXT NOT NULL,
	detail TEXT NOT NULL,
	due INTEGER NOT NULL,
	UNIQUE (kind, matter, detail)
) STRICT;
CREATE INDEX timer_due ON timer (due, id);
CREATE INDEX timer_matter ON timer (matter);

CREATE TABLE dialogue (
	token TEXT PRIMARY KEY,
	workspace INTEGER NOT NULL,
	account TEXT NOT NULL,
	kind TEXT NOT NULL,
	matter TEXT NOT NULL,
	form BLOB NOT NULL,
	context TEXT NOT NULL,
	opened INTEGER NOT NULL
) STRICT;

CREATE TABLE told (
	key TEXT PRIMARY KEY,
	at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE seen_file (
	workspace INTEGER NOT NULL,
	channel TEXT NOT NULL,
	user TEXT NOT NULL,
	id TEXT NOT NULL,
	name TEXT NOT NULL,
	type TEXT NOT NULL,
	size INTEGER NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (workspace, channel, user)
) STRICT, WITHOUT ROWID;
