-- 幹事会の報告 (article 3-3(4) to (6)): a sitting of the committee leaves one, and each of its lines is answered by the chair.

CREATE TABLE report (
	number TEXT PRIMARY KEY, -- 報R8-001
	year INTEGER NOT NULL,
	ordinal INTEGER NOT NULL,
	-- due: a sitting, nothing drafted or not handed in; review 庶務内確認; ready: the 幹事長 is asked; reported; answered; withdrawn
	state TEXT NOT NULL CHECK (state IN ('due', 'review', 'ready', 'reported', 'answered', 'withdrawn')),
	version INTEGER NOT NULL,
	session TEXT NOT NULL,  -- 第6回
	place TEXT NOT NULL,
	meeting TEXT NOT NULL,  -- 招R8-003, or '' when it was entered by hand
	incident TEXT NOT NULL,
	held_ms INTEGER NOT NULL,
	due_ms INTEGER NOT NULL,
	due_rule TEXT NOT NULL,
	due_source TEXT NOT NULL,
	overdue_ms INTEGER NOT NULL, -- the day had passed, and the chair and 庶務 were told
	entered_by TEXT NOT NULL,
	drafter TEXT NOT NULL,  -- who handed this version in
	reviewer TEXT NOT NULL,
	reported_by TEXT NOT NULL,
	reported_capacity TEXT NOT NULL,
	reported_ms INTEGER NOT NULL,
	sha256 TEXT NOT NULL,   -- of all lines of this version, '' while it is drafted
	charter_version TEXT NOT NULL,
	closed_ms INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	UNIQUE (year, ordinal)
) STRICT;

CREATE TABLE report_line (
	report TEXT NOT NULL REFERENCES report (number),
	version INTEGER NOT NULL,
	position INTEGER NOT NULL,
	item TEXT NOT NULL REFERENCES item (number),
	item_version INTEGER NOT NULL,
	title TEXT NOT NULL,
	class INTEGER NOT NULL,
	item_sha256 TEXT NOT NULL, -- the item's frozen text
	important INTEGER NOT NULL,
	result TEXT NOT NULL CHECK (result IN ('', 'as_is', 'amended', 'unfit', 'continued')),
	amendment TEXT NOT NULL, -- 修正のうえ適当: what was amended
	dissent TEXT NOT NULL,   -- 少数意見
	opinion TEXT NOT NULL,   -- 集約意見
	sha256 TEXT NOT NULL,    -- of everything above, '' while it is drafted
	entry INTEGER NOT NULL,
	PRIMARY KEY (report, version, position)
) STRICT;
CREATE INDEX report_line_by_item ON report_line (item);

CREATE TABLE report_answer ( -- what the chair did with a line; given once
	report TEXT NOT NULL REFERENCES report (number),
	position INTEGER NOT NULL,
	version INTEGER NOT NULL,
	answer TEXT NOT NULL CHECK (answer IN ('approved', 'received', 'returned', 'referred')),
	person TEXT NOT NULL, -- '' by the charter itself: a 特に重要 line goes to the council
	capacity TEXT NOT NULL,
	reason TEXT NOT NULL,
	same_person INTEGER NOT NULL, -- 職務代理・同一人: the acting chair made the report himself
	kouetsu TEXT NOT NULL CHECK (kouetsu IN ('', 'due', 'done')),
	resolution TEXT NOT NULL,
	at_ms INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (report, position)
) STRICT;

CREATE TABLE report_step (
	entry INTEGER PRIMARY KEY,
	report TEXT NOT NULL REFERENCES report (number),
	version INTEGER NOT NULL,
	step TEXT NOT NULL, -- held, drafted, handed_in, reviewed, returned, reported, revised, overdue, answered, kouetsu, withdrawn
	person TEXT NOT NULL,
	capacity TEXT NOT NULL,
	text TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX report_step_by_report ON report_step (report, entry);
