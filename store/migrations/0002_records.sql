-- The records: what the ledger's entries say, as rows that questions can be asked of. store/apply is their only
-- writer; emptied and applied again they come out the same. Times are ms UTC, 0 is "none". `entry` is the ledger's.

CREATE TABLE person (
	id TEXT PRIMARY KEY,
	name TEXT NOT NULL,
	language TEXT NOT NULL CHECK (language IN ('ja', 'en')),
	phone TEXT NOT NULL, -- for the duty list only
	entry INTEGER NOT NULL
) STRICT;

-- An account is an id, never a name. `active` is what the network last said.
CREATE TABLE account (
	workspace TEXT NOT NULL,
	account TEXT NOT NULL,
	person TEXT NOT NULL REFERENCES person (id),
	active INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (workspace, account)
) STRICT;
CREATE INDEX account_by_person ON account (person, workspace);

-- Who holds which seat or office from when to when: [from_ms, to_ms), to_ms 0 is open.
CREATE TABLE tenure (
	id TEXT PRIMARY KEY, -- office, person and beginning
	office TEXT NOT NULL,
	person TEXT NOT NULL REFERENCES person (id),
	title TEXT NOT NULL,
	from_ms INTEGER NOT NULL,
	to_ms INTEGER NOT NULL,
	published_ms INTEGER NOT NULL, -- 内示 until then
	entry INTEGER NOT NULL
) STRICT;
CREATE INDEX tenure_by_office ON tenure (office, from_ms);
CREATE INDEX tenure_by_person ON tenure (person, from_ms);

CREATE TABLE absence (
	id TEXT PRIMARY KEY,
	person TEXT NOT NULL REFERENCES person (id),
	from_ms INTEGER NOT NULL,
	to_ms INTEGER NOT NULL,
	reason TEXT NOT NULL,
	entry INTEGER NOT NULL
) STRICT;
CREATE INDEX absence_by_person ON absence (person, from_ms);

CREATE TABLE acting ( -- 職務代理
	id TEXT PRIMARY KEY,
	body TEXT NOT NULL,
	person TEXT NOT NULL REFERENCES person (id),
	from_ms INTEGER NOT NULL,
	to_ms INTEGER NOT NULL,
	reason TEXT NOT NULL,
	entry INTEGER NOT NULL
) STRICT;
CREATE INDEX acting_by_body ON acting (body, from_ms);

CREATE TABLE rule ( -- article 8: what the chair has determined
	key TEXT NOT NULL,
	value TEXT NOT NULL,
	document TEXT NOT NULL, -- 文書番号
	from_ms INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (key, from_ms)
) STRICT;

CREATE TABLE charter_text ( -- every charter used, by its hashes
	version TEXT NOT NULL,
	text_sha256 TEXT NOT NULL,
	data_sha256 TEXT NOT NULL,
	since_ms INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (version, text_sha256, data_sha256)
) STRICT;

-- 持ち回り (article 6). One row a number; what was frozen at a round's start stands beside it.
CREATE TABLE circular (
	number TEXT PRIMARY KEY, -- 回R8-001
	year INTEGER NOT NULL,   -- fiscal year of the draft, as 2026
	ordinal INTEGER NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('collecting', 'review', 'confirm', 'open', 'closing', 'closed')),
	version INTEGER NOT NULL, -- 第n版
	round INTEGER NOT NULL,   -- 0 before the first start
	title TEXT NOT NULL,
	class INTEGER NOT NULL,   -- article 4
	class_reason TEXT NOT NULL,
	text TEXT NOT NULL,
	text_sha256 TEXT NOT NULL,
	reason TEXT NOT NULL,     -- 会議を開催するいとまがない理由
	important INTEGER NOT NULL, -- 特に重要
	opinion_record TEXT NOT NULL, -- the committee's record for a 特に重要 item, or ''
	incident TEXT NOT NULL,
	drafter TEXT NOT NULL,
	reviewer TEXT NOT NULL,   -- '' none
	drafted_ms INTEGER NOT NULL,
	asked_deadline TEXT NOT NULL, -- as typed
	deadline_ms INTEGER NOT NULL,
	put_by TEXT NOT NULL,     -- who put it into circulation, '' not yet
	put_capacity TEXT NOT NULL,
	put_ms INTEGER NOT NULL,
	override_reason TEXT NOT NULL, -- the chair's, for a 特に重要 item without the committee's opinion
	opened_ms INTEGER NOT NULL,
	minimum_ms INTEGER NOT NULL, -- not closed before
	rule TEXT NOT NULL,
	rule_source TEXT NOT NULL, -- 議長決定第n号 or 既定値
	rule_entry INTEGER NOT NULL, -- 0: a default
	charter_version TEXT NOT NULL,
	went_on_ms INTEGER NOT NULL, -- the chair's 続行: objections confirmed before no longer pause
	asked_chair_ms INTEGER NOT NULL, -- his own card was asked for in this round
	closing_ms INTEGER NOT NULL,
	overdue_ms INTEGER NOT NULL, -- the deadline has passed and the chair was told
	closed_ms INTEGER NOT NULL,
	outcome TEXT NOT NULL CHECK (outcome IN ('', 'approved', 'failed', 'withdrawn', 'returned', 'referred')),
	outcome_by TEXT NOT NULL,
	outcome_reason TEXT NOT NULL,
	resolution TEXT NOT NULL,
	entry INTEGER NOT NULL,
	UNIQUE (year, ordinal)
) STRICT;
CREATE INDEX circular_by_state ON circular (state, deadline_ms);

