-- Reports on an incident to the CISO, numbered and frozen: a correction is the next number. A draft has the number that it would get.

CREATE TABLE incident_ciso_report (
	incident TEXT NOT NULL REFERENCES incident (number),
	ordinal INTEGER NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('draft', 'sent')),
	known TEXT NOT NULL,  -- what is known
	done TEXT NOT NULL,   -- what was done
	asked TEXT NOT NULL,  -- what is asked of him
	next_ms INTEGER NOT NULL, -- the next report is due; 0 none is
	sha256 TEXT NOT NULL, -- of the whole text as it was sent
	person TEXT NOT NULL,
	capacity TEXT NOT NULL,
	at_ms INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (incident, ordinal)
) STRICT;

CREATE TABLE incident_ciso_to ( -- CISO and registered deputy; only his own word fills it, or that he was told by telephone himself
	incident TEXT NOT NULL,
	ordinal INTEGER NOT NULL,
	person TEXT NOT NULL,
	office TEXT NOT NULL CHECK (office IN ('ciso', 'deputy_ciso')),
	sent_ms INTEGER NOT NULL,     -- 0 he came into the post later
	received_ms INTEGER NOT NULL, -- 0 not yet
	means TEXT NOT NULL,          -- button, mark, command, telephone
	caller TEXT NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (incident, ordinal, person),
	FOREIGN KEY (incident, ordinal) REFERENCES incident_ciso_report (incident, ordinal)
) STRICT;
