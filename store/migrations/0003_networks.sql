-- What an adapter must find again after a start, and who put which reaction where. No records: the
-- ledger says what a mark amounts to.

CREATE TABLE keep (
	workspace INTEGER NOT NULL,
	name TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (workspace, name)
) STRICT, WITHOUT ROWID;

-- A network whose marks are events of their own (Matrix): taking one off names that event alone.
-- removed_by: '' it stands; else the account that took it off.
CREATE TABLE reaction (
	workspace INTEGER NOT NULL,
	event TEXT NOT NULL,
	channel TEXT NOT NULL,
	message TEXT NOT NULL,
	user TEXT NOT NULL,
	mark TEXT NOT NULL,
	at INTEGER NOT NULL,
	removed_by TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (workspace, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX reaction_message ON reaction (workspace, channel, message);
