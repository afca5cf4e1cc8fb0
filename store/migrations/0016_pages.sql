-- Who was asked to answer for an incident, and what became of it. One row for each addressee: only his own word fills it, or 庶務's record that he was told by telephone himself.

CREATE TABLE incident_page (
	incident TEXT NOT NULL REFERENCES incident (number),
	person TEXT NOT NULL,
	office TEXT NOT NULL,
	why TEXT NOT NULL CHECK (why IN ('level', 'chosen', 'away', 'next')),
	stead TEXT NOT NULL,          -- whose next contact or deputy he is asked as; '' for himself
	asked_ms INTEGER NOT NULL,
	sent INTEGER NOT NULL,        -- how often
	failed TEXT NOT NULL,         -- the network's word, '' it went out
	quiet_ms INTEGER NOT NULL,    -- do not disturb, until then, as the network told; 0 not known of
	answered_ms INTEGER NOT NULL, -- 受領; 0 not yet
	means TEXT NOT NULL,          -- button, mark, command, telephone
	entry INTEGER NOT NULL,
	PRIMARY KEY (incident, person)
) STRICT;

CREATE TABLE incident_page_call ( -- 庶務's telephone calls
	entry INTEGER PRIMARY KEY,
	incident TEXT NOT NULL REFERENCES incident (number),
	member TEXT NOT NULL,
	result TEXT NOT NULL CHECK (result IN ('reached', 'message', 'voicemail', 'absent')),
	called_ms INTEGER NOT NULL,
	caller TEXT NOT NULL,
	person TEXT NOT NULL, -- who entered it
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX incident_page_call_by_incident ON incident_page_call (incident, entry);
