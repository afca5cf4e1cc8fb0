-- Incidents: what was reported, every version of the facts, who was told and who has answered for himself, what was decided.
-- Clocks are not records: they are computed from the facts, by the file that `clocks_sha256` names.

CREATE TABLE incident (
	number TEXT PRIMARY KEY, -- 事R8-001
	year INTEGER NOT NULL,
	ordinal INTEGER NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('reported', 'received', 'recognised')),
	ongoing TEXT NOT NULL CHECK (ongoing IN ('yes', 'no', 'unknown')), -- 進行中: how fast
	severity INTEGER NOT NULL, -- 0 to 4: whom to tell; -1 not judged yet
	medium TEXT NOT NULL,      -- 何が
	work TEXT NOT NULL,        -- どの業務の
	harm TEXT NOT NULL,        -- 漏えい・紛失・破損
	seen TEXT NOT NULL,        -- 相手が開封・閲覧したか
	recovered TEXT NOT NULL,   -- 全部回収したか
	text TEXT NOT NULL,
	department TEXT NOT NULL,
	head TEXT NOT NULL,        -- 所属長
	phone TEXT NOT NULL,
	reporter TEXT NOT NULL,    -- person, '' not on the roster
	workspace INTEGER NOT NULL,
	account TEXT NOT NULL,
	noticed_ms INTEGER NOT NULL,
	reported_ms INTEGER NOT NULL,
	received_ms INTEGER NOT NULL,
	received_by TEXT NOT NULL,
	recognised_ms INTEGER NOT NULL,
	recognised_by TEXT NOT NULL,
	recognised_capacity TEXT NOT NULL,
	entry INTEGER NOT NULL,
	UNIQUE (year, ordinal)
) STRICT;

CREATE TABLE incident_facts ( -- every version; the newest stands
	entry INTEGER PRIMARY KEY,
	incident TEXT NOT NULL REFERENCES incident (number),
	version INTEGER NOT NULL,
	facts TEXT NOT NULL, -- lines fact=yes|no|number; what is not known has none
	known_ms INTEGER NOT NULL,
	clocks_sha256 TEXT NOT NULL,
	person TEXT NOT NULL,
	capacity TEXT NOT NULL,
	at_ms INTEGER NOT NULL,
	UNIQUE (incident, version)
) STRICT;

CREATE TABLE incident_told ( -- one row for each addressee; only his own word fills it
	incident TEXT NOT NULL REFERENCES incident (number),
	person TEXT NOT NULL,
	office TEXT NOT NULL,
	why TEXT NOT NULL, -- recognised
	told_ms INTEGER NOT NULL,
	acknowledged_ms INTEGER NOT NULL, -- 受領; 0 not yet
	means TEXT NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (incident, person, why)
) STRICT;

CREATE TABLE incident_ruling ( -- 非該当 of one filing, on the facts of that version
	entry INTEGER PRIMARY KEY,
	incident TEXT NOT NULL REFERENCES incident (number),
	filing TEXT NOT NULL,
	version INTEGER NOT NULL,
	reason TEXT NOT NULL,
	text TEXT NOT NULL,
	person TEXT NOT NULL,
	capacity TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX incident_ruling_by_incident ON incident_ruling (incident, entry);

CREATE TABLE incident_filing ( -- what was sent to an outside addressee
	entry INTEGER PRIMARY KEY,
	incident TEXT NOT NULL REFERENCES incident (number),
	filing TEXT NOT NULL,
	sent_ms INTEGER NOT NULL,
	means TEXT NOT NULL,
	counterpart TEXT NOT NULL,
	receipt TEXT NOT NULL,
	person TEXT NOT NULL,
	capacity TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX incident_filing_by_incident ON incident_filing (incident, filing);

CREATE TABLE incident_step (
	entry INTEGER PRIMARY KEY,
	incident TEXT NOT NULL REFERENCES incident (number),
	step TEXT NOT NULL, -- reported, paged, received, recognised, facts, told, acknowledged, ruled, sent
	person TEXT NOT NULL,
	capacity TEXT NOT NULL,
	text TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX incident_step_by_incident ON incident_step (incident, entry);
