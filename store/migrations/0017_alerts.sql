-- What monitoring said of one group of alerts: one line in the incident that it opened, with a count. A resolve is noted and closes nothing.

CREATE TABLE alert_group (
	source TEXT NOT NULL,      -- the sender's name in the settings
	fingerprint TEXT NOT NULL, -- SHA-256 of the sender's own key of the group
	incident TEXT NOT NULL REFERENCES incident (number), -- the newest one of this group
	title TEXT NOT NULL,
	count INTEGER NOT NULL,    -- alerts that fired, for that incident
	first_ms INTEGER NOT NULL,
	last_ms INTEGER NOT NULL,
	resolved_ms INTEGER NOT NULL, -- 0: it fires
	entry INTEGER NOT NULL,
	PRIMARY KEY (source, fingerprint)
) STRICT;
CREATE INDEX alert_group_by_incident ON alert_group (incident);
