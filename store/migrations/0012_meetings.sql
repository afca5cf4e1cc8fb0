-- Meetings of both bodies (articles 3 and 3-3), 日程調整 before and 宿題 after them. What is said of a sitting is only ever
-- added: a newer row stands for an older one, so that the minutes of any version are derived from the rows up to its entry.

CREATE TABLE meeting (
	number TEXT PRIMARY KEY, -- 招R8-003
	year INTEGER NOT NULL,
	ordinal INTEGER NOT NULL,
	body TEXT NOT NULL CHECK (body IN ('council', 'committee')),
	session INTEGER NOT NULL, -- 令和8年度第3回 of its body, by the fiscal year it is held in; 0 until convened
	session_year INTEGER NOT NULL,
	-- draft (incomplete), review 庶務内確認, ready: who convenes is asked; convened; open 開会; suspended 休憩・延会;
	-- closed 閉会; cancelled: after, withdrawn: before it was convened
	state TEXT NOT NULL CHECK (state IN ('draft', 'review', 'ready', 'convened', 'open', 'suspended', 'closed', 'cancelled', 'withdrawn')),
	version INTEGER NOT NULL, -- of the notice: 1 at the convening; the .ics' SEQUENCE is one less
	place TEXT NOT NULL,
	link TEXT NOT NULL,
	starts_ms INTEGER NOT NULL,
	ends_ms INTEGER NOT NULL,
	reply_by_ms INTEGER NOT NULL,
	purpose TEXT NOT NULL,      -- a line for those invited, or ''
	incident TEXT NOT NULL,
	short_reason TEXT NOT NULL, -- why the notice is shorter than the rule's days
	override_reason TEXT NOT NULL, -- the chair's: 特に重要 without the committee's opinion
	poll TEXT NOT NULL,         -- 日R8-001, or ''
	drafter TEXT NOT NULL,
	drafted_ms INTEGER NOT NULL,
	reviewer TEXT NOT NULL,
	convened_by TEXT NOT NULL,
	convened_capacity TEXT NOT NULL,
	convened_ms INTEGER NOT NULL,
	notice_rule TEXT NOT NULL, notice_source TEXT NOT NULL,
	quorum_rule TEXT NOT NULL, quorum_source TEXT NOT NULL,
	proxy_rule TEXT NOT NULL, proxy_source TEXT NOT NULL,
	charter_version TEXT NOT NULL,
	presider TEXT NOT NULL,
	presider_capacity TEXT NOT NULL,
	opened_ms INTEGER NOT NULL, -- true times
	closed_ms INTEGER NOT NULL,
	asked_ms INTEGER NOT NULL,  -- it was left open, and 庶務 was asked
	minutes_version INTEGER NOT NULL, -- 0 none yet
	confirmed_version INTEGER NOT NULL, -- by the chair or 幹事長; 0 none
	report TEXT NOT NULL, -- 報R8-006: the committee's duty (3-3(4))
	entry INTEGER NOT NULL,
	UNIQUE (year, ordinal)
) STRICT;
CREATE INDEX meeting_by_state ON meeting (state, starts_ms);

CREATE TABLE meeting_item ( -- the agenda; row of the newest version of the draft
	meeting TEXT NOT NULL REFERENCES meeting (number),
	position INTEGER NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('item', 'report', 'other')), -- 議案, 報告事項 (a resolution made outside), その他
	agenda INTEGER NOT NULL, -- 議案第n号 / 報告第n号 of the body and fiscal year; 0 until convened
	item TEXT NOT NULL,      -- 審R8-001; a report's resolution number; ''
	item_version INTEGER NOT NULL,
	title TEXT NOT NULL,
	class INTEGER NOT NULL,
	important INTEGER NOT NULL,
	opinion_record TEXT NOT NULL,
	item_sha256 TEXT NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (meeting, position)
) STRICT;
CREATE INDEX meeting_item_by_item ON meeting_item (item);

CREATE TABLE meeting_guest ( -- article 3(3): for one item
	meeting TEXT NOT NULL REFERENCES meeting (number),
	ordinal INTEGER NOT NULL,
	position INTEGER NOT NULL, -- the agenda item
	name TEXT NOT NULL,
	affiliation TEXT NOT NULL,
	purpose TEXT NOT NULL, -- 説明, 意見
	workspace TEXT NOT NULL, account TEXT NOT NULL, -- '' none in the chat
	invited_by TEXT NOT NULL,
	invited_capacity TEXT NOT NULL,
	withdrawn INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (meeting, ordinal)
) STRICT;