CREATE TABLE circular_document (
	circular TEXT NOT NULL REFERENCES circular (number),
	version INTEGER NOT NULL,
	position INTEGER NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('file', 'link', 'text')), -- text: the matter itself, too long for a card
	name TEXT NOT NULL,   -- cleaned for showing
	source TEXT NOT NULL, -- the network's file id, or the address
	sha256 TEXT NOT NULL, -- '' until stored; of the address for a link
	size INTEGER NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('waiting', 'stored', 'refused')),
	note TEXT NOT NULL,   -- why refused; that the network's copy was replaced later
	entry INTEGER NOT NULL,
	PRIMARY KEY (circular, version, position)
) STRICT;
CREATE INDEX circular_document_by_source ON circular_document (source);

CREATE TABLE circular_seat ( -- frozen at the start of a round
	circular TEXT NOT NULL REFERENCES circular (number),
	round INTEGER NOT NULL,
	seat TEXT NOT NULL,
	role TEXT NOT NULL,   -- chair, vice, member
	title TEXT NOT NULL,  -- the post as worded then
	position INTEGER NOT NULL,
	person TEXT NOT NULL, -- the holder at the start; '' is a vacancy
	kouetsu INTEGER NOT NULL, -- 後閲: consulted, not counted
	entry INTEGER NOT NULL,
	PRIMARY KEY (circular, round, seat)
) STRICT;

CREATE TABLE mark ( -- what stands on the postings now, of people on the roster
	circular TEXT NOT NULL REFERENCES circular (number),
	round INTEGER NOT NULL,
	posting INTEGER NOT NULL,
	workspace TEXT NOT NULL,
	account TEXT NOT NULL,
	mark TEXT NOT NULL,
	person TEXT NOT NULL,
	posting_kind TEXT NOT NULL,
	from_ms INTEGER NOT NULL, -- it was set between from_ms and at_ms
	at_ms INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (circular, round, posting, workspace, account, mark)
) STRICT;

CREATE TABLE seal ( -- the answer that stands for a seat
	circular TEXT NOT NULL REFERENCES circular (number),
	round INTEGER NOT NULL,
	seat TEXT NOT NULL,
	person TEXT NOT NULL,
	capacity TEXT NOT NULL, -- 議長, 議長職務代理者, 副議長, 委員
	title TEXT NOT NULL,    -- 職名 as of then
	answer TEXT NOT NULL CHECK (answer IN ('approve', 'reject', 'meeting')),
	provisional INTEGER NOT NULL, -- the reason is not given yet
	reason TEXT NOT NULL,
	at_ms INTEGER NOT NULL,
	confirmed_ms INTEGER NOT NULL, -- of the reason
	entry INTEGER NOT NULL,
	PRIMARY KEY (circular, round, seat)
) STRICT;

CREATE TABLE seal_history (
	entry INTEGER PRIMARY KEY,
	circular TEXT NOT NULL REFERENCES circular (number),
	round INTEGER NOT NULL,
	seat TEXT NOT NULL,
	person TEXT NOT NULL,
	capacity TEXT NOT NULL,
	title TEXT NOT NULL,
	answer TEXT NOT NULL, -- '' is a withdrawal
	provisional INTEGER NOT NULL,
	reason TEXT NOT NULL,
	at_ms INTEGER NOT NULL,
	note TEXT NOT NULL -- 引継ぎ, 期限後, 矛盾 …
) STRICT;
CREATE INDEX seal_history_by_circular ON seal_history (circular, entry);

CREATE TABLE seen ( -- 確認: who has read it; no seal
	circular TEXT NOT NULL REFERENCES circular (number),
	round INTEGER NOT NULL,
	person TEXT NOT NULL,
	at_ms INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (circular, round, person)
) STRICT;

CREATE TABLE opinion ( -- 意見: never changes a seal
	entry INTEGER PRIMARY KEY,
	circular TEXT NOT NULL REFERENCES circular (number),
	round INTEGER NOT NULL,
	person TEXT NOT NULL,
	text TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX opinion_by_circular ON opinion (circular, entry);

CREATE TABLE circular_step ( -- the story of a matter, for 経緯 and the auditor
	entry INTEGER PRIMARY KEY,
	circular TEXT NOT NULL REFERENCES circular (number),
	round INTEGER NOT NULL,
	step TEXT NOT NULL, -- drafted, reviewed, put, opened, extended, went_on, kouetsu, errata, late, closed …
	person TEXT NOT NULL,
	capacity TEXT NOT NULL,
	text TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX circular_step_by_circular ON circular_step (circular, entry);

CREATE TABLE resolution ( -- one sequence a fiscal year, whatever the route
	year INTEGER NOT NULL,
	ordinal INTEGER NOT NULL,
	number TEXT NOT NULL UNIQUE, -- 令和8年度第5号
	route TEXT NOT NULL,  -- article 3, 6, 3-3(5)
	class INTEGER NOT NULL,
	title TEXT NOT NULL,
	matter TEXT NOT NULL,
	text_sha256 TEXT NOT NULL,
	charter_version TEXT NOT NULL,
	rule TEXT NOT NULL,
	rule_source TEXT NOT NULL,
	tally TEXT NOT NULL,
	decided_ms INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (year, ordinal)
) STRICT;
CREATE INDEX resolution_by_matter ON resolution (matter);
