-- What is determined under article 8: a proposal of 庶務, determined by one act of the chair (for the committee's own procedure, of the 幹事長).

CREATE TABLE ruling (
	number TEXT PRIMARY KEY, -- 規R8-001
	year INTEGER NOT NULL,
	ordinal INTEGER NOT NULL,
	body TEXT NOT NULL CHECK (body IN ('council', 'committee')),
	-- review 庶務内確認; asked: the chair is asked; determined; returned; withdrawn
	state TEXT NOT NULL CHECK (state IN ('drafted', 'review', 'asked', 'determined', 'returned', 'withdrawn')),
	whole INTEGER NOT NULL,  -- 1: 「運営について(議長決定)(案)」, every default at once
	document TEXT NOT NULL,  -- 文書番号; '' until it is determined, when the next of the sequence is taken
	from_ms INTEGER NOT NULL, -- 施行日, 0:00; 0: from its determination
	reason TEXT NOT NULL,
	sha256 TEXT NOT NULL,    -- of all clauses
	file_sha256 TEXT NOT NULL, -- of the document that goes with the first draft
	drafter TEXT NOT NULL,
	reviewer TEXT NOT NULL,
	drafted_ms INTEGER NOT NULL,
	charter_version TEXT NOT NULL,
	determined_by TEXT NOT NULL,
	capacity TEXT NOT NULL,
	determined_ms INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	UNIQUE (year, ordinal)
) STRICT;

CREATE TABLE ruling_clause (
	ruling TEXT NOT NULL REFERENCES ruling (number),
	position INTEGER NOT NULL,
	key TEXT NOT NULL,   -- as in rule
	value TEXT NOT NULL,
	text TEXT NOT NULL,  -- what it says, for people
	entry INTEGER NOT NULL,
	PRIMARY KEY (ruling, position)
) STRICT;
CREATE INDEX ruling_clause_by_key ON ruling_clause (key);

CREATE TABLE ruling_step (
	entry INTEGER PRIMARY KEY,
	ruling TEXT NOT NULL REFERENCES ruling (number),
	step TEXT NOT NULL, -- drafted, reviewed, determined, returned, withdrawn
	person TEXT NOT NULL,
	capacity TEXT NOT NULL,
	text TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX ruling_step_by_ruling ON ruling_step (ruling, entry);

-- A rule's key is one of the settled list; the committee's own has "committee." before it.
ALTER TABLE rule ADD COLUMN ruling TEXT NOT NULL DEFAULT '';   -- '': from an imported file
ALTER TABLE rule ADD COLUMN person TEXT NOT NULL DEFAULT '';
ALTER TABLE rule ADD COLUMN capacity TEXT NOT NULL DEFAULT '';
ALTER TABLE rule ADD COLUMN replaces INTEGER NOT NULL DEFAULT 0; -- the entry of the rule that it follows; 0: a default
