-- Where nothing but messages can be had: a form that is gone through one question at a time. The
-- highest id of an account is the one that is asked now; those below it wait until it is through.

CREATE TABLE guide (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	token TEXT NOT NULL UNIQUE, -- the dialogue's
	workspace INTEGER NOT NULL,
	account TEXT NOT NULL,
	step INTEGER NOT NULL, -- the field that is asked; as many as there are fields: the last look
	answers BLOB NOT NULL, -- opaque to the store
	posting INTEGER NOT NULL, -- the question
	asked INTEGER NOT NULL,
	reminded INTEGER NOT NULL
) STRICT;
CREATE INDEX guide_account ON guide (workspace, account, id);

-- What was said in a posting, to be asked for its buttons.
CREATE INDEX outbox_posting ON outbox (posting, verb, id);
