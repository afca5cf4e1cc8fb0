-- Seats and terms, absence and acting: what the roster's commands put on record beside what a file can say, and the
-- roster as it was on record on any day.

ALTER TABLE tenure ADD COLUMN kind TEXT NOT NULL DEFAULT '';      -- 兼務, 事務取扱, 心得; '' the post itself
ALTER TABLE tenure ADD COLUMN appointed_ms INTEGER NOT NULL DEFAULT 0; -- the 辞令's date
ALTER TABLE tenure ADD COLUMN document TEXT NOT NULL DEFAULT '';  -- of the 辞令 or 指名書
ALTER TABLE tenure ADD COLUMN whose TEXT NOT NULL DEFAULT '';     -- a 秘書's principal
ALTER TABLE tenure ADD COLUMN void INTEGER NOT NULL DEFAULT 0;    -- 1: entered by mistake, corrected by a later entry

-- Every entry on a tenure, so that "what was on record then" has one answer for ever.
CREATE TABLE tenure_entry (
	entry INTEGER PRIMARY KEY,
	at_ms INTEGER NOT NULL, -- when it went on record
	id TEXT NOT NULL,
	office TEXT NOT NULL,
	person TEXT NOT NULL,
	title TEXT NOT NULL,
	from_ms INTEGER NOT NULL,
	to_ms INTEGER NOT NULL,
	published_ms INTEGER NOT NULL,
	kind TEXT NOT NULL,
	void INTEGER NOT NULL,
	corrects INTEGER NOT NULL, -- the entry that it corrects; 0: none
	reason TEXT NOT NULL,      -- of a correction or an end
	made_by TEXT NOT NULL      -- '' a file
) STRICT;
CREATE INDEX tenure_entry_by_id ON tenure_entry (id, entry);

CREATE TABLE person_name (
	entry INTEGER PRIMARY KEY,
	at_ms INTEGER NOT NULL,
	person TEXT NOT NULL,
	name TEXT NOT NULL
) STRICT;
CREATE INDEX person_name_by_person ON person_name (person, entry);

ALTER TABLE absence ADD COLUMN entered_by TEXT NOT NULL DEFAULT '';
ALTER TABLE absence ADD COLUMN ended_by TEXT NOT NULL DEFAULT '';

ALTER TABLE acting ADD COLUMN basis TEXT NOT NULL DEFAULT ''; -- accident, unreachable, vacancy, second, acting_chair; '' a file
ALTER TABLE acting ADD COLUMN source TEXT NOT NULL DEFAULT ''; -- the rule that it rests on
ALTER TABLE acting ADD COLUMN declared_by TEXT NOT NULL DEFAULT '';
ALTER TABLE acting ADD COLUMN capacity TEXT NOT NULL DEFAULT '';
ALTER TABLE acting ADD COLUMN declared_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE acting ADD COLUMN matter TEXT NOT NULL DEFAULT '';
ALTER TABLE acting ADD COLUMN ended_by TEXT NOT NULL DEFAULT '';
ALTER TABLE acting ADD COLUMN read_by TEXT NOT NULL DEFAULT ''; -- 後閲
ALTER TABLE acting ADD COLUMN read_ms INTEGER NOT NULL DEFAULT 0;

-- 庶務's attempts to reach a head who was not told to be away.
CREATE TABLE attempt (
	entry INTEGER PRIMARY KEY,
	body TEXT NOT NULL,
	means TEXT NOT NULL,
	result TEXT NOT NULL,
	reached INTEGER NOT NULL,
	person TEXT NOT NULL, -- who tried
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX attempt_by_body ON attempt (body, at_ms);
