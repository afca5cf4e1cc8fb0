-- 照会 and 供覧: a text sent to persons, answered or read, in one table. No seal, no resolution number.

CREATE TABLE inquiry (
	number TEXT PRIMARY KEY, -- 照R8-001
	year INTEGER NOT NULL,
	ordinal INTEGER NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('inquiry', 'circulation')), -- 照会, 供覧
	state TEXT NOT NULL CHECK (state IN ('collecting', 'review', 'open', 'closed', 'withdrawn')),
	body TEXT NOT NULL,  -- council, committee: all its seats were asked; '' neither
	item TEXT NOT NULL,  -- 審R8-001, or ''
	title TEXT NOT NULL,
	text TEXT NOT NULL,
	text_sha256 TEXT NOT NULL,
	deadline_ms INTEGER NOT NULL,
	drafter TEXT NOT NULL,
	reviewer TEXT NOT NULL,
	drafted_ms INTEGER NOT NULL,
	opened_ms INTEGER NOT NULL,
	closed_ms INTEGER NOT NULL,
	deliberated_by TEXT NOT NULL, -- who said that it serves as 審議等 (article 3-3(6)); ''
	deliberated_capacity TEXT NOT NULL,
	deliberated_ms INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	UNIQUE (year, ordinal)
) STRICT;

CREATE TABLE inquiry_document (
	inquiry TEXT NOT NULL REFERENCES inquiry (number),
	position INTEGER NOT NULL,
	kind TEXT NOT NULL,
	name TEXT NOT NULL,
	source TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	size INTEGER NOT NULL,
	state TEXT NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (inquiry, position)
) STRICT;

CREATE TABLE inquiry_person ( -- who was asked, by the post of then
	inquiry TEXT NOT NULL REFERENCES inquiry (number),
	position INTEGER NOT NULL,
	person TEXT NOT NULL,
	title TEXT NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (inquiry, person)
) STRICT;

CREATE TABLE inquiry_answer ( -- every one given; the newest in time stands
	entry INTEGER PRIMARY KEY,
	inquiry TEXT NOT NULL REFERENCES inquiry (number),
	person TEXT NOT NULL,
	text TEXT NOT NULL, -- '' 閲覧
	late INTEGER NOT NULL, -- 期限後
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX inquiry_answer_by_inquiry ON inquiry_answer (inquiry, person, entry);

CREATE TABLE inquiry_step (
	entry INTEGER PRIMARY KEY,
	inquiry TEXT NOT NULL REFERENCES inquiry (number),
	step TEXT NOT NULL, -- drafted, reviewed, opened, returned, closed, withdrawn, deliberated
	person TEXT NOT NULL,
	capacity TEXT NOT NULL,
	text TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX inquiry_step_by_inquiry ON inquiry_step (inquiry, entry);
