-- 審議事項 (article 4): the register of matters, whatever way each took, and what came of it.

CREATE TABLE item (
	number TEXT PRIMARY KEY, -- 審R8-001
	year INTEGER NOT NULL,
	ordinal INTEGER NOT NULL,
	-- registered 受付, deliberating 審議中, waiting 付議待ち, resolved 議決, received 報告を受けた, withdrawn 取下げ
	state TEXT NOT NULL CHECK (state IN ('registered', 'deliberating', 'waiting', 'resolved', 'received', 'withdrawn')),
	version INTEGER NOT NULL, -- 第n版
	title TEXT NOT NULL,
	class INTEGER NOT NULL,
	class_reason TEXT NOT NULL, -- class 8 only
	text TEXT NOT NULL,
	text_sha256 TEXT NOT NULL,
	important INTEGER NOT NULL, -- 特に重要
	provisional INTEGER NOT NULL, -- by the 幹事長, not confirmed by the chair yet
	incident TEXT NOT NULL, -- 事R8-001, or ''
	opinion_record TEXT NOT NULL, -- the report that holds the committee's 集約意見 on this version, or ''
	drafter TEXT NOT NULL,
	charter_version TEXT NOT NULL,
	registered_ms INTEGER NOT NULL,
	resolution TEXT NOT NULL, -- 令和8年度第5号, or ''
	entry INTEGER NOT NULL,
	UNIQUE (year, ordinal)
) STRICT;

CREATE TABLE item_document (
	item TEXT NOT NULL REFERENCES item (number),
	version INTEGER NOT NULL,
	position INTEGER NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('file', 'link', 'text')),
	name TEXT NOT NULL,
	source TEXT NOT NULL,
	sha256 TEXT NOT NULL, -- '' until stored
	size INTEGER NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('waiting', 'stored', 'refused')),
	note TEXT NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (item, version, position)
) STRICT;

CREATE TABLE item_flag ( -- 特に重要, every time that it was set, confirmed or cleared
	entry INTEGER PRIMARY KEY,
	item TEXT NOT NULL REFERENCES item (number),
	important INTEGER NOT NULL,
	provisional INTEGER NOT NULL,
	person TEXT NOT NULL,
	capacity TEXT NOT NULL,
	reason TEXT NOT NULL,
	rule TEXT NOT NULL,
	rule_source TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX item_flag_by_item ON item_flag (item, entry);

CREATE TABLE item_way ( -- where it went: a circulation, a report's line, a meeting
	item TEXT NOT NULL REFERENCES item (number),
	matter TEXT NOT NULL, -- 回R8-001, 報R8-001, 招R8-001
	version INTEGER NOT NULL, -- of the item
	outcome TEXT NOT NULL, -- '' still under way; approved, received, returned, referred, failed, withdrawn
	resolution TEXT NOT NULL,
	at_ms INTEGER NOT NULL,
	ended_ms INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (item, matter)
) STRICT;
CREATE INDEX item_way_by_matter ON item_way (matter);

CREATE TABLE item_step ( -- the story, for 経緯
	entry INTEGER PRIMARY KEY,
	item TEXT NOT NULL REFERENCES item (number),
	step TEXT NOT NULL, -- registered, revised, flagged, unflagged, went, came, withdrawn
	person TEXT NOT NULL,
	capacity TEXT NOT NULL,
	text TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX item_step_by_item ON item_step (item, entry);

-- What a resolution stood on besides its charter: each rule's value and where it came from.
CREATE TABLE resolution_rule (
	resolution TEXT NOT NULL REFERENCES resolution (number),
	key TEXT NOT NULL,
	value TEXT NOT NULL,
	source TEXT NOT NULL, -- 議長決定's document number, or 既定値
	rule_entry INTEGER NOT NULL, -- 0: a default
	entry INTEGER NOT NULL,
	PRIMARY KEY (resolution, key)
) STRICT;

CREATE TABLE resolution_reported ( -- 報告事項: made outside a meeting, told to one
	resolution TEXT PRIMARY KEY REFERENCES resolution (number),
	meeting TEXT NOT NULL,
	at_ms INTEGER NOT NULL,
	entry INTEGER NOT NULL
) STRICT;
