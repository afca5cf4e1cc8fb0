-- 終結 of an incident: what it came to, why it happened, what is done so that it does not happen again; opened again by a later row.

CREATE TABLE incident_end (
	entry INTEGER PRIMARY KEY,
	incident TEXT NOT NULL REFERENCES incident (number),
	kind TEXT NOT NULL CHECK (kind IN ('closed', 'reopened')),
	severity INTEGER NOT NULL,   -- at that time; -1: never recognised, no incident
	reportable INTEGER NOT NULL, -- a filing was owed to an outside addressee
	cause_kind TEXT NOT NULL,
	cause TEXT NOT NULL,
	prevention TEXT NOT NULL,
	summary TEXT NOT NULL,
	reason TEXT NOT NULL,        -- why it ends with a mandatory clock open (chair or CISO), why it is opened again
	item TEXT NOT NULL,          -- from level 2: the matter for the council (article 4(7))
	person TEXT NOT NULL,
	capacity TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX incident_end_by_incident ON incident_end (incident, entry);

CREATE TABLE incident_listed ( -- levels 0 and 1: the committee's meeting that had it on its list
	incident TEXT NOT NULL REFERENCES incident (number),
	meeting TEXT NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (incident, meeting)
) STRICT;