CREATE TABLE meeting_guest_time (
	entry INTEGER PRIMARY KEY,
	meeting TEXT NOT NULL REFERENCES meeting (number),
	ordinal INTEGER NOT NULL,
	in_ms INTEGER NOT NULL,
	out_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE meeting_reply ( -- to a version of the notice; the newest of a person stands
	entry INTEGER PRIMARY KEY,
	meeting TEXT NOT NULL REFERENCES meeting (number),
	version INTEGER NOT NULL,
	person TEXT NOT NULL,
	answer TEXT NOT NULL CHECK (answer IN ('', 'attend', 'absent', 'unsure')), -- '' taken back
	note TEXT NOT NULL,
	proxy TEXT NOT NULL,
	entered_by TEXT NOT NULL, -- 代理入力
	entered_capacity TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX meeting_reply_by_meeting ON meeting_reply (meeting, person, entry);

CREATE TABLE meeting_request ( -- 招集の依頼 to the chair (3(1)) or the 幹事長
	entry INTEGER PRIMARY KEY,
	body TEXT NOT NULL,
	person TEXT NOT NULL,
	capacity TEXT NOT NULL,
	items TEXT NOT NULL,
	reason TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE meeting_change ( -- of a notice that went out; one at a time is under way
	entry INTEGER PRIMARY KEY,
	meeting TEXT NOT NULL REFERENCES meeting (number),
	kind TEXT NOT NULL CHECK (kind IN ('change', 'postpone', 'cancel')),
	state TEXT NOT NULL CHECK (state IN ('review', 'ready', 'made', 'returned')),
	place TEXT NOT NULL,
	link TEXT NOT NULL,
	starts_ms INTEGER NOT NULL,
	ends_ms INTEGER NOT NULL,
	reply_by_ms INTEGER NOT NULL,
	reason TEXT NOT NULL,
	person TEXT NOT NULL,
	reviewer TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX meeting_change_by_meeting ON meeting_change (meeting, entry);

CREATE TABLE meeting_attendance ( -- one list; the newest of a seat stands
	entry INTEGER PRIMARY KEY,
	meeting TEXT NOT NULL REFERENCES meeting (number),
	seat TEXT NOT NULL,
	role TEXT NOT NULL,
	title TEXT NOT NULL,
	place INTEGER NOT NULL, -- 席次
	person TEXT NOT NULL,   -- '' 欠員
	name TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('present', 'absent', 'proxy', 'vacant')),
	proxy TEXT NOT NULL,
	note TEXT NOT NULL,     -- 14:20 から, 職務代理 …
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX meeting_attendance_by_meeting ON meeting_attendance (meeting, seat, entry);

CREATE TABLE meeting_result ( -- of an agenda item; the newest stands
	entry INTEGER PRIMARY KEY,
	meeting TEXT NOT NULL REFERENCES meeting (number),
	position INTEGER NOT NULL,
	-- 可決, 修正可決, 否決, 継続審議, 了承, 取下げ
	result TEXT NOT NULL CHECK (result IN ('passed', 'amended', 'rejected', 'continued', 'noted', 'withdrawn')),
	method TEXT NOT NULL CHECK (method IN ('', 'no_objection', 'recorded')),
	votes_for INTEGER NOT NULL,
	votes_against INTEGER NOT NULL,
	abstained INTEGER NOT NULL,
	casting TEXT NOT NULL, -- the presider's vote on a tie: for, against; ''
	amendment TEXT NOT NULL,
	dissent TEXT NOT NULL, -- 少数意見
	opinion TEXT NOT NULL, -- 集約意見: the committee's, on a 特に重要 item
	rule TEXT NOT NULL, rule_source TEXT NOT NULL, -- how it was decided
	resolution TEXT NOT NULL,
	person TEXT NOT NULL, -- who recorded it
	capacity TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX meeting_result_by_meeting ON meeting_result (meeting, position, entry);

CREATE TABLE meeting_vote ( -- 賛否の記録; the newest of a person stands
	entry INTEGER PRIMARY KEY,
	meeting TEXT NOT NULL REFERENCES meeting (number),
	position INTEGER NOT NULL,
	person TEXT NOT NULL,
	title TEXT NOT NULL,
	answer TEXT NOT NULL CHECK (answer IN ('for', 'against', 'abstain')),
	entered_by TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX meeting_vote_by_meeting ON meeting_vote (meeting, position, person, entry);

CREATE TABLE meeting_line ( -- 議事の経過
	entry INTEGER PRIMARY KEY,
	meeting TEXT NOT NULL REFERENCES meeting (number),
	position INTEGER NOT NULL, -- the agenda item, 0 none
	kind TEXT NOT NULL CHECK (kind IN ('topic', 'statement', 'info', 'agreed', 'action')),
	speaker TEXT NOT NULL, -- the post, or a guest's name; ''
	text TEXT NOT NULL,
	action TEXT NOT NULL,  -- 宿R8-001
	person TEXT NOT NULL,  -- who entered it
	source TEXT NOT NULL,  -- command, form, shortcut, reaction
	at_ms INTEGER NOT NULL, -- when it was said
	undone INTEGER NOT NULL -- the entry that took it back, 0
) STRICT;
CREATE INDEX meeting_line_by_meeting ON meeting_line (meeting, entry);

CREATE TABLE meeting_minutes (
	meeting TEXT NOT NULL REFERENCES meeting (number),
	version INTEGER NOT NULL,
	upto INTEGER NOT NULL, -- the entry to which this version tells
	sha256 TEXT NOT NULL,  -- of the HTML
	reason TEXT NOT NULL,  -- of a correction
	person TEXT NOT NULL,
	at_ms INTEGER NOT NULL,
	confirmed_by TEXT NOT NULL,
	confirmed_capacity TEXT NOT NULL,
	confirmed_ms INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (meeting, version)
) STRICT;

CREATE TABLE meeting_comment ( -- on a version of the minutes
	entry INTEGER PRIMARY KEY,
	meeting TEXT NOT NULL REFERENCES meeting (number),
	version INTEGER NOT NULL,
	person TEXT NOT NULL,
	text TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE meeting_step (
	entry INTEGER PRIMARY KEY,
	meeting TEXT NOT NULL REFERENCES meeting (number),
	version INTEGER NOT NULL,
	step TEXT NOT NULL, -- drafted, reviewed, returned, convened, changed, postponed, cancelled, withdrawn, opened, suspended, resumed, closed, confirmed …
	person TEXT NOT NULL,
	capacity TEXT NOT NULL,
	text TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX meeting_step_by_meeting ON meeting_step (meeting, entry);

CREATE TABLE poll ( -- 日程調整
	number TEXT PRIMARY KEY, -- 日R8-001
	year INTEGER NOT NULL,
	ordinal INTEGER NOT NULL,
	body TEXT NOT NULL,
	title TEXT NOT NULL,
	items TEXT NOT NULL, -- 審R8-001 審R8-002: for the notice
	-- head: the chair or 幹事長 (or his 秘書) is asked first; open: the others; chosen; withdrawn
	state TEXT NOT NULL CHECK (state IN ('head', 'open', 'chosen', 'withdrawn')),
	reply_by_ms INTEGER NOT NULL,
	drafter TEXT NOT NULL,
	chosen INTEGER NOT NULL, -- the candidate's position, 0
	meeting TEXT NOT NULL,
	at_ms INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	UNIQUE (year, ordinal)
) STRICT;

CREATE TABLE poll_candidate (
	poll TEXT NOT NULL REFERENCES poll (number),
	position INTEGER NOT NULL,
	starts_ms INTEGER NOT NULL,
	ends_ms INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (poll, position)
) STRICT;

CREATE TABLE poll_answer ( -- the newest of a person on a candidate stands
	entry INTEGER PRIMARY KEY,
	poll TEXT NOT NULL REFERENCES poll (number),
	position INTEGER NOT NULL,
	person TEXT NOT NULL,
	answer TEXT NOT NULL CHECK (answer IN ('', 'yes', 'no', 'maybe')),
	entered_by TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX poll_answer_by_poll ON poll_answer (poll, position, person, entry);

CREATE TABLE action ( -- 宿題, of whatever matter
	number TEXT PRIMARY KEY, -- 宿R8-001
	year INTEGER NOT NULL,
	ordinal INTEGER NOT NULL,
	matter TEXT NOT NULL,   -- 招R8-003
	position INTEGER NOT NULL, -- its agenda item, 0 none
	text TEXT NOT NULL,
	owner TEXT NOT NULL,    -- a person, or ''
	owner_name TEXT NOT NULL, -- as worded: a post, a section
	due_ms INTEGER NOT NULL, -- 0 none
	state TEXT NOT NULL CHECK (state IN ('open', 'done', 'dropped')),
	note TEXT NOT NULL,     -- how it ended
	person TEXT NOT NULL,   -- who entered it
	at_ms INTEGER NOT NULL,
	ended_by TEXT NOT NULL,
	ended_ms INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	UNIQUE (year, ordinal)
) STRICT;
CREATE INDEX action_by_state ON action (state, due_ms);

-- Who had it, and until when, as it stood at any entry: old versions of the minutes print it so.
CREATE TABLE action_term (
	entry INTEGER PRIMARY KEY,
	action TEXT NOT NULL REFERENCES action (number),
	owner TEXT NOT NULL,
	owner_name TEXT NOT NULL,
	due_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX action_term_by_action ON action_term (action, entry);
